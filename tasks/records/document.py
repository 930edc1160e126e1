"""Sources, the documents they bring, and the bytes that must never come back."""

from datetime import datetime

from tasks.records.enums import Direction, Reason, SourceOutcome
from tasks.records.record import Record


class Source(Record):
    """A path that was asked for, whatever came."""

    source_id: str
    uri: str
    name: str
    doc_id: str | None
    bytes: int | None
    mtime: datetime | None
    inode: int | None
    licence: str | None
    licence_source: str | None
    fetched_at: datetime
    outcome: SourceOutcome
    reason: Reason | None = None


class Document(Record):
    """A distinct byte string, also an empty file or a text named .pdf.

    Written by ``register`` (name and size) and again by ``probe`` (what the PDF says of itself); status and reason
    are settled when the catalog is loaded.
    """

    doc_id: str
    name: str
    bytes: int
    pages: int | None = None
    title: str | None = None
    producer: str | None = None
    direction: Direction | None = None


class Tombstone(Record):
    """Bytes that must never come back."""

    doc_id: str | None
    uri: str | None
    reason: str
    at: datetime
    flow_run_id: str

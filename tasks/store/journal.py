"""The append-only truth: one directory an entry, one Parquet file a table, never changed once it is there."""

import io
import os
import secrets
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.records.record import Record
from tasks.records.step import StepRun
from tasks.store.arrow import table_of
from tasks.store.disk import sync
from tasks.store.seal import SEAL, seal_of

NO_DOCUMENT = "_"
"""Where entries that belong to no single document lie."""

DOCUMENT_TABLES = frozenset({"documents", "sources", "pages", "regions", "ruby", "figures", "candidates", "audits"})
"""Tables whose rows say by ``step_run_id`` which execution wrote them."""

R = TypeVar("R", bound=Record)


def new_entry_id() -> str:
    """Return a UUIDv7 (RFC 9562): the one id that is not a hash, sorting by the time it was made."""
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    number = milliseconds << 80 | 7 << 76 | fraction << 64 | 2 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=number))


class Journal:
    """Entries under ``journal/<doc_id[:2]>/<doc_id>/<entry_id>/``, or ``journal/_/<entry_id>/``."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def append(self, doc_id: str | None, entry_id: str, tables: Mapping[str, Sequence[Record]]) -> None:
        """Write an entry whole or not at all: beside first, then renamed into place."""
        folder = self._folder(doc_id) / entry_id
        beside = folder.with_name(f".{entry_id}")
        files = {f"{name}.parquet": _parquet(name, rows, entry_id) for name, rows in tables.items() if rows}
        beside.mkdir(parents=True)
        try:
            for name, content in (files | {SEAL: seal_of(files)}).items():
                _write(beside / name, content)
            sync(beside)
            beside.rename(folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        sync(folder.parent)

    def entries(self, doc_id: str | None) -> list[str]:
        """Return the ids of a document's entries, oldest first."""
        folder = self._folder(doc_id)
        if not folder.is_dir():
            return []
        return sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))

    def has(self, doc_id: str | None, entry_id: str) -> bool:
        """Tell whether the entry is there."""
        return (self._folder(doc_id) / entry_id).is_dir()

    def rows(self, doc_id: str | None, entry_id: str, table: str, kind: type[R]) -> list[R]:
        """Return an entry's rows of ``table``; none if it has none."""
        path = self._folder(doc_id) / entry_id / f"{table}.parquet"
        if not path.is_file():
            return []
        found = pq.ParquetFile(path).read()
        maps = frozenset(field.name for field in found.schema if pa.types.is_map(field.type))
        return [_record(kind, row, maps) for row in found.to_pylist()]

    def step_runs(self, doc_id: str) -> Iterator[StepRun]:
        """Yield every execution on a document, oldest first."""
        for entry_id in self.entries(doc_id):
            yield from self.rows(doc_id, entry_id, "step_runs", StepRun)

    def _folder(self, doc_id: str | None) -> Path:
        return self.root / NO_DOCUMENT if doc_id is None else self.root / doc_id[:2] / doc_id


def _parquet(table: str, records: Sequence[Record], entry_id: str) -> bytes:
    extra = {"step_run_id": entry_id} if table in DOCUMENT_TABLES else {}
    content = io.BytesIO()
    pq.write_table(table_of(records, **extra), content, compression="zstd")
    return content.getvalue()


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _record(kind: type[R], row: dict[str, Any], maps: frozenset[str]) -> R:
    known = kind.model_fields
    return kind(**{name: dict(value) if name in maps else value for name, value in row.items() if name in known})

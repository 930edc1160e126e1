"""What was asked for, path by path, without reading any PDF."""

import os
import stat
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.records import identity
from tasks.records.document import Source
from tasks.records.enums import Reason, SourceOutcome

LIST_SUFFIXES = frozenset({".txt", ".lst", ".list"})
"""A file with such a name holds a path a line; any other file is taken for a document."""

MOST_BYTES = 4 << 30
"""A file that claims more is no document: it would fill the workspace, and a few bytes on disk can claim it."""


def paths_of(sources: Iterable[str]) -> list[Path]:
    """Return the paths that the sources stand for, each once, in order; they need not exist.

    A folder is searched through for ``*.pdf``, in any case, without following links to folders; one that is itself
    named like a PDF and has none in it stands for itself. In a text file blank lines and lines that begin with ``#``
    are passed over; a relative path counts from the text file's folder.
    """
    return list(dict.fromkeys(path for source in sources for path in _expanded(Path(source))))


def _expanded(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from _pdfs_below(path)
    elif path.suffix.lower() in LIST_SUFFIXES and path.is_file():
        yield from _listed_in(path)
    else:
        yield path.absolute()


def _pdfs_below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder.absolute()):
        folders.sort()
        pdfs = [Path(place, name) for name in sorted(files) if _is_named_pdf(name)]
        yield from pdfs
        if _is_named_pdf(place) and not pdfs and not folders:
            yield Path(place)


def _is_named_pdf(name: str) -> bool:
    return name.lower().endswith(".pdf")


def _listed_in(listing: Path) -> Iterator[Path]:
    for row in listing.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines():
        entry = os.fsdecode(row.strip())
        if entry and not entry.startswith("#"):
            path = listing.absolute().parent / entry
            yield from _pdfs_below(path) if path.is_dir() else [path]


def inspect_source(path: Path, licence: str | None) -> Source:
    """Describe what lies at a path, without opening it; ``reason`` says why it cannot be a document."""
    facts, outcome, reason = _facts(path)
    uri = uri_of(path)
    source = Source(
        source_id="",
        uri=uri,
        name=Path(uri).name,
        doc_id=None,
        licence=licence,
        licence_source="request" if licence else None,
        fetched_at=datetime.now(UTC),
        outcome=outcome,
        reason=reason,
        **facts,
    )
    return source.model_copy(update={"source_id": source_id(source, None)})


def source_id(source: Source, doc_id: str | None) -> str:
    """Return the id of what a path brought: a document, or a reason why it brought none."""
    return identity.of("source", source.uri, source.licence, doc_id, None if doc_id else source.reason)


def uri_of(path: Path) -> str:
    """Spell a path as the catalog shows it: absolute, with bytes that are no UTF-8 escaped."""
    return spelled(str(path.absolute()))


def spelled(name: str) -> str:
    """Spell a name from the file system as text, with bytes that are no UTF-8 escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _facts(path: Path) -> tuple[dict[str, Any], SourceOutcome, Reason | None]:
    facts: dict[str, Any] = {"bytes": None, "mtime": None, "inode": None}
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return facts, SourceOutcome.REJECTED, Reason.NOT_FOUND
    except OSError:
        return facts, SourceOutcome.FAILED, Reason.UNREADABLE
    facts["mtime"] = datetime.fromtimestamp(status.st_mtime_ns // 1000 / 1_000_000, UTC)
    facts["inode"] = status.st_ino
    if not stat.S_ISREG(status.st_mode):
        return facts, SourceOutcome.REJECTED, Reason.NOT_A_FILE
    facts["bytes"] = status.st_size
    if status.st_size > MOST_BYTES:
        return facts, SourceOutcome.REJECTED, Reason.TOO_BIG
    return facts, SourceOutcome.REGISTERED, None

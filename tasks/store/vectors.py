"""What image–text models made of pictures and sentences, by the hash of these: computed once for ever.

A SQLite file, since several processes write at once. No write-ahead log, whose shared memory does not reach over
network file systems. All of it can be computed again: a file that is gone or damaged costs time, never a result.
"""

import errno
import logging
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

import sql

T = TypeVar("T")
Row = NDArray[np.float32]

AT_ONCE = 64
"""So many are computed and kept together: a kill costs no more."""
WAIT_SECONDS = 120.0
CHECKSUM_BYTES = 4
_BROKEN = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_REFUSALS = {
    "SQLITE_FULL": errno.ENOSPC,
    "SQLITE_IOERR": errno.EIO,
    "SQLITE_BUSY": errno.EAGAIN,
    "SQLITE_CANTOPEN": errno.EACCES,
    "SQLITE_READONLY": errno.EROFS,
}
"""What a file system refuses, as its errors are called elsewhere."""
_log = logging.getLogger(__name__)


class Vectors:
    """Vectors of length 1, kept with 16 bits a number; what is returned does not tell whether it was known."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def of(
        self, model: str, items: Mapping[str, T], embed: Callable[[Sequence[T]], NDArray[np.float32]]
    ) -> dict[str, Row]:
        """Return the vector of each item, by its sha256; those that are not known are computed and kept.

        ``model`` is a hash of all that decides a vector beside the item: the engine with its version and weights, and
        whether it is shown a picture or a text. OSError where the file cannot be read or written.
        """
        known = self._known(model, list(items))
        missing = [item for item in items if item not in known]
        for start in range(0, len(missing), AT_ONCE):
            chunk = missing[start : start + AT_ONCE]
            rows = embed([items[item] for item in chunk])
            known |= self._kept(model, {item: packed(row) for item, row in zip(chunk, rows, strict=True)})
        return {item: unpacked(known[item]) for item in items}

    def _known(self, model: str, items: Sequence[str]) -> dict[str, bytes]:
        if not items or not self.file.is_file():
            return {}
        return self._with_file(lambda connection: _found(connection, model, items))

    def _kept(self, model: str, made: Mapping[str, bytes]) -> dict[str, bytes]:
        """Keep vectors, and return those that are kept now: of two processes the first is believed."""
        return self._with_file(lambda connection: _written(connection, model, made))

    def _with_file(self, does: Callable[[sqlite3.Connection], dict[str, bytes]]) -> dict[str, bytes]:
        seen = _inode(self.file)
        try:
            with _connection_to(self.file) as connection:
                return does(connection)
        except sqlite3.DatabaseError as error:
            name = str(getattr(error, "sqlite_errorname", ""))
            if not name.startswith(_BROKEN):
                raise _refusal(self.file, name, error) from error
            self._set_aside(seen, error)
        return self._with_file(does)

    def _set_aside(self, seen: int | None, error: sqlite3.Error) -> None:
        """Rename a damaged file, and the log beside it first: it belongs to no other."""
        if _inode(self.file) != seen:
            return  # another process was quicker
        aside = self.file.with_name(f"{self.file.name}.damaged-{time.time_ns()}")
        for end in ("-journal", ""):
            with suppress(FileNotFoundError):
                Path(f"{self.file}{end}").rename(f"{aside}{end}")
        _log.warning("%s is damaged (%s): set aside as %s, vectors are computed again", self.file, error, aside.name)


def packed(vector: Row) -> bytes:
    """Return a vector's bytes: numbers of 16 bits, and a checksum."""
    numbers = np.asarray(vector, dtype="<f2").tobytes()
    return numbers + zlib.crc32(numbers).to_bytes(CHECKSUM_BYTES, "little")


def unpacked(content: bytes) -> Row:
    """Return the vector whose bytes these are, of length 1 again."""
    row = np.frombuffer(content[:-CHECKSUM_BYTES], "<f2").astype(np.float64)
    return np.asarray(row / (np.linalg.norm(row) or 1.0), dtype=np.float32)


def is_sound(content: bytes) -> bool:
    """Tell whether these are the bytes that were written."""
    return zlib.crc32(content[:-CHECKSUM_BYTES]).to_bytes(CHECKSUM_BYTES, "little") == content[-CHECKSUM_BYTES:]


def _found(connection: sqlite3.Connection, model: str, items: Sequence[str]) -> dict[str, bytes]:
    find = sql.load("vectors/find_vector")
    rows = ((item, connection.execute(find, _key(model, item)).fetchone()) for item in items)
    return {item: row[0] for item, row in rows if row and is_sound(row[0])}


def _written(connection: sqlite3.Connection, model: str, made: Mapping[str, bytes]) -> dict[str, bytes]:
    with _transaction(connection):
        kept = _found(connection, model, list(made))
        for item in made.keys() - kept.keys():
            connection.execute(sql.load("vectors/delete_vector"), _key(model, item))
            connection.execute(sql.load("vectors/insert_vector"), _key(model, item) | {"vector": made[item]})
    return {**made, **kept}


def _key(model: str, item: str) -> dict[str, bytes]:
    return {"model": bytes.fromhex(model), "item": bytes.fromhex(item)}


@contextmanager
def _connection_to(file: Path) -> Iterator[sqlite3.Connection]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
        for setting in ("use_large_pages", "use_truncated_log", "use_normal_flush", "create_vectors"):
            connection.execute(sql.load(f"vectors/{setting}"))
        yield connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            connection.execute("rollback")
        raise


def _inode(file: Path) -> int | None:
    with suppress(FileNotFoundError):
        return file.stat().st_ino
    return None


def _refusal(file: Path, name: str, error: sqlite3.Error) -> Exception:
    code = next((code for start, code in _REFUSALS.items() if name.startswith(start)), None)
    return OSError(code, f"{os.strerror(code)} ({error})", str(file)) if code else error

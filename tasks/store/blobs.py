"""Content-addressed bytes: PDFs, crops, engine outputs."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO, cast

from tasks.records import identity

AT_ONCE = 1 << 20


class Blobs:
    """A folder of immutable files named by the sha256 of their bytes, `ab/cdef…`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha: str) -> Path:
        """Return where the blob lies, whether or not it is there."""
        return self.root / sha[:2] / sha[2:]

    def has(self, sha: str) -> bool:
        """Tell whether the blob is there."""
        return self.path(sha).is_file()

    def get(self, sha: str) -> bytes:
        """Return the bytes; FileNotFoundError if they are gone."""
        return self.path(sha).read_bytes()

    def put(self, content: bytes) -> str:
        """Keep ``content`` and return its sha256."""
        sha = identity.sha256(content)
        if not self.has(sha):
            with self._beside(sha) as temporary:
                temporary.write(content)
                _settle(temporary, self.path(sha))
        return sha

    def put_file(self, source: Path) -> str:
        """Keep a copy of a file, as long as it is when it is opened, and return the sha256 of what was copied."""
        self.root.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as original, self._beside("") as temporary:
            _copy(original, cast("BinaryIO", temporary), os.fstat(original.fileno()).st_size)
            temporary.flush()
            temporary.seek(0)
            sha = file_digest(temporary, "sha256").hexdigest()
            if not self.has(sha):
                _settle(temporary, self.path(sha))
        return sha

    @contextmanager
    def _beside(self, sha: str) -> "Iterator[tempfile._TemporaryFileWrapper[bytes]]":
        """Open a file that is gone afterwards unless it was settled."""
        folder = self.root / sha[:2]
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as temporary:
            try:
                yield temporary
            finally:
                Path(temporary.name).unlink(missing_ok=True)


def _copy(original: BinaryIO, copy: BinaryIO, size: int) -> None:
    """Copy ``size`` bytes, fewer where there are fewer: a file that grows all the while has an end."""
    while size > 0 and (part := original.read(min(size, AT_ONCE))):
        copy.write(part)
        size -= len(part)


def _settle(temporary: "tempfile._TemporaryFileWrapper[bytes]", target: Path) -> None:
    temporary.flush()
    os.fsync(temporary.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    Path(temporary.name).replace(target)

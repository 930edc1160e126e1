"""The hash of a file, read piece by piece."""

import hashlib
from hashlib import file_digest
from pathlib import Path

from tasks.formats.protocols import DamagedError


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file's bytes; DamagedError if there is none."""
    try:
        with path.open("rb") as file:
            return file_digest(file, hashlib.sha256).hexdigest()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise DamagedError(str(error)) from error

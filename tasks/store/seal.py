"""What the files of an entry must be, so that one that is lost or was changed does not go unnoticed.

The seal is a file of the entry with a line ``sha256  name`` for each of the others: ``sha256sum -c`` reads it. Entries
of earlier releases have none.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from tasks.records import identity

SEAL = ".sha256"
_LINE = re.compile(r"([0-9a-f]{64})  (\w+\.parquet)")


class BrokenEntryError(Exception):
    """A file of an entry is not what was written."""

    def __init__(self, file: Path, what: str) -> None:
        super().__init__(f"{file} {what}")
        self.file = file


def seal_of(files: Mapping[str, bytes]) -> bytes:
    """Return the seal of an entry, given what is written to each file."""
    return "".join(f"{identity.sha256(content)}  {name}\n" for name, content in sorted(files.items())).encode()


def sealed_in(entry: Path) -> Mapping[str, str] | None:
    """Return the sha256 of each file that an entry was written with; None if it bears no seal."""
    try:
        lines = (entry / SEAL).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise BrokenEntryError(entry / SEAL, "is damaged") from error
    found = [_LINE.fullmatch(line) for line in lines]
    if not all(found):
        raise BrokenEntryError(entry / SEAL, "is damaged")
    return {match[2]: match[1] for match in found if match}


def files_in(entry: Path) -> list[Path]:
    """Return the files of an entry by name; BrokenEntryError if one is gone, came later, or has other bytes."""
    files = sorted(file for file in entry.iterdir() if not file.name.startswith("."))
    hashes = sealed_in(entry)
    if hashes is None:
        return files
    missing = hashes.keys() - {file.name for file in files}
    if missing:
        raise BrokenEntryError(entry / min(missing), "is gone")
    for file in files:
        if file.name not in hashes:
            raise BrokenEntryError(file, "does not belong to its entry")
        if identity.sha256(file.read_bytes()) != hashes[file.name]:
            raise BrokenEntryError(file, "was changed after it was written")
    return files

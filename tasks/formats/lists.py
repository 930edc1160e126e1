"""Lists in JSON, whole or a line an entry, and the hashes of the files that hold them."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from tasks.formats.checksum import file_sha256
from tasks.formats.preferences import Choice, choices_sha256
from tasks.formats.protocols import Summary
from tasks.records.record import Record


class ListFile(Record):
    """One file, by its name."""

    file: str
    sha256: str


class ListSummary(Summary):
    """Also which preferences were written: they may change where the digest, of the samples alone, does not."""

    preferences: int
    preferences_sha256: str
    files: list[ListFile]


def summarised(head: Summary, folder: Path, files: Iterable[str], found: Sequence[Choice]) -> ListSummary:
    """Return ``head`` with the preferences and with the hashes of files."""
    hashed = [ListFile(file=name, sha256=file_sha256(folder / name)) for name in files]
    counts = {"preferences": len(found), "preferences_sha256": choices_sha256(found)}
    return ListSummary(**head.model_dump(), **counts, files=hashed)


def write_list(path: Path, entries: Iterable[object]) -> None:
    """Write a JSON list, an entry a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for place, entry in enumerate(entries):
            file.write(",\n" if place else "\n")
            file.write(spelled(entry))
        file.write("\n]\n")


def write_lines(path: Path, entries: Iterable[object]) -> None:
    """Write JSON lines."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(spelled(entry) + "\n" for entry in entries)


def spelled(entry: object) -> str:
    """Return an entry as JSON on one line, also for readers that take U+2028 and the like for the end of it."""
    text = json.dumps(entry, ensure_ascii=False)
    for mark in ("\u0085", "\u2028", "\u2029"):
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text

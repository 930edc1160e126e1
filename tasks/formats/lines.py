"""JSON lines in files of bounded size."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from tasks.formats.lists import spelled


class LineLimits(NamedTuple):
    """Most lines and bytes of a file; a single line may exceed the bytes."""

    lines: int = 50_000
    bytes: int = 500_000_000


LIMITS = LineLimits()


def write_shards(folder: Path, stem: str, entries: Iterable[object], limits: LineLimits) -> None:
    """Write entries, in order, into ``<stem>-00000-of-00003.jsonl`` and so on; an empty file if there are none."""
    unnamed: list[Path] = []
    for number, lines in groupby(_numbered(entries, limits), key=itemgetter(0)):
        unnamed.append(folder / f"{stem}-{number}.unnamed")
        with unnamed[-1].open("wb") as file:
            file.writelines(line for _, line in lines)
    if not unnamed:
        unnamed.append(folder / f"{stem}-0.unnamed")
        unnamed[0].touch()
    # The names tell the number of files, which is known only now.
    for number, path in enumerate(unnamed):
        path.rename(folder / f"{stem}-{number:05d}-of-{len(unnamed):05d}.jsonl")


def line_counts(folder: Path, stem: str) -> dict[str, int]:
    """Return how many lines each file of a stem has, sorted by name."""
    return {path.name: _lines(path) for path in sorted(folder.glob(f"{stem}-*.jsonl"))}


def _numbered(entries: Iterable[object], limits: LineLimits) -> Iterator[tuple[int, bytes]]:
    number = lines = size = 0
    for entry in entries:
        line = f"{spelled(entry)}\n".encode()
        if lines and (lines == limits.lines or size + len(line) > limits.bytes):
            number, lines, size = number + 1, 0, 0
        lines += 1
        size += len(line)
        yield number, line


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)

"""Wordings of what a user asks for: one a line, one file a kind of sample."""

from functools import cache
from importlib.resources import files

from tasks.records import identity


@cache
def wordings(kind: str) -> tuple[str, ...]:
    """Return every wording for samples of ``kind``, in file order."""
    text = files("tasks.engines.llm.requests").joinpath(f"{kind}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line)


def choose(kind: str, figure_id: str) -> str:
    """Return the wording for a figure, the same on every machine."""
    known = wordings(kind)
    return known[int(identity.of("wording", kind, figure_id), 16) % len(known)]

"""What each kind of sample is written for, and how long an answer may get."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from tasks.records.enums import SampleKind
from tasks.records.record import Record


class Aim(Record):
    """A kind in words; ``turns`` is the fewest and the most of them, None for one text that answers no question."""

    aim: str
    turns: tuple[int, int] | None = None
    tokens: int


@cache
def aims() -> Mapping[SampleKind, Aim]:
    """Return what is known of every kind."""
    known = tomllib.loads(files("tasks.prompts").joinpath("aims.toml").read_text(encoding="utf-8"))
    return {kind: Aim(**known[kind]) for kind in SampleKind}


def asks(kind: SampleKind) -> bool:
    """Say whether the model writes the questions too; where it does not, a wording of our own is the question."""
    return aims()[kind].turns is not None

"""The short written constitution that every answer is held to."""

import tomllib
from functools import cache
from importlib.resources import files

from tasks.records.record import Record


class Rule(Record):
    """One thing that an answer must be."""

    id: str
    text: str


@cache
def load() -> list[Rule]:
    """Return the rules, in the order in which they are judged."""
    known = tomllib.loads(files("tasks.prompts").joinpath("constitution.toml").read_text(encoding="utf-8"))
    return [Rule(**rule) for rule in known["rules"]]

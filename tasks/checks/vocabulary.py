"""The words that the rules know by name."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def word_list(name: str) -> frozenset[str]:
    """Return a list of ``vocabulary.toml``."""
    return frozenset(_vocabulary()[name].split())


@cache
def aliases() -> dict[str, tuple[str, ...]]:
    """Return for each name of a country the others that it has."""
    groups = [line.split() for line in _vocabulary()["aliases"]]
    return {name: tuple(other for other in group if other != name) for group in groups for name in group}


@cache
def _vocabulary() -> dict[str, Any]:
    return tomllib.loads(files("tasks.checks").joinpath("vocabulary.toml").read_text(encoding="utf-8"))

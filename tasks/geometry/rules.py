"""Straight ruling lines of a page, pieced together, and which of them touch."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from tasks.geometry.clusters import connected
from tasks.records.record import Box

SAME_LINE = 2.5
"""Rules at most this far apart across their direction, in points, are one: both edges of a bar, double rules."""
BROKEN = 3.0
"""A rule may be broken by so many points: dashes, and rules drawn cell by cell."""
TOUCH = 3.0
"""Rules that end within this many points of each other touch."""


class Rule(NamedTuple):
    """A rule at ``at`` across its direction that runs from ``start`` to ``end`` along it, in page points."""

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """Return how long it is, in points."""
        return self.end - self.start


class Ruling(NamedTuple):
    """Rules that touch each other: those across the page and those down the page."""

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]

    @property
    def box(self) -> Box:
        """Return the box around all rules."""
        xs = [*(rule.at for rule in self.down), *(end for rule in self.across for end in rule[1:])]
        ys = [*(rule.at for rule in self.across), *(end for rule in self.down for end in rule[1:])]
        return Box(min(xs), min(ys), max(xs), max(ys))


def pieced(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules with those on one line drawn to one place, and joined where they touch or overlap."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][0].at <= SAME_LINE:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return [rule for line in lines for rule in _along(line)]


def _along(line: Sequence[Rule]) -> list[Rule]:
    at = _weighted(line)
    made: list[Rule] = []
    for rule in sorted(line, key=lambda rule: (rule.start, rule.end)):
        if made and rule.start - made[-1].end <= BROKEN:
            made[-1] = made[-1]._replace(end=max(made[-1].end, rule.end))
        else:
            made.append(Rule(at, rule.start, rule.end))
    return made


def _weighted(line: Sequence[Rule]) -> float:
    total = sum(rule.length for rule in line)
    return sum(rule.at * rule.length for rule in line) / total if total > 0 else line[0].at


def rulings(across: Sequence[Rule], down: Sequence[Rule]) -> list[Ruling]:
    """Group the rules that cross or touch; rules of one direction meet only through the other direction."""
    if not across or not down:
        return [*(Ruling((rule,), ()) for rule in across), *(Ruling((), (rule,)) for rule in down)]
    at, start, end = np.array(across, dtype=np.float64).T
    v_at, v_start, v_end = np.array(down, dtype=np.float64).T
    meets = (
        (start[:, None] - TOUCH <= v_at[None, :])
        & (v_at[None, :] <= end[:, None] + TOUCH)
        & (v_start[None, :] - TOUCH <= at[:, None])
        & (at[:, None] <= v_end[None, :] + TOUCH)
    )
    links = np.eye(len(across) + len(down), dtype=bool)
    links[: len(across), len(across) :] = meets
    links[len(across) :, : len(across)] = meets.T
    return [_ruling(across, down, group) for group in connected(links)]


def _ruling(across: Sequence[Rule], down: Sequence[Rule], group: Sequence[int]) -> Ruling:
    return Ruling(
        tuple(across[at] for at in group if at < len(across)),
        tuple(down[at - len(across)] for at in group if at >= len(across)),
    )


def places(values: Iterable[float]) -> list[float]:
    """Return the places of rules in order, those too near each other to hold anything between them once."""
    made: list[float] = []
    for value in sorted(values):
        if not made or value - made[-1] > TOUCH:
            made.append(value)
    return made

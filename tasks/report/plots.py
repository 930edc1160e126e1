"""Numbers made ready to be drawn as bars."""

from typing import NamedTuple

from tasks.report.answers import Row

BINS = 20


class Segment(NamedTuple):
    """A piece of a bar: where it begins and how long it is, in per cent."""

    outcome: str
    reason: str | None
    n: int
    start: float
    length: float


class Stage(NamedTuple):
    """What became of one kind of unit at one step."""

    step: str
    unit: str
    total: int
    segments: tuple[Segment, ...]


class Column(NamedTuple):
    """One bin of a histogram: from which p on, how many were accepted, and how many not."""

    p: float
    accepted: int
    others: int


class Histogram(NamedTuple):
    """How the p_match of one role are spread."""

    role: str
    total: int
    most: int
    columns: tuple[Column, ...]


def stages(rows: list[Row]) -> list[Stage]:
    """Return the funnel's steps in their order; totals that the rows bring along are not counted twice."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["outcome"] != "in":
            found.setdefault((row["step"], row["unit"]), []).append(row)
    return [_stage(step, unit, parts) for (step, unit), parts in found.items()]


def _stage(step: str, unit: str, rows: list[Row]) -> Stage:
    total = sum(row["n"] for row in rows)
    segments, done = [], 0
    for row in rows:
        start, length = 100 * done / total, 100 * row["n"] / total
        segments.append(Segment(row["outcome"], row["reason"], row["n"], round(start, 3), round(length, 3)))
        done += row["n"]
    return Stage(step, unit, total, tuple(segments))


def histograms(rows: list[Row]) -> list[Histogram]:
    """Return a histogram for each role; rows are a role, a twentieth, accepted or not, and how many."""
    counts: dict[str, list[list[int]]] = {}
    for row in rows:
        bins = counts.setdefault(row["role"], [[0, 0] for _ in range(BINS)])
        bins[row["twentieth"]][0 if row["accepted"] else 1] += row["n"]
    return [_histogram(role, bins) for role, bins in counts.items()]


def _histogram(role: str, bins: list[list[int]]) -> Histogram:
    columns = tuple(Column(place / BINS, *pair) for place, pair in enumerate(bins))
    sizes = [sum(pair) for pair in bins]
    return Histogram(role, sum(sizes), max(sizes), columns)


def lengths(rows: list[Row], column: str) -> list[Row]:
    """Return the rows, each with the ``length`` of its bar in per cent of the longest."""
    most = max((row[column] or 0 for row in rows), default=0) or 1
    return [row | {"length": round(100 * (row[column] or 0) / most, 2)} for row in rows]

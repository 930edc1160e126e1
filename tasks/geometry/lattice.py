"""The cells that ruling lines divide a table into."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tasks.geometry.clusters import connected
from tasks.geometry.rules import TOUCH, Rule, Ruling, places
from tasks.records.record import Box

COVERS = 0.6
"""A rule that runs along this share of a cell's side parts it from its neighbour."""


class Span(NamedTuple):
    """A cell of a grid: its box, its first row and column, and one past its last."""

    box: Box
    row: int
    column: int
    row_end: int
    column_end: int


class Lattice(NamedTuple):
    """The places of a grid's rules and its cells, merged ones once, in reading order."""

    ys: tuple[float, ...]
    xs: tuple[float, ...]
    cells: tuple[Span, ...]


def lattice_of(ruling: Ruling) -> Lattice | None:
    """Return the cells between the rules, None where they do not divide a rectangle into rectangles.

    What is open at the outer sides counts as closed: many tables have no rules at their left and right.
    """
    box = ruling.box
    ys = places([box.y0, *(rule.at for rule in ruling.across), box.y1])
    xs = places([box.x0, *(rule.at for rule in ruling.down), box.x1])
    rows, columns = len(ys) - 1, len(xs) - 1
    if min(rows, columns) < 1:
        return None
    walls_down = _walls(xs, ys, ruling.down)
    walls_across = _walls(ys, xs, ruling.across)
    links = _links(rows, columns, walls_down, walls_across)
    spans = [_span(group, columns, ys, xs) for group in connected(links)]
    if sum((span.row_end - span.row) * (span.column_end - span.column) for span in spans) != rows * columns:
        return None
    return Lattice(tuple(ys), tuple(xs), tuple(spans))


def _walls(places_across: Sequence[float], marks: Sequence[float], rules: Sequence[Rule]) -> np.ndarray:
    """Return for each place and each interval between marks whether a rule stands there."""
    walls = np.zeros((len(places_across), len(marks) - 1), dtype=bool)
    for at, place in enumerate(places_across):
        here = [rule for rule in rules if abs(rule.at - place) <= TOUCH]
        for k in range(len(marks) - 1):
            covered = sum(max(0.0, min(rule.end, marks[k + 1]) - max(rule.start, marks[k])) for rule in here)
            walls[at, k] = covered >= COVERS * (marks[k + 1] - marks[k])
    return walls


def _links(rows: int, columns: int, walls_down: np.ndarray, walls_across: np.ndarray) -> np.ndarray:
    links = np.eye(rows * columns, dtype=bool)
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not walls_down[column + 1, row]:
                links[here, here + 1] = links[here + 1, here] = True
            if row + 1 < rows and not walls_across[row + 1, column]:
                links[here, here + columns] = links[here + columns, here] = True
    return links


def _span(group: Sequence[int], columns: int, ys: Sequence[float], xs: Sequence[float]) -> Span:
    at_rows, at_columns = [at // columns for at in group], [at % columns for at in group]
    row, row_end, column, column_end = min(at_rows), max(at_rows) + 1, min(at_columns), max(at_columns) + 1
    return Span(Box(xs[column], ys[row], xs[column_end], ys[row_end]), row, column, row_end, column_end)

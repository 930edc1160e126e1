"""Ruled columns that hold several entries below each other, with no rules between them."""

from collections.abc import Sequence
from itertools import pairwise

from tasks.geometry.columns import Row, Ruled, Word, open_lattice, rows_of
from tasks.geometry.lattice import Lattice
from tasks.records.record import Box

LIST_ROWS, HEAD_ROWS, LIST_SHARE = 2, 3, 0.7
"""Rows without rules between them are at least so many, in a head more, and have text in this share of a column."""


def refined(lattice: Lattice, words: Sequence[Word]) -> Lattice:
    """Divide bands of a ruled grid that hold several rows without rules between them."""
    box = Box(lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1])
    inside = [word for word in words if box.x0 <= word.box.centre[0] <= box.x1]
    bands = [rows_of(word for word in inside if top <= word.box.centre[1] < end) for top, end in pairwise(lattice.ys)]
    if not any(_is_list(band, lattice.xs, LIST_ROWS if at else HEAD_ROWS) for at, band in enumerate(bands)):
        return lattice
    return open_lattice(Ruled(box, lattice.ys, lattice.xs[1:-1]), inside) or lattice


def _is_list(band: Sequence[Row], xs: Sequence[float], least: int) -> bool:
    """Say whether two columns at least have their own text in most of the rows, rather than lines that are wrapped."""
    if len(band) < least:
        return False
    columns = [[[word for word in row if x0 <= word.box.centre[0] < x1] for row in band] for x0, x1 in pairwise(xs)]
    filled = [[row for row in column if row] for column in columns]
    full = [column for column in filled if len(column) > LIST_SHARE * len(band)]
    if len(band) < HEAD_ROWS and len(full) < sum(map(bool, filled)):
        return False
    return sum(_lists(column) for column in full) > 1


def _lists(rows: Sequence[Row]) -> bool:
    """Say whether the rows are entries: numbers, or of unlike length; wrapped lines are full but for the last."""
    widths = [row[-1].box.x1 - row[0].box.x0 for row in rows]
    return all(_is_number(row) for row in rows) or min(widths[:-1]) < LIST_SHARE * max(widths)


def _is_number(row: Row) -> bool:
    text = "".join(word.text for word in row)
    return 2 * sum(char.isalpha() for char in text) <= len(text)

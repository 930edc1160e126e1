"""Tiers of vertical text: columns that stand above each other with no more than an em of white between."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from tasks.geometry.pieces import Piece

_STEP = 0.3
"""White between tiers is so many ems wider than between the glyphs of a column."""
_LEVEL = 0.25
"""Columns of a tier begin within this many ems of each other."""
_LOOSE = 1.6
"""Other columns that end above a level, or begin below it, do so within this many ems."""
_SAME_SIZE = 1.3
_COLUMNS = 4
"""Fewer columns that pause at one height are verses, or entries with their labels."""
_HEIGHT = 6.0
"""The usual column of the upper tier is at least so many ems high: a label before a blank is shorter."""
_CROSSING = 0.12
"""This share of the columns may run through where the tiers part."""
_REACH = 3.0
"""The last columns of a tier, so many ems beyond those that show it, are parted as well."""
HANGING = frozenset("、。，．")
"""Marks that may hang over the end of a column."""

Column = Sequence[Piece]


class _Pause(NamedTuple):
    """White within a column: its middle in x, where the column goes on, how high it stands above, its em size."""

    x: float
    y: float
    above: float
    size: float


class _Gutter(NamedTuple):
    """Where tiers part: just above ``y``, from ``x0`` to ``x1``."""

    x0: float
    x1: float
    y: float
    size: float


def parted(columns: Sequence[Column]) -> list[list[Piece]]:
    """Divide the columns of a vertical page, each top to bottom, where tiers part."""
    gutters = _gutters(columns)
    return [part for column in columns for part in _cut(column, gutters)]


def _gutters(columns: Sequence[Column]) -> list[_Gutter]:
    pauses = sorted(_pauses(columns), key=lambda pause: (pause.y, pause.x))
    levels: list[list[_Pause]] = []
    for pause in pauses:
        if not levels or pause.y - levels[-1][0].y > _LEVEL * pause.size:
            levels.append([])
        levels[-1].append(pause)
    return [gutter for level in levels if (gutter := _gutter(level, columns)) is not None]


def _pauses(columns: Sequence[Column]) -> Iterator[_Pause]:
    usual = _usual_gaps(columns)
    for column in columns:
        inked = [piece for piece in column if not piece.is_blank]
        for upper, lower in pairwise(inked):
            size = max(upper.size, lower.size)
            if _gap(upper, lower) >= usual[round(size)] + _STEP:
                yield _Pause(lower.box.centre[0], lower.box.y0, upper.box.y1 - column[0].box.y0, size)


def _usual_gaps(columns: Sequence[Column]) -> dict[int, float]:
    """Return the usual gap between glyphs, in ems, for each size of type in whole points."""
    gaps: defaultdict[int, list[float]] = defaultdict(list)
    for column in columns:
        for upper, lower in pairwise(column):
            gaps[round(max(upper.size, lower.size))].append(_gap(upper, lower))
    return {size: median(some) for size, some in gaps.items()}


def _gap(upper: Piece, lower: Piece) -> float:
    return (lower.box.y0 - upper.box.y1) / max(upper.size, lower.size)


def _gutter(level: Sequence[_Pause], columns: Sequence[Column]) -> _Gutter | None:
    """Return where tiers part if enough columns end and begin at one level, and hardly any runs through it."""
    size, y = median(pause.size for pause in level), min(pause.y for pause in level)
    alike = [column for column in columns if size / _SAME_SIZE <= column[0].size <= size * _SAME_SIZE]
    ended = [column for column in alike if y - _LOOSE * size <= column[-1].box.y1 <= y + size / 2]
    begun = [column for column in alike if y - _LEVEL * size <= column[0].box.y0 <= y + _LOOSE * size]
    heights = [pause.above for pause in level] + [column[-1].box.y1 - column[0].box.y0 for column in ended]
    if len(level) + min(len(ended), len(begun)) < _COLUMNS or median(heights) < _HEIGHT * size:
        return None
    xs = [pause.x for pause in level]
    middles = xs + [column[0].box.centre[0] for column in (*ended, *begun)]
    gutter = _Gutter(min(middles) - size / 2, max(middles) + size / 2, y - _LEVEL * size, size)
    crossing = sum(_crosses(piece, gutter) for column in alike for piece in column)
    if crossing > _CROSSING * (len(level) + min(len(ended), len(begun))):
        return None
    return gutter._replace(x0=min(xs) - _REACH * size, x1=max(xs) + _REACH * size)


def _crosses(piece: Piece, gutter: _Gutter) -> bool:
    if piece.text in HANGING or piece.is_blank:
        return False
    return gutter.x0 <= piece.box.centre[0] <= gutter.x1 and piece.box.y0 < gutter.y < piece.box.y1


def _cut(column: Column, gutters: Sequence[_Gutter]) -> list[list[Piece]]:
    parts = [[column[0]]]
    for upper, lower in pairwise(column):
        if any(_parts(gutter, upper, lower) for gutter in gutters):
            parts.append([])
        parts[-1].append(lower)
    return [part for part in (_inked(part) for part in parts) if part]


def _parts(gutter: _Gutter, upper: Piece, lower: Piece) -> bool:
    above = upper.box.y1 <= gutter.y or upper.text in HANGING or upper.is_blank
    return above and upper.box.y0 < gutter.y <= lower.box.y0 and gutter.x0 <= lower.box.centre[0] <= gutter.x1


def _inked(part: list[Piece]) -> list[Piece]:
    """Drop the blanks at the ends."""
    inked = [at for at, piece in enumerate(part) if not piece.is_blank]
    return part[inked[0] : inked[-1] + 1] if inked else []

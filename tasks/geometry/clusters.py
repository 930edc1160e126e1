"""Boxes that stand near each other."""

from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from tasks.records.record import Box

EXACT_LIMIT = 1500
"""So many boxes are compared each with each; more are first drawn together by cells of a grid."""
FIRST_CELL = 8.0
"""Side of the grid's cells in points; doubled until few enough are left."""


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all of at least one."""
    return reduce(Box.union, boxes)


def near(boxes: Sequence[Box], gap: float) -> list[list[int]]:
    """Group the indices of boxes whose gaps in x and in y are both at most ``gap`` points, directly or in a chain.

    Groups are in the order of their first member.
    """
    if len(boxes) <= EXACT_LIMIT:
        return connected(touching(boxes, gap))
    cells = _cells(boxes)
    groups = connected(touching([around(boxes[at] for at in cell) for cell in cells], gap))
    return sorted(sorted(at for cell in group for at in cells[cell]) for group in groups)


def connected(linked: NDArray[np.bool_]) -> list[list[int]]:
    """Return the connected components of a symmetric matrix, in the order of their first member."""
    left = np.ones(len(linked), dtype=bool)
    return [_reach(linked, start, left) for start in range(len(linked)) if left[start]]


def _reach(linked: NDArray[np.bool_], start: int, left: NDArray[np.bool_]) -> list[int]:
    member = np.zeros(len(linked), dtype=bool)
    fresh = member.copy()
    fresh[start] = True
    while fresh.any():
        member |= fresh
        fresh = linked[fresh].any(axis=0) & ~member
    left &= ~member
    return [int(at) for at in np.flatnonzero(member)]


def touching(boxes: Sequence[Box], gap: float) -> NDArray[np.bool_]:
    """Return the symmetric matrix of which boxes are at most ``gap`` points apart in x and in y."""
    x0, y0, x1, y1 = np.array(boxes, dtype=np.float64).reshape(-1, 4).T
    apart_x = np.maximum(x0[:, None] - x1[None, :], x0[None, :] - x1[:, None])
    apart_y = np.maximum(y0[:, None] - y1[None, :], y0[None, :] - y1[:, None])
    return np.maximum(apart_x, apart_y) <= gap


def _cells(boxes: Sequence[Box]) -> list[list[int]]:
    """Draw small boxes together that share a grid cell; a box larger than the cell stays alone with its like."""
    side = FIRST_CELL
    while True:
        cells: dict[tuple[int, ...], list[int]] = {}
        for at, box in enumerate(boxes):
            cells.setdefault(_cell(box, side), []).append(at)
        if len(cells) <= EXACT_LIMIT:
            return list(cells.values())
        side *= 2


def _cell(box: Box, side: float) -> tuple[int, ...]:
    if max(box.width, box.height) <= side:
        return int(box.x0 // side), int(box.y0 // side)
    return tuple(int(value // side) for value in box)

"""White between the pictures of a page image: where ink ends, and the gutters that run straight through a box."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.records.record import Box

NARROWEST = 2.5
"""A gutter is at least so wide, in points."""
FRAME_DEPTH, FRAMED = 8.0, 0.9
"""The line of a frame lies within so many points of the sides, and along this share of each."""
CORNER, SOLID_CORNER, SOLID_CORNERS, SOLID = 0.12, 0.5, 3, 0.55
"""What fills this share of its box, and of this many of its corners, each so large a share of its sides, is solid."""


class Gutter(NamedTuple):
    """A white band across a box, from side to side; ``level`` where it runs from left to right. In points."""

    start: float
    end: float
    level: bool

    @property
    def width(self) -> float:
        """Return how wide it is, in points."""
        return self.end - self.start

    def holds(self, point: tuple[float, float]) -> bool:
        """Say whether a point lies between its sides."""
        return self.start <= point[self.level] <= self.end

    def crosses(self, box: Box) -> bool:
        """Say whether a box reaches over it from one side to the other."""
        start, end = (box.y0, box.y1) if self.level else (box.x0, box.x1)
        return start < self.start and end > self.end

    def halves(self, box: Box) -> tuple[Box, Box]:
        """Return what lies before and behind it."""
        if self.level:
            return box._replace(y1=self.start), box._replace(y0=self.end)
        return box._replace(x1=self.start), box._replace(x0=self.end)


class Ground(NamedTuple):
    """Where a page has ink: ``ink`` is (height, width), a pixel of it takes ``scale`` points."""

    ink: NDArray[np.bool_]
    scale: float

    def without(self, boxes: Iterable[Box]) -> "Ground":
        """Return it with nothing in the boxes."""
        ink = self.ink.copy()
        for box in boxes:
            ink[self._window(box)] = False
        return self._replace(ink=ink)

    def swept(self) -> "Ground":
        """Return it without its dust: pixels with at most one other beside them."""
        padded = np.pad(self.ink, 1).astype(np.uint8)
        height, width = self.ink.shape
        around_it = sum(padded[y : y + height, x : x + width] for y in range(3) for x in range(3))
        return self._replace(ink=self.ink & (np.asarray(around_it) > 2))  # noqa: PLR2004 (itself and another)

    def trimmed(self, box: Box) -> Box | None:
        """Return the box around the ink in a box, None where there is none."""
        window = self._window(box)
        rows, columns = (np.flatnonzero(self.ink[window].any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            return None
        top, left = window[0].start, window[1].start
        edges = left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1
        return Box(*(float(edge) * self.scale for edge in edges))

    def gutters(self, box: Box) -> list[Gutter]:
        """Return the white bands that part the ink in a box, the widest first."""
        window = self._window(box)
        found = []
        for axis, level in ((1, True), (0, False)):
            start = window[0].start if level else window[1].start
            for first, last in _gaps(np.asarray(self.ink[window].any(axis=axis))):
                found.append(Gutter((start + first) * self.scale, (start + last) * self.scale, level))
        wide = [gutter for gutter in found if gutter.width >= NARROWEST]
        return sorted(wide, key=lambda gutter: (-gutter.width, gutter))

    def is_framed(self, box: Box) -> bool:
        """Say whether lines run along the sides of a box, a little slanted as a scan has them."""
        ink = self.ink[self._window(box)]
        depth = max(1, round(FRAME_DEPTH / self.scale))
        sides = (
            ink[:depth].any(axis=0),
            ink[-depth:].any(axis=0),
            ink[:, :depth].any(axis=1),
            ink[:, -depth:].any(axis=1),
        )
        return all(bool(side.mean() >= FRAMED) for side in sides)

    def clear(self, box: Box) -> Box | None:
        """Return the box around the ink in a box, None where ink crosses its sides."""
        ink = self.ink[self._window(box)]
        if not ink.size or any(side.any() for side in (ink[0], ink[-1], ink[:, 0], ink[:, -1])):
            return None
        return self.trimmed(box)

    def is_solid(self, box: Box) -> bool:
        """Say whether ink fills a box into its corners, as that of a photo does, or of what stands on a tint."""
        ink = self.ink[self._window(box)]
        if not ink.size or ink.mean() < SOLID:
            return False
        height, width = (max(1, round(CORNER * side)) for side in ink.shape)
        corners = [ink[rows, columns] for rows in _ends(height) for columns in _ends(width)]
        return sum(bool(corner.mean() >= SOLID_CORNER) for corner in corners) >= SOLID_CORNERS

    def _window(self, box: Box) -> tuple[slice, slice]:
        height, width = self.ink.shape
        x0, x1 = (min(width, max(0, round(value / self.scale))) for value in (box.x0, box.x1))
        y0, y1 = (min(height, max(0, round(value / self.scale))) for value in (box.y0, box.y1))
        return slice(y0, y1), slice(x0, x1)


def _ends(length: int) -> tuple[slice, slice]:
    return slice(0, length), slice(-length, None)


def _gaps(inked: NDArray[np.bool_]) -> Sequence[tuple[int, int]]:
    """Return the runs of False between True."""
    places = np.flatnonzero(inked)
    steps = np.flatnonzero(np.diff(places) > 1)
    return [(int(places[at]) + 1, int(places[at + 1])) for at in steps]

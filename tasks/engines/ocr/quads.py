"""Lines from quadrilaterals, as text detectors draw them: four corners that go round from the top left."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.japanese.normalize import clean
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import Box

UPRIGHT = 1.5
"""A box this many times as tall as wide is a column, where the engine does not say which way a line runs."""


class Quad(NamedTuple):
    """A line as an engine found it: (4, 2) corners in points, its text, how sure it is, where the line runs."""

    corners: NDArray[np.float32]
    text: str
    score: float
    direction: Direction | None = None


def lines_of(quads: Iterable[Quad]) -> Iterator[Line]:
    """Return the lines that have any text, in the engine's order."""
    for quad in quads:
        text = clean(quad.text).strip()
        if text:
            yield _line(quad._replace(text=text))


def _line(quad: Quad) -> Line:
    direction, thickness = _run(quad)
    box = _along(quad.corners, direction, thickness).rounded()
    size = max(0.1, round(thickness, 2))
    sure = round(float(quad.score), 4)
    return Line(**box._asdict(), text=quad.text, direction=direction, size=size, confidence=sure)


def _run(quad: Quad) -> tuple[Direction, float]:
    """Return where a line runs and how thick it is; a single glyph, however tall, runs nowhere by itself."""
    corners = quad.corners
    top, right, bottom, left = (float(np.hypot(*(corners[at] - corners[at - 3]))) for at in range(4))
    width, height = (top + bottom) / 2, (left + right) / 2
    said = quad.direction or (Direction.VERTICAL if height >= UPRIGHT * width else Direction.HORIZONTAL)
    if said is Direction.VERTICAL and len(quad.text) > 1:
        return Direction.VERTICAL, width
    return Direction.HORIZONTAL, height


def _along(corners: NDArray[np.float32], direction: Direction, thickness: float) -> Box:
    """Return the box around a line's middle, as thick as the line: a slight slope does not make it thicker."""
    (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    x, y = corners.mean(axis=0).tolist()
    if direction is Direction.VERTICAL:
        return Box(x - thickness / 2, y0, x + thickness / 2, y1)
    return Box(x0, y - thickness / 2, x1, y + thickness / 2)

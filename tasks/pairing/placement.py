"""Where a text lies, seen from a figure."""

import math
from typing import NamedTuple

from tasks.japanese.cues import Side
from tasks.records.record import Box

HORIZONTAL_SIDES = (Side.LEFT, Side.RIGHT)


class Placement(NamedTuple):
    """A text's side of a figure and the white space between the two, in points."""

    side: Side
    gap: float
    slip: float

    @property
    def distance(self) -> float:
        """Return the way between the two boxes in points; 0 where they touch."""
        return math.hypot(self.gap, self.slip)

    def is_beside(self, reach: float) -> bool:
        """Say whether the text stands right at the side, not past its ends, and at most so many points off."""
        return self.slip == 0 and self.gap <= reach


def place(figure: Box, text: Box) -> Placement:
    """Return the side on which ``text`` lies, the gap to it, and how far it slips past the figure's end."""
    gap_x, gap_y = figure.gap_x(text), figure.gap_y(text)
    if gap_x == gap_y == 0:
        return Placement(_overlapping_side(figure, text), 0.0, 0.0)
    if gap_y >= gap_x:
        side = Side.BELOW if text.centre[1] >= figure.centre[1] else Side.ABOVE
        return Placement(side, gap_y, gap_x)
    side = Side.RIGHT if text.centre[0] >= figure.centre[0] else Side.LEFT
    return Placement(side, gap_x, gap_y)


def _overlapping_side(figure: Box, text: Box) -> Side:
    dips = {
        Side.BELOW: figure.y1 - text.y0,
        Side.ABOVE: text.y1 - figure.y0,
        Side.LEFT: text.x1 - figure.x0,
        Side.RIGHT: figure.x1 - text.x0,
    }
    return min(dips, key=lambda side: dips[side])


def corridor(figure: Box, text: Box, side: Side) -> Box:
    """Return the strip between the two, as wide as both see each other; its area is 0 where they touch."""
    x0, x1 = max(figure.x0, text.x0), min(figure.x1, text.x1)
    y0, y1 = max(figure.y0, text.y0), min(figure.y1, text.y1)
    match side:
        case Side.BELOW:
            return Box(x0, figure.y1, x1, text.y0)
        case Side.ABOVE:
            return Box(x0, text.y1, x1, figure.y0)
        case Side.LEFT:
            return Box(text.x1, y0, figure.x0, y1)
        case Side.RIGHT:
            return Box(figure.x1, y0, text.x0, y1)


class Fit(NamedTuple):
    """How a text lines up with a figure along the side they share; all in 0 to 1 except ``width`` (a ratio)."""

    overlap: float
    centred: float
    aligned: float
    width: float


def line_up(figure: Box, text: Box, side: Side, em: float) -> Fit:
    """Return overlap, centring (1 = same middle), alignment of an edge, and text's length over the figure's."""
    along_y = side in HORIZONTAL_SIDES
    f0, f1 = (figure.y0, figure.y1) if along_y else (figure.x0, figure.x1)
    t0, t1 = (text.y0, text.y1) if along_y else (text.x0, text.x1)
    length, reach = max(f1 - f0, 1.0), max(1.5 * em, 0.04 * (f1 - f0))
    off_centre = abs((f0 + f1) - (t0 + t1)) / 2
    off_edge = min(abs(f0 - t0), abs(f1 - t1))
    return Fit(
        overlap=figure.overlap_y(text) if along_y else figure.overlap_x(text),
        centred=max(0.0, 1 - off_centre / (2 * reach)),
        aligned=1.0 if off_edge <= em else 0.0,
        width=(t1 - t0) / length,
    )

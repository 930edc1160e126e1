"""Page coordinates turned so that any text reads like horizontal text: along x, lines downwards."""

from collections.abc import Sequence

from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import Box

_FEW = 0.5


def reading_box(box: Box, direction: Direction) -> Box:
    """Return the box as it lies for the reader: vertical text runs along x, its lines follow each other down y."""
    if direction is Direction.HORIZONTAL:
        return box
    return Box(box.y0, -box.x1, box.y1, -box.x0)


def page_direction(lines: Sequence[Line]) -> Direction | None:
    """Return how most characters of a page run, None where there are none."""
    counts = dict.fromkeys(Direction, 0)
    for line in lines:
        if not line.ruby:
            counts[line.direction] += len(line.text)
    total = sum(counts.values())
    if not total:
        return None
    return Direction.VERTICAL if counts[Direction.VERTICAL] > _FEW * total else Direction.HORIZONTAL

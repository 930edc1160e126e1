"""Paths that make up one drawing."""

from collections.abc import Sequence
from enum import StrEnum, auto
from typing import NamedTuple

import numpy as np

from tasks.geometry.clusters import around, near
from tasks.pdf.marks import RULE, Mark, Shape
from tasks.records.record import Box

GAP = 5.0
"""Paths this near each other, in points, are one drawing."""
PAGE_SHARE = 0.8
"""A path that covers this share of the page lies behind everything."""
PANEL_SIDE = 40.0
"""A rectangle at least this wide and high may hold other drawings."""
LARGE = 0.3
"""A shape with round corners is taken for a panel from this share of the page on."""
MOUNTED = 0.25
"""An image takes at least this share of the card that it is mounted on."""
EDGE_BAND = 0.06
"""Rounded and ornate corners stay within this share of a frame's shorter side."""
SPAN = 0.9
"""A rule spans a drawing when it covers this share of it."""
MIN_LINES = 2
"""A grid has this many spanning rules each way, and one more."""
MIN_BARS = 2
"""So many rectangles off the lines of a grid are the bars of a chart."""
MIN_LETTERS, LETTER_ASPECT = 3, 4.0
"""Outlined words have so many curves in a row, so many times longer than high."""


class Form(StrEnum):
    """What kind of paths a drawing is made of."""

    BACKGROUND = auto()
    PANEL = auto()
    RULE = auto()
    FRAME = auto()
    GRID = auto()
    TREE = auto()
    LETTERS = auto()
    SHAPES = auto()


class Drawing(NamedTuple):
    """Paths that stand together; its box lies within the page."""

    form: Form
    box: Box


def find_drawings(marks: Sequence[Mark], paper: Box) -> list[Drawing]:
    """Return the drawings of a page, in the order of their first path; a panel that holds others is one by itself.

    Images among the ``marks`` are no drawings; they tell which shapes are cards that images are mounted on.
    """
    paths = [_clipped(mark, paper) for mark in marks if mark.shape is not Shape.IMAGE and mark.visible]
    paths = list(dict.fromkeys(path for path in paths if path.box.x0 <= path.box.x1 and path.box.y0 <= path.box.y1))
    back = [path for path in paths if path.box.area >= PAGE_SHARE * paper.area]
    rest = [path for path in paths if path.box.area < PAGE_SHARE * paper.area]
    panels = _panels(rest, paper, [mark.box for mark in marks if mark.shape is Shape.IMAGE and mark.visible])
    inner = [path for at, path in enumerate(rest) if at not in panels]
    groups = near([path.box for path in inner], GAP) if inner else []
    drawings = [_drawing([inner[at] for at in group]) for group in groups]
    return [
        *(Drawing(Form.BACKGROUND, path.box) for path in _distinct(back)),
        *(Drawing(Form.PANEL, path.box) for path in _distinct([rest[at] for at in sorted(panels)])),
        *drawings,
    ]


def _clipped(mark: Mark, paper: Box) -> Mark:
    return Mark(mark.shape, mark.box.intersect(paper))


def _distinct(marks: Sequence[Mark]) -> list[Mark]:
    return list({mark.box.rounded(): mark for mark in marks}.values())


def _panels(paths: Sequence[Mark], paper: Box, images: Sequence[Box]) -> set[int]:
    """Return the indices of rectangles, and of large shapes, that hold other paths which do not just edge them.

    A shape that an image is mounted on, as on a card with round corners, is one, too.
    """
    boxes = np.array([path.box for path in paths], dtype=np.float64).reshape(-1, 4)
    wide = [at for at, path in enumerate(paths) if _may_hold(path, paper)]
    shapes = [at for at, path in enumerate(paths) if path.shape is Shape.CURVE] if images else []
    return {at for at in wide if _holds(boxes, at)} | {at for at in shapes if _mounts(paths[at].box, images)}


def _mounts(card: Box, images: Sequence[Box]) -> bool:
    """Say whether an image lies on a card, clear of all its edges, and takes a good part of it."""
    inner = card.grown(-RULE)
    return any(image.share_in(inner) >= 1.0 and image.area >= MOUNTED * card.area for image in images)


def _may_hold(path: Mark, paper: Box) -> bool:
    if path.shape is Shape.CURVE:
        return path.box.area >= LARGE * paper.area
    return path.shape is Shape.RECTANGLE and min(path.box.width, path.box.height) >= PANEL_SIDE


def _holds(boxes: np.ndarray, at: int) -> bool:
    x0, y0, x1, y1 = boxes[at]
    inside = (
        (boxes[:, 0] > x0 + RULE) & (boxes[:, 1] > y0 + RULE) & (boxes[:, 2] < x1 - RULE) & (boxes[:, 3] < y1 - RULE)
    )
    return bool(inside.any())


def _drawing(paths: Sequence[Mark]) -> Drawing:
    box = around(path.box for path in paths)
    return Drawing(_form(paths, box), box)


def _form(paths: Sequence[Mark], box: Box) -> Form:
    if min(box.width, box.height) <= 2 * RULE:
        return Form.RULE
    if _is_lettering(paths, box):
        return Form.LETTERS
    if len(paths) == 1 or _is_frame(paths, box):
        return Form.FRAME
    if any(path.shape is Shape.CURVE for path in paths):
        return Form.SHAPES
    if _is_grid(paths, box):
        return Form.GRID
    return Form.TREE if all(path.shape is Shape.RULE for path in paths) else Form.SHAPES


def _is_frame(paths: Sequence[Mark], box: Box) -> bool:
    """Say whether all paths are the box itself or lie along its edges."""
    return all(_on_edge(path.box, box) or path.box.iou(box) >= SPAN for path in paths)


def _on_edge(path: Box, box: Box) -> bool:
    slack = max(2 * RULE, EDGE_BAND * min(box.width, box.height))
    beside = path.width <= slack and (path.x0 - box.x0 <= slack or box.x1 - path.x1 <= slack)
    along = path.height <= slack and (path.y0 - box.y0 <= slack or box.y1 - path.y1 <= slack)
    return beside or along


def _is_grid(paths: Sequence[Mark], box: Box) -> bool:
    """Say whether edges, pieced together, cross the whole box both ways; bars off those edges speak against it."""
    across = _spanning([(side, path.box.x0, path.box.x1) for path in paths for side in path.box[1::2]], box.width)
    down = _spanning([(side, path.box.y0, path.box.y1) for path in paths for side in path.box[0::2]], box.height)
    if len(across) < MIN_LINES or len(down) < MIN_LINES or len(across) + len(down) <= 2 * MIN_LINES:
        return False
    bars = [path.box for path in paths if path.shape is Shape.RECTANGLE and not _stands_on(path.box, down)]
    return len(bars) < MIN_BARS


def _spanning(edges: Sequence[tuple[float, float, float]], extent: float) -> list[float]:
    """Return the places of edges that, pieced together along one line, are as long as the drawing."""
    lines: list[list[tuple[float, float, float]]] = []
    for edge in sorted(edges):
        if lines and edge[0] - lines[-1][0][0] <= RULE:
            lines[-1].append(edge)
        else:
            lines.append([edge])
    return [line[0][0] for line in lines if _length(line) >= SPAN * extent]


def _length(edges: Sequence[tuple[float, float, float]]) -> float:
    """Return the length of the union of the edges' intervals."""
    total, end = 0.0, float("-inf")
    for start, stop in sorted(edge[1:] for edge in edges):
        total += max(0.0, stop - max(start, end))
        end = max(end, stop)
    return total


def _stands_on(cell: Box, places: Sequence[float]) -> bool:
    return all(any(abs(side - place) <= 3 * RULE for place in places) for side in (cell.x0, cell.x1))


def _is_lettering(paths: Sequence[Mark], box: Box) -> bool:
    """Say whether the paths are the outlines of a line of letters: a long row of unlike curves."""
    if len(paths) < MIN_LETTERS or box.width < LETTER_ASPECT * box.height:
        return False
    widths = {round(path.box.width) for path in paths}
    return len(widths) >= MIN_LETTERS and all(_may_be_letter(path, box) for path in paths)


def _may_be_letter(path: Mark, row: Box) -> bool:
    return path.shape is Shape.CURVE and path.box.width <= 1.5 * row.height

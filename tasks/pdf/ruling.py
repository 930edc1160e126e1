"""The ruling lines of a page, from all that it paints."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import pymupdf

from tasks.geometry.rules import Rule, pieced
from tasks.pdf.marks import Mark, Shape
from tasks.records.record import Box

LEAST_RULE = 3.0
"""Shorter marks are dots, in points."""
ON_FILL = 0.5
"""A white rule shows where this share of it lies on a fill."""
PAGE_SHARE = 0.8
"""A filled shape over this share of the page is its background."""


def rules_of(page: pymupdf.Page, marks: Sequence[Mark], paper: Box) -> tuple[list[Rule], list[Rule]]:
    """Return the rules across and down the page: strokes, bars, and the edges of filled cells."""
    boxes = [*_strokes(marks), *_straight_paths(page, marks)]
    fills = [
        mark.box
        for mark in marks
        if mark.shape is Shape.RECTANGLE and mark.visible and mark.box.area < PAGE_SHARE * paper.area
    ]
    across = [Rule(box.centre[1], box.x0, box.x1) for box in boxes if box.width >= max(box.height, LEAST_RULE)]
    down = [Rule(box.centre[0], box.y0, box.y1) for box in boxes if box.height > max(box.width, LEAST_RULE)]
    across += [Rule(y, box.x0, box.x1) for box in fills for y in (box.y0, box.y1)]
    down += _sides(fills, down)
    return pieced(across), pieced(down)


def _strokes(marks: Sequence[Mark]) -> Iterator[Box]:
    """Yield the rules that show, and white ones that part what is filled."""
    fills = [mark.box for mark in marks if mark.shape is Shape.RECTANGLE and mark.visible]
    for mark in marks:
        if mark.shape is Shape.RULE and (mark.visible or _lies_on(mark.box, fills)):
            yield mark.box


def _lies_on(rule: Box, fills: Sequence[Box]) -> bool:
    """Say whether a rule, which may have no thickness, runs over what is filled."""
    return any(rule.grown(LEAST_RULE / 10).share_in(fill) > ON_FILL for fill in fills)


def _straight_paths(page: pymupdf.Page, marks: Sequence[Mark]) -> Iterator[Box]:
    """Yield the lines of paths that draw many at once, as some programs rule a whole table."""
    if not any(mark.shape is Shape.CURVE and mark.visible for mark in marks):
        return
    matrix = page.rotation_matrix
    for path in page.get_cdrawings():
        items = path["items"]
        if len(items) > 1 and all(item[0] in {"l", "re"} for item in items):
            lines = [box for item in items for box in _lines_of(item)]
            if all(min(box.width, box.height) < 1 for box in lines):
                yield from (Box(*(pymupdf.Rect(*box) * matrix)) for box in lines)


def _lines_of(item: tuple[Any, ...]) -> list[Box]:
    """Return the lines of one part of a path: a line itself, or the four sides of a rectangle."""
    if item[0] == "l":
        start, end = item[1:3]
        xs, ys = sorted((start[0], end[0])), sorted((start[1], end[1]))
        return [Box(xs[0], ys[0], xs[1], ys[1])]
    x0, y0, x1, y1 = item[1]
    return [Box(x0, y0, x1, y0), Box(x0, y1, x1, y1), Box(x0, y0, x0, y1), Box(x1, y0, x1, y1)]


def _sides(fills: Sequence[Box], drawn: Sequence[Rule]) -> list[Rule]:
    """Return the left and right edges of fills that are in line with another's or with a rule: a marker has none."""
    counts: defaultdict[int, int] = defaultdict(int)
    edges = [Rule(x, box.y0, box.y1) for box in dict.fromkeys(fills) for x in (box.x0, box.x1)]
    for rule in (*edges, *drawn):
        counts[round(rule.at / 2)] += 1
    return [edge for edge in edges if sum(counts[round(edge.at / 2) + step] for step in (-1, 0, 1)) > 1]

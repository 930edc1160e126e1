"""What parts and edges a page, and happens to come near its pictures: rules that run on, strips along the edges."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.records.record import Box

SHORTEST = 100.0
"""A rule that parts sections is at least so long, in points."""
NEAR = 5.0
"""What stands this near a rule would be taken for one drawing with it, in points."""
TOUCH = 1.0
"""What is nearer than this touches the rule, as bars touch their axis."""
RUNS_ON = 1.25
"""It is so many times as long as all that stands near it."""
EDGE, WHOLE, STRIP = 3.0, 0.9, 0.2
"""A strip begins so near the edge of the page, in points, runs along this share of it, and is narrower than this."""
MOST = 4000
"""A page of more marks is a map or a pattern."""


def separators(rules: Sequence[Box], others: Sequence[Box]) -> set[int]:
    """Return which of the ``rules`` part sections: level, touching nothing, and longer than what stands near them.

    ``others`` are the boxes of all else that is drawn on the page.
    """
    if len(rules) + len(others) > MOST:
        return set()
    boxes = np.array([*rules, *others], dtype=np.float64).reshape(-1, 4)
    return {at for at, rule in enumerate(rules) if _is_level(rule) and _runs_on(rule, np.delete(boxes, at, axis=0))}


def _is_level(rule: Box) -> bool:
    return rule.width >= SHORTEST and rule.width > rule.height


def _runs_on(rule: Box, boxes: NDArray[np.float64]) -> bool:
    x0, y0, x1, y1 = boxes.T
    across = np.maximum(x0 - rule.x1, rule.x0 - x1)
    down = np.maximum(y0 - rule.y1, rule.y0 - y1)
    apart = np.maximum(across, down)
    if bool((apart <= TOUCH).any()):
        return False
    near = apart <= NEAR
    if not near.any():
        return False
    start, end = float(x0[near].min()), float(x1[near].max())
    return rule.width >= RUNS_ON * (end - start)


def is_edge_strip(box: Box, paper: Box) -> bool:
    """Say whether a box runs along one edge of the page from end to end, as a coloured margin or banner does."""
    upright = box.height >= WHOLE * paper.height and box.width <= STRIP * paper.width
    level = box.width >= WHOLE * paper.width and box.height <= STRIP * paper.height
    at_side = box.x0 <= paper.x0 + EDGE or box.x1 >= paper.x1 - EDGE
    at_end = box.y0 <= paper.y0 + EDGE or box.y1 >= paper.y1 - EDGE
    return (upright and at_side) or (level and at_end)

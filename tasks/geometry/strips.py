"""Drawings of one width close under each other: the frames of a comic strip, or charts over one axis."""

from collections.abc import Sequence

import numpy as np

from tasks.geometry.clusters import connected
from tasks.geometry.groups import Group, union
from tasks.geometry.links import MOST_GROUPS
from tasks.geometry.texts import Text
from tasks.records.record import Box

FEWEST = 3
"""A strip has so many frames at least."""
LEAST = 40.0
"""They are at least so wide and high, in points."""
FLUSH, GAP = 1.5, 10.0
"""Their edges stand under each other, give or take so many points, with at most so many points between."""
FORMS = frozenset({"shapes", "panel", "tree", "frame"})
"""What a frame and what is drawn in it are made of; rules and grids may be those of tables."""


def in_strips(groups: Sequence[Group], texts: Sequence[Text]) -> list[Group]:
    """Join drawings that are as wide as each other and follow each other closely, with nothing written between."""
    frames = [at for at, group in enumerate(groups) if _is_frame(group)]
    if not FEWEST <= len(frames) <= MOST_GROUPS:
        return list(groups)
    links = np.eye(len(groups), dtype=bool)
    for place, one in enumerate(frames):
        for other in frames[:place]:
            links[one, other] = links[other, one] = _follow(groups[one].box, groups[other].box, texts)
    found = connected(links)
    strips = [strip for strip in found if len(strip) >= FEWEST]
    rest = [at for strip in found if len(strip) < FEWEST for at in strip]
    return [*(groups[at] for at in sorted(rest)), *(union(groups[at] for at in strip) for strip in strips)]


def _is_frame(group: Group) -> bool:
    drawn = not group.has_image and group.forms <= FORMS and "shapes" in group.forms
    return drawn and min(group.box.width, group.box.height) >= LEAST


def _follow(a: Box, b: Box, texts: Sequence[Text]) -> bool:
    if max(abs(a.x0 - b.x0), abs(a.x1 - b.x1)) > FLUSH or not 0 < a.gap_y(b) <= GAP:
        return False
    between = Box(max(a.x0, b.x0), min(a.y1, b.y1), min(a.x1, b.x1), max(a.y0, b.y0))
    return not any(text.box.intersect(between).area > 0 for text in texts)

"""What stands by a diagram that arrows lead through, and belongs to it: a box close to it, a band along its side."""

from collections.abc import Sequence

import numpy as np

from tasks.geometry.clusters import connected
from tasks.geometry.groups import Group, union
from tasks.geometry.texts import Text, characters, within
from tasks.records.record import Box

CLOSE, LEVEL = 8.0, 0.5
"""Shapes this near beside the diagram, in points, level with it by this share of them, go on with it."""
FLUSH = 4.0
"""A band ends where the diagram does, give or take so many points."""
BAND_HEIGHT = 60.0
"""It is lower than this, in points, and no farther from the diagram than it is high."""
CHARACTERS, LINES = 40, 2
"""It says so much at most: the band that sums a diagram up is a label, no paragraph."""


def with_annexes(groups: Sequence[Group], texts: Sequence[Text]) -> list[Group]:
    """Join what belongs to the diagrams that arrows lead through."""
    diagrams = [at for at, group in enumerate(groups) if group.linked and not group.has_image]
    if not diagrams:
        return list(groups)
    links = np.eye(len(groups), dtype=bool)
    for diagram in diagrams:
        for at, group in enumerate(groups):
            if at != diagram and not group.has_image and _belongs(group, groups[diagram].box, texts):
                links[diagram, at] = links[at, diagram] = True
    joined = [union(groups[at] for at in found) for found in connected(links)]
    return joined if len(joined) == len(groups) else with_annexes(joined, texts)


def _belongs(group: Group, diagram: Box, texts: Sequence[Text]) -> bool:
    said = within(group.box, texts)
    if not group.forms <= {"frame", "shapes"} or len(said) > LINES or characters(said) > CHARACTERS:
        return False
    if any(text.is_caption for text in said):
        return False
    return _is_beside(group, diagram, texts) or _is_band(group.box, diagram, texts)


def _is_beside(group: Group, diagram: Box, texts: Sequence[Text]) -> bool:
    box = group.box
    close = "shapes" in group.forms and box.gap_x(diagram) <= CLOSE and box.overlap_y(diagram) >= LEVEL
    inner = Box(min(box.x1, diagram.x1), box.y0, max(box.x0, diagram.x0), box.y1)
    return close and not any(text.box.intersect(inner).area > 0 for text in texts)


def _is_band(box: Box, diagram: Box, texts: Sequence[Text]) -> bool:
    flush = max(abs(box.x0 - diagram.x0), abs(box.x1 - diagram.x1)) <= FLUSH
    if not flush or box.height > BAND_HEIGHT or not 0 <= box.gap_y(diagram) <= box.height:
        return False
    between = Box(diagram.x0, min(box.y1, diagram.y1), diagram.x1, max(box.y0, diagram.y0))
    return bool(within(box, texts)) and not any(text.box.intersect(between).area > 0 for text in texts)

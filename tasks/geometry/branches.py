"""Drawings that are one diagram without arrows: the lines of a tree of names, and rows of boxes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.geometry.clusters import connected
from tasks.geometry.groups import Group
from tasks.geometry.texts import Text, characters, within
from tasks.records.record import Box

WIDEST = 40.0
"""The lines of one branch of a tree are at most so wide, in points."""
BRANCH_EM, STEM_EM = 1.0, 1.2
"""A branch ends this near its name, and begins this near under the name that it comes from, in ems."""
SLACK = 2.0
"""Lines may run into what they lead to by so much, and boxes of one row differ by so much, in points."""
ROW_HEIGHT = 60.0
"""Boxes in rows are lower than this, in points; higher drawings stand for themselves."""
LABEL = 15
"""A box in a row says at most so many characters for each box of its width that is as wide as twice its height."""


def joined_branches(groups: Sequence[Group], texts: Sequence[Text]) -> NDArray[np.bool_]:
    """Return links, direct or in a chain, between the branches of one tree: they start at or lead to common names."""
    links = np.zeros((len(groups), len(groups)), dtype=bool)
    first: dict[int, int] = {}
    for at, group in enumerate(groups):
        for name in _names(group, texts):
            other = first.setdefault(name, at)
            links[at, other] = links[other, at] = other != at
    return links


def _names(group: Group, texts: Sequence[Text]) -> set[int]:
    """Return the places of the texts that a branch comes from and leads to, none where it is no branch."""
    box = group.box
    if group.has_image or box.width > WIDEST or within(box, texts):
        return set()
    stems = {at for at, text in enumerate(texts) if _is_stem(text, box)}
    ends = {at for at, text in enumerate(texts) if _is_end(text, box)}
    return stems | ends if stems and ends else set()


def _is_stem(text: Text, branch: Box) -> bool:
    under = -SLACK <= branch.y0 - text.box.y1 <= STEM_EM * text.size
    return under and not text.vertical and text.box.x0 - SLACK <= branch.x0 <= text.box.x1


def _is_end(text: Text, branch: Box) -> bool:
    beside = -SLACK <= text.box.x0 - branch.x1 <= BRANCH_EM * text.size
    return beside and not text.vertical and branch.y0 <= text.box.centre[1] <= branch.y1 + SLACK


def joined_rows(groups: Sequence[Group], texts: Sequence[Text]) -> NDArray[np.bool_]:
    """Return which groups are boxes in line, as high as each other, with less than that height between them.

    One of them at least is more than a box: a row with its arrows.
    """
    boxes = [at for at, group in enumerate(groups) if _is_row(group, texts)]
    links = np.zeros((len(groups), len(groups)), dtype=bool)
    for at, one in enumerate(boxes):
        for other in boxes[:at]:
            links[one, other] = links[other, one] = _in_rows(groups[one], groups[other], texts)
    for row in connected(links):
        if all(groups[at].forms == {"frame"} for at in row):
            links[row] = False
    return links


def _is_row(group: Group, texts: Sequence[Text]) -> bool:
    box = group.box
    if group.has_image or box.height >= ROW_HEIGHT or not group.forms <= {"shapes", "frame"}:
        return False
    inside = within(box, texts)
    return 0 < characters(inside) <= LABEL * max(1.0, box.width / (2 * box.height))


def _in_rows(one: Group, other: Group, texts: Sequence[Text]) -> bool:
    """Say whether two boxes, or rows of boxes, stand in one row or under each other."""
    a, b = one.box, other.box
    if abs(a.height - b.height) > SLACK:
        return False
    beside = a.overlap_y(b) > 0 and "frame" in one.forms | other.forms and abs(a.y0 - b.y0) <= SLACK
    below = a.overlap_x(b) > 0 and min(abs(a.x0 - b.x0), abs(a.x1 - b.x1)) <= SLACK
    inside = a.overlap_x(b) > 0 and (a.x0 <= b.x0 <= b.x1 <= a.x1 or b.x0 <= a.x0 <= a.x1 <= b.x1)
    gap = max(a.gap_x(b), a.gap_y(b))
    return (beside or below or inside) and 0 < gap <= min(a.height, b.height) and not _is_written_between(a, b, texts)


def _is_written_between(a: Box, b: Box, texts: Sequence[Text]) -> bool:
    """Say whether text stands in the white between two boxes that lie side by side or one under the other."""
    lane = a.union(b)
    if a.gap_y(b) > 0:
        lane = Box(max(a.x0, b.x0), min(a.y1, b.y1), min(a.x1, b.x1), max(a.y0, b.y0))
    elif a.gap_x(b) > 0:
        lane = Box(min(a.x1, b.x1), max(a.y0, b.y0), max(a.x0, b.x0), min(a.y1, b.y1))
    return any(text.box.intersect(lane).area > 0 for text in texts)

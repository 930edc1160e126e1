"""Chains of boxes that run down the page side by side: one flow chart, though no arrow leads across."""

from collections.abc import Sequence

import numpy as np

from tasks.geometry.clusters import connected
from tasks.geometry.groups import Group, union
from tasks.geometry.texts import Text, within

SLACK = 2.0
"""Chains of one chart are as long and as wide as each other, give or take so many points."""
MIDDLE = 3.0
"""The text of each box stands in the middle of its chain, give or take so many points."""
BOXES, LABEL = 3, 15
"""A chain has so many boxes, of so many characters each at most."""
SLIM = 1.2
"""It is longer than wide by this factor."""


def side_by_side(groups: Sequence[Group], texts: Sequence[Text]) -> list[Group]:
    """Join chains that begin and end level, less than their width apart."""
    chains = [at for at, group in enumerate(groups) if _is_chain(group, texts)]
    links = np.eye(len(groups), dtype=bool)
    for place, one in enumerate(chains):
        for other in chains[:place]:
            links[one, other] = links[other, one] = _are_level(groups[one], groups[other], texts)
    return [union([groups[at] for at in found]) for found in connected(links)]


def _is_chain(group: Group, texts: Sequence[Text]) -> bool:
    box = group.box
    if group.has_image or "shapes" not in group.forms or box.height < SLIM * box.width:
        return False
    inside = within(box, texts)
    middle = box.centre[0]
    return len(inside) >= BOXES and all(
        text.length <= LABEL and abs(text.box.centre[0] - middle) <= MIDDLE for text in inside
    )


def _are_level(one: Group, other: Group, texts: Sequence[Text]) -> bool:
    a, b = one.box, other.box
    same = max(abs(a.y0 - b.y0), abs(a.y1 - b.y1), abs(a.width - b.width)) <= SLACK
    if not same or a.gap_x(b) > a.width:
        return False
    return len(within(a.union(b), texts)) == len(within(a, texts)) + len(within(b, texts))

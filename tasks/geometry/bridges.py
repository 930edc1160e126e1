"""Line drawings in loose parts: what lies across two others and leads from one to the other."""

from collections.abc import Sequence

import numpy as np

from tasks.geometry.clusters import connected
from tasks.geometry.groups import Group, union
from tasks.geometry.links import MOST_GROUPS
from tasks.geometry.texts import Text, characters, within
from tasks.records.record import Box

REACH, FARTHEST = 0.3, 45.0
"""A bridge is no farther from what it leads to than this share of the higher one's height, and so many points."""
CHARACTERS = 60
"""Parts of a line drawing hold at most so many characters."""
FORMS = frozenset({"frame", "shapes", "tree"})
"""What line drawings are made of."""
LEAST = 20.0
"""A part is at least so wide and high, in points."""


def bridged(groups: Sequence[Group], texts: Sequence[Text]) -> list[Group]:
    """Join drawings to the one over or under them that begins at one of them and ends at another, nothing between."""
    parts = [at for at, group in enumerate(groups) if _is_part(group, texts)]
    if len(parts) > MOST_GROUPS:
        return list(groups)
    links = np.eye(len(groups), dtype=bool)
    for bridge in parts:
        others = [at for at in parts if at != bridge]
        for over in (True, False):
            held = [at for at in others if _stands(groups[bridge].box, groups[at].box, texts, over=over)]
            if _leads(groups[bridge].box, [groups[at].box for at in held]):
                links[bridge, held] = links[held, bridge] = True
    return [union((groups[at] for at in found), linked=len(found) > 1) for found in connected(links)]


def _is_part(group: Group, texts: Sequence[Text]) -> bool:
    drawn = not group.has_image and group.forms <= FORMS and min(group.box.width, group.box.height) >= LEAST
    return drawn and characters(within(group.box, texts)) <= CHARACTERS


def _stands(bridge: Box, part: Box, texts: Sequence[Text], *, over: bool) -> bool:
    gap = part.y0 - bridge.y1 if over else bridge.y0 - part.y1
    if not 0 <= gap <= min(FARTHEST, REACH * max(bridge.height, part.height)) or bridge.overlap_x(part) <= 0:
        return False
    upper, lower = (bridge, part) if over else (part, bridge)
    between = Box(max(upper.x0, lower.x0), upper.y1, min(upper.x1, lower.x1), lower.y0)
    return not any(text.box.intersect(between).area > 0 for text in texts)


def _leads(bridge: Box, parts: Sequence[Box]) -> bool:
    """Say whether a bridge begins over the first of at least two parts that stand level, and ends over the last."""
    if len(parts) < 2:  # noqa: PLR2004
        return False
    first, last = min(parts, key=lambda box: box.x0), max(parts, key=lambda box: box.x1)
    level = all(one.overlap_y(first) > 0 for one in parts)
    return level and first.x0 < bridge.x0 < first.x1 <= last.x0 < bridge.x1 < last.x1

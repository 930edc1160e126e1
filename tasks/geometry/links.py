"""What leads from drawing to drawing, arrows above all, and so makes one diagram of them."""

from collections.abc import Callable, Sequence

from tasks.geometry.branches import joined_branches, joined_rows
from tasks.geometry.clusters import connected
from tasks.geometry.groups import Group, union
from tasks.geometry.texts import Text, characters, within
from tasks.records.record import Box

LONGEST = 120.0
"""An arrow between pictures is at most this long, in points."""
NEAREST, SHARE = 12.0, 1.2
"""It ends within this many points of what it links, or this share of its own length."""
SIDEWAYS = 0.6
"""Across its direction it is not longer than its length over this."""
SLACK = 4.0
"""It may pass beside what it points at by so much, in points."""
BAR, HEADING_EM, HEADING_HEIGHT = 2.0, 1.5, 2.5
"""A bar before a heading is so thick, in points; so many ems before the heading at most; and so many ems high."""
NODE_SIDE = 15.0
"""What it links is at least this wide and high, in points."""
NODE_CHARACTERS = 60
"""A box of a flow chart holds at most so many characters."""
MOST_GROUPS = 300
"""A page with more groups is a map or a pattern, not a flow chart."""
NODE_SHARE = 0.4
"""What it links is at most this share of the page."""
WRITTEN = 15
"""A line of so many characters between an arrow and a picture parts them."""


def linked(groups: Sequence[Group], texts: Sequence[Text], paper: Box) -> list[Group]:
    """Join the groups that arrows lead between, with their arrows; branches of trees, and rows of boxes, likewise."""
    if not 1 < len(groups) <= MOST_GROUPS:
        return list(groups)
    arrows = [at for at, group in enumerate(groups) if _is_arrow(group, texts)]
    nodes = [at for at, group in enumerate(groups) if at not in arrows and _is_node(group, texts, paper)]
    links = joined_branches(groups, texts) | joined_rows(groups, texts)
    long = [text.box for text in texts if text.length >= WRITTEN]
    for arrow in arrows:
        for end in _ends(groups, arrow, nodes, long):
            links[arrow, end] = links[end, arrow] = True
    components = connected(links)
    return [union((groups[at] for at in found), linked=len(found) > 1) for found in components]


def _is_arrow(group: Group, texts: Sequence[Text]) -> bool:
    box = group.box
    if group.has_image or group.forms & {"grid", "panel"} or max(box.width, box.height) > LONGEST:
        return False
    return not within(box, texts) and not (group.forms == {"rule"} and _marks_heading(box, texts))


def _marks_heading(rule: Box, texts: Sequence[Text]) -> bool:
    """Say whether an upright bar stands right before a line of about its height, as before a heading."""
    if rule.width < BAR or rule.height < rule.width:
        return False
    return any(
        -SLACK <= text.box.x0 - rule.x1 <= HEADING_EM * text.size
        and rule.height <= HEADING_HEIGHT * text.size
        and rule.y0 <= text.box.centre[1] <= rule.y1
        for text in texts
        if not text.vertical
    )


def _is_node(group: Group, texts: Sequence[Text], paper: Box) -> bool:
    box = group.box
    if (
        min(box.width, box.height) < NODE_SIDE
        or box.area > NODE_SHARE * paper.area
        or group.forms <= {"grid", "panel", "rule"}
    ):
        return False
    return group.has_image or characters(within(box, texts)) <= NODE_CHARACTERS


def _ends(groups: Sequence[Group], arrow: int, nodes: Sequence[int], written: Sequence[Box]) -> set[int]:
    """Return what stands at both ends of an arrow, across or down the page; nothing where an end is free.

    What is parted from the arrow by ``written``, lines of running text or captions, does not stand at its end.
    """
    box = groups[arrow].box
    found: set[int] = set()
    for lies, at_start, at_end in (
        (box.width >= SIDEWAYS * box.height, _left_of, _right_of),
        (box.height >= SIDEWAYS * box.width, _above, _below),
    ):
        start = _nearest(groups, nodes, box, at_start) if lies else None
        end = _nearest(groups, nodes, box, at_end) if lies else None
        if start is None or end is None or start == end:
            continue
        if not any(_parts(line, box, groups[node].box) for node in (start, end) for line in written):
            found |= {start, end}
    return found


def _nearest(
    groups: Sequence[Group], nodes: Sequence[int], arrow: Box, distance: Callable[[Box, Box], float | None]
) -> int | None:
    near = [(gap, at) for at in nodes if (gap := distance(groups[at].box, arrow)) is not None]
    reach = max(NEAREST, SHARE * max(arrow.width, arrow.height))
    gap, at = min(near, default=(reach + 1, -1))
    return at if gap <= reach else None


def _parts(line: Box, arrow: Box, node: Box) -> bool:
    """Say whether a line of text stands between an arrow and a node, across the way from one to the other."""
    if line.share_in(node) > 0 or line.share_in(arrow) > 0:
        return False
    x, y = line.centre
    between_y = min(arrow.y1, node.y1) <= y <= max(arrow.y0, node.y0)
    between_x = min(arrow.x1, node.x1) <= x <= max(arrow.x0, node.x0)
    return (between_y and line.overlap_x(arrow) > 0) or (between_x and line.overlap_y(arrow) > 0)


def _left_of(node: Box, arrow: Box) -> float | None:
    """Return how far the node ends left of the arrow's start; None where it does not stand there."""
    if node.gap_y(arrow) > SLACK or node.x1 > arrow.centre[0]:
        return None
    return max(0.0, arrow.x0 - node.x1)


def _right_of(node: Box, arrow: Box) -> float | None:
    return _left_of(_mirrored(node), _mirrored(arrow))


def _above(node: Box, arrow: Box) -> float | None:
    return _left_of(_turned(node), _turned(arrow))


def _below(node: Box, arrow: Box) -> float | None:
    return _right_of(_turned(node), _turned(arrow))


def _mirrored(box: Box) -> Box:
    return Box(-box.x1, box.y0, -box.x0, box.y1)


def _turned(box: Box) -> Box:
    return Box(box.y0, box.x0, box.y1, box.x1)

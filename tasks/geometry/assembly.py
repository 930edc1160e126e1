"""Putting the picture boxes together that are parts of one picture."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.geometry.annexes import with_annexes
from tasks.geometry.bars import barred
from tasks.geometry.bridges import bridged
from tasks.geometry.chains import side_by_side
from tasks.geometry.clusters import around, connected, touching
from tasks.geometry.decoys import is_written
from tasks.geometry.groups import INSIDE, TABLES, TOUCH, Group, is_table, rank, union
from tasks.geometry.legends import with_legends
from tasks.geometry.links import LONGEST, linked
from tasks.geometry.panels import in_panel
from tasks.geometry.strips import in_strips
from tasks.geometry.texts import Text, have_own_captions, within
from tasks.records.record import Box
from tasks.records.region import Region

ALIGNED = 2.0
"""Edges that continue each other differ by at most this many points."""
OVERLAY = 1.0
"""Boxes that overlap by more than this many points both ways lie over each other."""
LAID_ON = 0.1
"""A text frame with this share of it on a picture is a callout of the picture."""
OVERLAID = 0.2
"""Shapes with this share of them on an image are drawn over it."""
CALLOUT_WIDTH = 0.8
"""A callout wider than this share of its picture must lie on it by twice as much: page headers graze pictures."""
TAG_WIDTH, TAG_HEIGHT = 0.5, 0.15
"""A tag takes less than these shares of the picture that it touches."""
THICKEST = 45.0
"""An arrow of shapes is not thicker than this across, in points."""
SMALL = 60.0
"""Parts of a diagram are smaller than this; larger pictures stand for themselves."""
STRETCHED = 80.0
"""Nor are images parts of a diagram that are low, but so long."""
REACH = 0.35
"""Small parts belong together at a gap of this share of the smaller one's longer side …"""
FARTHEST = 15.0
"""… but not farther than this, in points."""
SAME_TABLE, SHARED_TABLE = 0.6, 0.5
"""A box is a table's own at this intersection over union; a grid, or a second table, with this share of it within."""


def tables_among(regions: Sequence[Region]) -> tuple[list[Group], list[Region]]:
    """Return each table with all that it is drawn with and holds, and the regions that belong to no table.

    Of two tables at one place, the one told by rules counts, else the one with cells; the other one is a part of it.
    """
    tables = sorted((region for region in regions if is_table(region)), key=rank)
    held: dict[str, list[Region]] = {}
    boxes: dict[str, Box] = {}
    rest = []
    for region in [*tables, *(region for region in regions if not is_table(region))]:
        owner = next((key for key, box in boxes.items() if _is_of_table(region, box)), None)
        if owner is not None:
            held[owner].append(region)
        elif is_table(region):
            held[region.region_id], boxes[region.region_id] = [region], region.box
        else:
            rest.append(region)
    return [Group(tuple(members)) for members in held.values()], rest


def _is_of_table(region: Region, table: Box) -> bool:
    """Say whether a region is the table's rules, a fill, a picture in a cell, or the table seen once more."""
    inside = region.box.share_in(table.grown(TOUCH))
    if inside >= INSIDE or region.box.iou(table) >= SAME_TABLE:
        return True
    if is_table(region):
        return inside >= SHARED_TABLE or table.share_in(region.box) >= INSIDE
    return region.rule == "grid" and inside >= SHARED_TABLE


def assemble(regions: Sequence[Region], texts: Sequence[Text], paper: Box) -> list[Group]:
    """Group the parts of each picture; every region is in one group."""
    panels = sorted((r for r in regions if r.rule == "panel"), key=lambda r: (r.box.area, r.region_id))
    parts = [region for region in regions if region.rule != "panel"]
    written = {region.region_id for region in parts if is_written(region, texts) and not _is_overlay(region, parts)}
    groups = barred(_tiled([Group((region,)) for region in parts]), texts)
    groups = _joined(_led(groups, texts, paper), written, texts)
    groups = with_legends(groups, texts)
    for panel in panels:
        groups = in_panel(panel, groups, texts, paper)
    groups = _joined(_led(groups, texts, paper), written | {panel.region_id for panel in panels}, texts)
    groups = side_by_side(with_annexes(bridged(groups, texts), texts), texts)
    return in_strips(_nested(groups, texts), texts)


def _tiled(groups: Sequence[Group]) -> list[Group]:
    """Join the tiles of small images that touch, before their pictures are looked at: those may stand near others."""
    small = [group for group in groups if group.has_image and min(group.box.width, group.box.height) < SMALL]
    rest = [group for group in groups if not (group.has_image and min(group.box.width, group.box.height) < SMALL)]
    links = _linked(small, TOUCH, lambda one, other: _continues(one.box, other.box))
    return [*rest, *(union([small[at] for at in component]) for component in connected(links))]


def _led(groups: Sequence[Group], texts: Sequence[Text], paper: Box) -> list[Group]:
    """Join what arrows lead between; an image that is drawn on stands for itself, as each step of a manual does."""
    drawn = [part.box for group in groups for part in group.members if part.source == "drawing"]
    alone = [_is_drawn_on(group, drawn) or _is_too_thick(group, texts) for group in groups]
    led = linked([group for group, its in zip(groups, alone, strict=True) if not its], texts, paper)
    return [*(group for group, its in zip(groups, alone, strict=True) if its), *led]


def _is_too_thick(group: Group, texts: Sequence[Text]) -> bool:
    """Say whether shapes without text are too thick for an arrow: a pie between two pictures links nothing."""
    box = group.box
    if (
        group.has_image
        or not {"shapes"} <= group.forms <= {"shapes", "frame", "rule"}
        or max(box.width, box.height) > LONGEST
    ):
        return False
    return min(box.width, box.height) > THICKEST and not within(box, texts)


def _is_drawn_on(group: Group, drawn: Sequence[Box]) -> bool:
    """Say whether a callout or a mark lies on a large image of the group."""
    large = [part.box for part in group.members if _is_image(part) and min(part.box.width, part.box.height) >= SMALL]
    return any(box.share_in(image) >= LAID_ON and box.area < image.area for image in large for box in drawn)


def _is_image(region: Region) -> bool:
    return region.source not in ("drawing", TABLES)


def _is_overlay(region: Region, parts: Sequence[Region]) -> bool:
    """Say whether shapes lie over an image, so that their text is what the image is explained with."""
    images = [part.box for part in parts if _is_image(part) and min(part.box.width, part.box.height) >= SMALL]
    return region.rule == "shapes" and any(region.box.share_in(image) >= OVERLAID for image in images)


def _joined(groups: Sequence[Group], written: set[str], texts: Sequence[Text]) -> list[Group]:
    """Join until nothing changes: a joined box may reach others."""
    links = _linked(groups, FARTHEST, lambda one, other: _belong(one, other, written, texts))
    _attach(groups, links, written)
    merged = [union([groups[at] for at in component]) for component in connected(links)]
    return merged if len(merged) == len(groups) else _joined(merged, written, texts)


def _attach(groups: Sequence[Group], links: NDArray[np.bool_], written: set[str]) -> None:
    """Leave each callout the one picture that it lies on most, so that it joins no two."""
    for at, group in enumerate(groups):
        if not _all_written(group, written):
            continue
        pictures = [int(other) for other in np.flatnonzero(links[at]) if other != at]
        best = max(pictures, key=lambda other: _lies_on(group.box, _core(groups[other], written)), default=at)
        for other in pictures:
            links[at, other] = links[other, at] = other == best


def _lies_on(frame: Box, picture: Box) -> tuple[float, float]:
    """Order pictures by how much of a callout lies on them, then the nearer ones first."""
    return round(frame.share_in(picture), 3), -frame.gap_x(picture) - frame.gap_y(picture)


def _core(group: Group, written: set[str]) -> Box:
    """Return the box of what a group shows, its callouts apart: those may reach over to another picture."""
    shown = [region.box for region in group.members if region.region_id not in written]
    return around(shown or [group.box])


def _linked(groups: Sequence[Group], gap: float, belong: Callable[[Group, Group], bool]) -> NDArray[np.bool_]:
    """Return which groups belong together, asking only about those at most ``gap`` points apart."""
    links = touching([group.box for group in groups], gap)
    for i, j in zip(*np.nonzero(np.tril(links, -1)), strict=True):
        links[i, j] = links[j, i] = belong(groups[i], groups[j])
    return links


def _belong(one: Group, other: Group, written: set[str], texts: Sequence[Text]) -> bool:
    a, b = _core(one, written), _core(other, written)
    textual = [_all_written(group, written) for group in (one, other)]
    if any(textual):
        return not all(textual) and _is_callout(*((a, b) if textual[0] else (b, a)))
    if _over(a, b):
        return True
    if one.has_image and other.has_image and _continues(a, b) and not have_own_captions(a, b, texts):
        return True
    return _is_small_part(one, other) and not _written_between(a, b, texts)


def _all_written(group: Group, written: set[str]) -> bool:
    return all(region.region_id in written for region in group.members)


def _is_callout(frame: Box, picture: Box) -> bool:
    """Say whether a frame of text lies on a picture, or is a small tag at its edge."""
    if picture.share_in(frame) >= 0.5:  # noqa: PLR2004
        return False
    is_tag = frame.width < TAG_WIDTH * picture.width and frame.height < TAG_HEIGHT * picture.height
    touches = frame.gap_x(picture) <= TOUCH and frame.gap_y(picture) <= TOUCH
    needed = LAID_ON if frame.width <= CALLOUT_WIDTH * picture.width else 2 * LAID_ON
    return frame.share_in(picture) >= needed or (is_tag and touches)


def _over(a: Box, b: Box) -> bool:
    common = a.intersect(b)
    thin = min(a.width, a.height, b.width, b.height)
    least = min(OVERLAY, thin / 2)
    return common.x1 - common.x0 > least and common.y1 - common.y0 > least


def _continues(a: Box, b: Box) -> bool:
    """Say whether two images touch with edges in line: strips, tiles, panels."""
    if a.gap_x(b) > TOUCH or a.gap_y(b) > TOUCH:
        return False
    rows = abs(a.x0 - b.x0) <= ALIGNED or abs(a.x1 - b.x1) <= ALIGNED
    columns = abs(a.y0 - b.y0) <= ALIGNED or abs(a.y1 - b.y1) <= ALIGNED
    return (rows and a.overlap_x(b) > INSIDE) or (columns and a.overlap_y(b) > INSIDE)


def _is_small_part(one: Group, other: Group) -> bool:
    """Say whether two parts of a diagram stand near enough, measured by their own size."""
    a, b = one.box, other.box
    if min(a.width, a.height) >= SMALL or min(b.width, b.height) >= SMALL:
        return False
    if one.forms == {"rule"} or other.forms == {"rule"} or one.is_seen or other.is_seen:
        return False
    if one.has_image and other.has_image and min(max(a.width, a.height), max(b.width, b.height)) >= STRETCHED:
        return False  # low photos and screenshots, no icons
    reach = min(FARTHEST, REACH * min(max(a.width, a.height), max(b.width, b.height)))
    return max(a.gap_x(b), a.gap_y(b)) <= reach


def _written_between(a: Box, b: Box, texts: Sequence[Text]) -> bool:
    between = Box(*_gap(a.x0, a.x1, b.x0, b.x1), *_gap(a.y0, a.y1, b.y0, b.y1))
    lane = Box(between.x0, between.x1, between.y0, between.y1)
    return any(text.box.intersect(lane).area > 0.5 * text.box.area for text in texts)


def _gap(a0: float, a1: float, b0: float, b1: float) -> tuple[float, float]:
    """Return the interval between two intervals, or what they share."""
    inner = sorted((a0, a1, b0, b1))
    return inner[1], inner[2]


def _nested(groups: Sequence[Group], texts: Sequence[Text]) -> list[Group]:
    """Join what lies within another picture, text frames and panels apart."""
    closed = [group for group in groups if len(group.members) == 1 and is_written(group.main, texts)]
    apart = {group.main.region_id for group in closed}
    rest = [group for group in groups if group.main.region_id not in apart]
    links = _linked(rest, 0.0, lambda one, other: _holds(one, other) or _holds(other, one))
    return [*closed, *(union([rest[at] for at in component]) for component in connected(links))]


def _holds(outer: Group, inner: Group) -> bool:
    return outer.forms != {"panel"} and inner.box.share_in(outer.box) >= INSIDE

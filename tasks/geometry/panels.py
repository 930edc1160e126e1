"""Rectangles that hold other drawings: a part of the picture, or a frame around pictures and what is said of them."""

from collections.abc import Sequence

from tasks.geometry.decoys import Verdict
from tasks.geometry.groups import INSIDE, TOUCH, Group, union
from tasks.geometry.texts import Text, characters, outside, within
from tasks.records.enums import Reason
from tasks.records.record import Box
from tasks.records.region import Region

FRAMES_PAGE, PAGE_CHARACTERS = 0.6, 20
"""A panel over this share of the page, with so many characters outside its pictures, frames the page."""
FILLED = 0.25
"""A panel with text of its own is a picture if its drawings fill this share of it."""
FRAMED, LINE_ABOUT = 40.0, 8
"""Pictures framed with a line about them are at least so large, in points; the line has so many characters."""
SAME_PANEL = 0.9
"""A fill and its edge agree by this intersection over union."""
MOUNTED = 40.0
"""A picture mounted in a cell of a ruled table is at least so wide and high, in points."""


def framed_pictures(pictures: Sequence[Region], texts: Sequence[Text]) -> dict[str, Verdict]:
    """Turn away the rules of tables that pictures are mounted in: several, or one with what is said of it."""
    images = [region.box for region in pictures if region.source != "drawing" and region.rule != "hidden"]
    images = [box for box in images if min(box.width, box.height) >= MOUNTED]
    grids = [region for region in pictures if region.rule == "grid" and region.source == "drawing"]
    return {grid.region_id: _ALBUM for grid in grids if _mounts(grid.box, images, texts)}


_ALBUM = Verdict(Reason.TABLE_RULES, "pictures")


def _mounts(grid: Box, images: Sequence[Box], texts: Sequence[Text]) -> bool:
    held = [box for box in images if box.share_in(grid) >= INSIDE and box.iou(grid) < SAME_PANEL]
    apart = sum(all(box.intersect(other).area == 0 for other in held if other is not box) for box in held)
    return apart > 1 or (bool(held) and bool(outside(within(grid, texts, 0.9), held)))


def in_panel(panel: Region, groups: Sequence[Group], texts: Sequence[Text], paper: Box) -> list[Group]:
    """Let a panel take what it holds, unless it also holds running text or a caption."""
    inner = [group for group in groups if group.box.share_in(panel.box) >= INSIDE]
    others = [group for group in groups if group.box.share_in(panel.box) < INSIDE]
    drawn = [group for group in inner if group.forms != {"rule"} and not _is_same_panel(group, panel)]
    stray = outside(within(panel.box, texts), [group.box.grown(TOUCH) for group in drawn])
    if (
        not drawn
        or any(text.is_caption for text in stray)
        or _is_page(panel.box, paper, stray)
        or _is_passe_partout(drawn, stray)
        or _crowded(panel.box, drawn, stray)
    ):
        return [*groups, Group((panel,))]
    return [*others, Group((panel, *union(inner).members))]


def _is_same_panel(group: Group, panel: Region) -> bool:
    """Say whether a group is the panel's own edge or fill, which frames what the panel frames."""
    return group.forms == {"panel"} and group.box.iou(panel.box) >= SAME_PANEL


def _is_page(box: Box, paper: Box, stray: Sequence[Text]) -> bool:
    """Say whether the box frames the page rather than a picture."""
    return box.area >= FRAMES_PAGE * paper.area and characters(stray) >= PAGE_CHARACTERS


def _is_passe_partout(drawn: Sequence[Group], stray: Sequence[Text]) -> bool:
    """Say whether a panel frames pictures that stand for themselves, with a line about one of them over or under it."""
    boxes = [group.box for group in drawn]
    if any(group.forms == {"grid"} or min(group.box.width, group.box.height) < FRAMED for group in drawn):
        return False
    return any(_is_over_or_under(text, boxes) for text in stray if text.length >= LINE_ABOUT and not text.vertical)


def _is_over_or_under(text: Text, boxes: Sequence[Box]) -> bool:
    near = [box for box in boxes if text.box.gap_x(box) == 0]
    return bool(near) and all(text.box.y1 <= box.y0 or text.box.y0 >= box.y1 for box in near)


def _crowded(panel: Box, drawn: Sequence[Group], stray: Sequence[Text]) -> bool:
    """Say whether the panel is more a place of text than of pictures."""
    if stray and sum(group.box.area for group in drawn) < FILLED * panel.area:
        return True
    room = sum(text.box.area for text in stray)
    return room > 0.15 * panel.area or room > sum(group.box.area for group in drawn)

"""One box around several pictures of a scan: where white parts it, and what of it is no picture."""

from collections.abc import Sequence
from typing import NamedTuple

from tasks.geometry.apart import SIGN, is_solid, stand_alone, stand_apart
from tasks.geometry.clusters import around
from tasks.geometry.scans import INSIDE, PARTED, SAME, Fates, Merged, unsettled
from tasks.geometry.sight import Sight, is_band, is_picture, leaves_of, pictures_in, runs
from tasks.geometry.texts import Text, within
from tasks.records import identity
from tasks.records.enums import RegionKind
from tasks.records.record import Box
from tasks.records.region import Region

TRIMMED = 0.95
"""A box that has this intersection over union with its ink is tight."""
NEAR = 12.0
"""What is no picture belongs to one that is at most so far off, in points."""
HEADING = 0.5
"""The ground of a heading is at least so wide as this share of what it heads."""
FEW = 2
"""A frame with so many lines of running text is about them, too."""
INSETS = (4.0, 7.0, 10.0)
"""A frame is so thick, with its slant, in points."""


def parted(regions: Sequence[Region], settled: Fates, sight: Sight) -> tuple[list[Region], Fates]:
    """Return the regions with the parts of those that hold several pictures, or are cut to their ink; and their fates.

    What has a fate already stays as it is.
    """
    found = list(regions)
    fates: Fates = {}
    for region in unsettled(regions, settled):
        boxes = _cut(region.box, sight) if region.kind is RegionKind.FIGURE else []
        parts = [_part_of(region, box.rounded()) for box in boxes]
        if parts:
            found += parts
            fates[region.region_id] = Merged(parts[0].region_id)
    return found, fates


def _cut(box: Box, sight: Sight) -> list[Box]:
    """Return the parts that are to stand for a box, none where it may stay: where it is tight, or its drawings tell."""
    own = [drawn for drawn in sight.drawn if drawn.share_in(box) >= SAME]
    edges = max([box, *own], key=lambda one: (one.iou(box) >= INSIDE, one != box, one.area, one))
    boxes = parts_of(edges, sight._replace(others=[other for other in sight.others if other != box]))
    held = [part for part in boxes if _holds_picture(part, sight)] or boxes[:1]
    if len(held) > 1:
        return held
    return [] if held[0].iou(box) >= TRIMMED or stand_alone(box, own, sight.texts) else held


def _holds_picture(box: Box, sight: Sight) -> bool:
    """Say whether a part has text or a picture of its own; the edge of a sheet has none."""
    drawn = any(one.share_in(box) >= SAME or box.share_in(one) >= INSIDE for one in sight.drawn)
    return drawn or bool(within(box, sight.texts))


def _part_of(region: Region, box: Box) -> Region:
    part_id = identity.of("region", region.region_id, PARTED, identity.place(box))
    return region.model_copy(update={**box._asdict(), "region_id": part_id, "rule": PARTED})


def parts_of(box: Box, sight: Sight) -> list[Box]:
    """Return the boxes of the pictures that stand for themselves in a box, with their labels; at least one."""
    whole = _unframed(sight.ground.trimmed(box), sight)
    if whole is None:
        return [box]
    found = _halved(whole, sight)
    if found:
        return [part for half in found.halves for part in parts_of(half, found.sight)]
    cleared = _cleared(whole, sight)
    return [cleared] if cleared == whole else parts_of(cleared, sight)


class _Halved(NamedTuple):
    """The halves of a box, and what is seen where no text lies across the gutter."""

    halves: tuple[Box, Box]
    sight: Sight


def _halved(whole: Box, sight: Sight) -> _Halved | None:
    """Divide a box at the widest gutter between pictures of their own; texts under or over them may lie across it."""
    pictures = pictures_in(whole, sight)
    gutters = [*sight.ground.gutters(whole), *sight.ground.gutters(around(pictures))] if len(pictures) > 1 else []
    for gutter in gutters:
        if len({gutter.end <= picture.centre[gutter.level] for picture in pictures}) == 1:
            continue
        across = [text.box for text in within(whole, sight.texts) if gutter.crosses(text.box)]
        clear = sight._replace(ground=sight.ground.without(across)) if across else sight
        one, other = (clear.ground.trimmed(half) for half in gutter.halves(whole))
        if one and other and stand_apart(one, other, gutter, clear):
            return _Halved((one, other), clear)
    return None


def _unframed(box: Box | None, sight: Sight) -> Box | None:
    """Return the picture in a frame that also holds its caption or running text: it is the ground of both."""
    if box is None or not sight.ground.is_framed(box):
        return box
    inside = within(box, sight.texts, INSIDE)
    if not any(text.is_caption for text in inside) and sum(map(runs, inside)) < FEW:
        return box
    found = (sight.ground.clear(box.grown(-inset)) for inset in INSETS)
    return next((inner for inner in found if inner is not None and pictures_in(inner, sight)), box)


def _cleared(box: Box, sight: Sight) -> Box:
    """Return a picture with its labels: what stands far off, and bands and rules over or under it, are none."""
    leaves = leaves_of(box, sight)
    pictures = [leaf for leaf in leaves if is_picture(leaf, sight.texts)]
    if not pictures:
        return box
    core = around(pictures)
    photo = all(is_solid(picture, sight) for picture in pictures)
    rest = [leaf for leaf in leaves if leaf not in pictures and _may_label(leaf, core, sight.texts, photo=photo)]
    while near := [leaf for leaf in rest if leaf.gap_x(core) <= NEAR and leaf.gap_y(core) <= NEAR]:
        core = around([core, *near])
        rest = [leaf for leaf in rest if leaf not in near]
    return core


def _may_label(leaf: Box, core: Box, texts: Sequence[Text], *, photo: bool) -> bool:
    """Say whether a piece may belong to a picture that it lies by.

    Bands, rules and lines set down the page under or over it do not, and beside a photo no text at all.
    """
    if _is_heading(leaf, core, texts):
        return False
    beyond = leaf.gap_x(core) > 0 or leaf.gap_y(core) > 0
    lines = [text for text in texts if text.box.share_in(leaf.grown(1.0)) >= INSIDE]
    down = leaf.gap_y(core) > 0 and any(text.vertical and text.length > SIGN for text in lines)
    return not (beyond and photo and lines) and not down


def _is_heading(leaf: Box, core: Box, texts: Sequence[Text]) -> bool:
    beyond = leaf.y1 <= core.y0 or leaf.y0 >= core.y1
    return beyond and leaf.width >= HEADING * core.width and is_band(leaf, texts)

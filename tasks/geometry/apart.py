"""Pictures in one box: which of them stand for themselves, and which are parts of one."""

import re
from collections.abc import Sequence

from tasks.geometry.captions import is_panel
from tasks.geometry.gutters import Gutter
from tasks.geometry.sight import WRITTEN, Sight, pictures_in
from tasks.geometry.texts import CAPTION_GAP, Text, outside, within
from tasks.japanese.cues import panel_label
from tasks.records.record import Box

LARGE = 60.0
"""What needs no sign to stand alone is at least so wide and high, in points."""
ALIKE, SAME_SIZE = 3.0, 2.0
"""Drawings in one box stand for themselves if none is so many times as large as another; the second where nothing but
their size and place tells it."""
ALIGNED = 0.8
"""Pictures beside or under each other share this part of the shorter one's side."""
MIDDLE = 0.15
"""What stands in the middle is off it by at most this share of the sides."""
OVER = 0.8
"""This share of a caption stands between the pictures over and under it."""
SIGN = 3
"""What names one drawing of several has at most so many characters."""
_SIGN = re.compile(r"([A-Za-zア-ンＡ-Ｚａ-ｚ甲乙丙丁左右])(?:[.．:：)）]\s?\D{0,12})?")
"""A letter alone, or one with its stop and a short name: 「A」, 「a. 平面」."""


def stand_apart(one: Box, other: Box, gutter: Gutter, sight: Sight) -> bool:
    """Say whether the halves of a box are pictures of their own.

    Each must hold a picture. Text that runs, or a caption, stands between them; or each has a sign or a caption; or
    one is a photo or screen, was seen alone by the model, or is another one's like.
    """
    first, second = (pictures_in(half, sight) for half in (one, other))
    if not first or not second:
        return False
    if _is_written(one, other, gutter, sight.running) or _captioned(one, other, gutter, sight.texts):
        return True
    if _signed(one, other, sight.texts) or any(
        seen.iou(half) >= WRITTEN for seen in sight.others for half in (one, other)
    ):
        return True
    a, b = (max(found, key=lambda leaf: (leaf.area, leaf)) for found in (first, second))
    return is_solid(a, sight) or is_solid(b, sight) or _are_alike(a, b, gutter)


def stand_alone(box: Box, drawings: Sequence[Box], texts: Sequence[Text]) -> bool:
    """Say whether drawings in a box are much of a size, with no more than a sign such as (a) or ア at each.

    Low ones without signs may be the rows of one diagram.
    """
    areas = [drawing.area for drawing in drawings]
    if len(drawings) < 2 or max(areas) > ALIKE * min(areas):  # noqa: PLR2004
        return False
    inside = within(box, texts)
    high = all(min(drawing.width, drawing.height) >= LARGE for drawing in drawings)
    signs = sum(text.length == 1 and text.text.strip().isalpha() for text in inside)
    return (high or signs > 1) and all(text.length <= SIGN or text.is_caption for text in outside(inside, drawings))


def _is_written(one: Box, other: Box, gutter: Gutter, running: Sequence[Box]) -> bool:
    """Say whether running text stands between the halves."""
    between = [box for box in running if gutter.holds(box.centre)]
    return any(all(_share(box, half, gutter) > 0 for half in (one, other)) for box in between)


def _share(box: Box, other: Box, gutter: Gutter) -> float:
    """Return how much two boxes share along a gutter, 0 to 1."""
    return box.overlap_x(other) if gutter.level else box.overlap_y(other)


def _captioned(one: Box, other: Box, gutter: Gutter, texts: Sequence[Text]) -> bool:
    """Say whether a caption stands between, or each half has its own over or under it."""
    both = one.union(other)
    captions = [text.box for text in texts if text.cue is not None]
    if gutter.level:
        return any(gutter.holds(box.centre) and box.overlap_x(both) >= OVER for box in captions)
    near = [box for box in captions if box.gap_y(both) <= CAPTION_GAP or box.share_in(both) >= WRITTEN]
    sides = [box.centre[0] <= gutter.start for box in near if box.x1 <= gutter.end or box.x0 >= gutter.start]
    return True in sides and False in sides


def _signed(one: Box, other: Box, texts: Sequence[Text]) -> bool:
    """Say whether each half has signs of its own, such as (a) or B, both at their heads or both at their feet."""
    signs = [(text.box, sign) for text in texts if (sign := _sign(text)) is not None]
    for edge in (_head, _foot):
        first, second = ({sign for box, sign in signs if _is_at(edge(half), box)} for half in (one, other))
        if first - second and second - first:
            return True
    return False


def _sign(text: Text) -> str | None:
    found = _SIGN.fullmatch(text.text.strip())
    if found:
        return found[1]
    return panel_label(text.text) if text.length == 1 or is_panel(text.text) else None


def _head(box: Box) -> Box:
    return box._replace(y1=box.y0)


def _foot(box: Box) -> Box:
    return box._replace(y0=box.y1)


def _is_at(edge: Box, sign: Box) -> bool:
    return abs(sign.centre[1] - edge.y0) <= CAPTION_GAP and edge.x0 <= sign.centre[0] <= edge.x1


def is_solid(leaf: Box, sight: Sight) -> bool:
    """Say whether a leaf is a photo, a screen or a panel of its own, and no box of a flow chart."""
    if min(leaf.width, leaf.height) < LARGE or not sight.ground.is_solid(leaf):
        return False
    inside = within(leaf, sight.texts)
    return not inside or any(not _is_in_middle(text.box, leaf) for text in inside)


def _is_in_middle(name: Box, box: Box) -> bool:
    """Say whether a text stands where the name in a box of a chart does."""
    across, down = (abs(a - b) for a, b in zip(name.centre, box.centre, strict=True))
    return across <= MIDDLE * box.width and down <= MIDDLE * box.height


def _are_alike(one: Box, other: Box, gutter: Gutter) -> bool:
    if min(one.width, one.height, other.width, other.height) < LARGE:
        return False
    return _share(one, other, gutter) >= ALIGNED and max(one.area, other.area) <= SAME_SIZE * min(one.area, other.area)

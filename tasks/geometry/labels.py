"""Letting a figure's box take the labels that belong to it, never a caption or running text."""

from collections.abc import Sequence

from tasks.geometry.clusters import around
from tasks.geometry.frames import reading_box
from tasks.geometry.groups import INSIDE, Group
from tasks.geometry.texts import Text
from tasks.japanese.cues import caption_cue
from tasks.records.enums import Direction, RegionKind
from tasks.records.record import Box

ROUNDS = 2
"""Tick labels, then the title of the axis beyond them."""
REACH = 0.9
"""A label stands this many times its type size from the drawing, at most."""
FARTHEST = 12.0
"""And never farther than this, in points."""
SEEN_LENGTH = 10
"""Beside what was seen on a scan, be it a photo or a chart, labels have at most so many: captions have more."""
LABEL_LENGTH = 25
"""Labels have at most so many characters."""
PARAGRAPH_LENGTH = 15
"""A line that follows or leads one of so many characters, in line with it, is a line of a paragraph."""
PUNCTUATION = frozenset("。、，")
NARROW_LINE, INDENT = 6, 2.5
"""Lines of a narrow paragraph have so many characters, and start in line, give or take so many type sizes."""
LABEL_SHARE = 0.6
"""And are at most this share of the drawing's width."""
CROSSING = 0.25
"""A text this far over the edge of a picture belongs to it."""
NEVER = frozenset(
    {
        RegionKind.CAPTION,
        RegionKind.TITLE,
        RegionKind.HEADER,
        RegionKind.FOOTER,
        RegionKind.PAGE_NUMBER,
        RegionKind.NOTE,
    }
)


def grown(groups: Sequence[Group], paper: Box, texts: Sequence[Text]) -> list[tuple[Group, Box]]:
    """Return the groups with their final boxes; groups whose boxes come to hold each other are one."""
    labels = [text for text in texts if _may_label(text, texts)]
    own = [text for text in texts if not text.is_caption and text.kind not in NEVER]
    alone = [label for label in labels if not _is_in_paragraph(label, texts)]
    brief = [label for label in alone if label.length <= SEEN_LENGTH and caption_cue(label.text) is None]
    found = []
    for group in groups:
        crossing, near = (alone, brief) if group.is_seen else (labels if _is_picture(group) else own, labels)
        found.append((group, _with_labels(group, crossing, near, paper)))
    return _settled(found)


def _with_labels(group: Group, crossing: Sequence[Text], labels: Sequence[Text], paper: Box) -> Box:
    box = group.box
    for _ in range(ROUNDS):
        near = () if _is_picture(group) else (label.box for label in labels if _stands_by(label, box))
        box = around([box, *(text.box for text in crossing if _crosses(text, box)), *near])
    return box.intersect(paper)


def _is_picture(group: Group) -> bool:
    """Say whether what stands around the group is about it rather than part of it."""
    return group.has_image and not group.linked and not group.is_seen


def _is_in_paragraph(label: Text, texts: Sequence[Text]) -> bool:
    """Say whether a short line is one of running text, by its punctuation or by the lines above and below it."""
    if PUNCTUATION & set(label.text):
        return True
    return any(is_stacked(label, other) for other in texts if other is not label)


def is_stacked(text: Text, other: Text) -> bool:
    """Say whether two texts are lines of a paragraph set narrow, as beside a picture; ticks of an axis are shorter."""
    if min(text.length, other.length) < NARROW_LINE or other.vertical != text.vertical:
        return False
    direction = Direction.VERTICAL if text.vertical else Direction.HORIZONTAL
    a, b = reading_box(text.box, direction), reading_box(other.box, direction)
    return a.gap_y(b) <= text.size and abs(a.x0 - b.x0) <= INDENT * text.size and a.overlap_x(b) > 0


def _may_label(text: Text, texts: Sequence[Text]) -> bool:
    """Say whether a text is no caption, and no line of a paragraph."""
    if text.is_caption or text.kind in NEVER or text.length > LABEL_LENGTH:
        return False
    return text.kind is RegionKind.LABEL or not any(_continues(text, other) for other in texts if other is not text)


def _continues(text: Text, other: Text) -> bool:
    """Say whether ``other`` is a long line of the paragraph that ``text`` is in."""
    if other.length < PARAGRAPH_LENGTH or other.vertical != text.vertical:
        return False
    near = other.box.gap_y(text.box) if not text.vertical else other.box.gap_x(text.box)
    start = abs(other.box.x0 - text.box.x0) if not text.vertical else abs(other.box.y0 - text.box.y0)
    return near <= 1.2 * text.size and start <= 2.5 * text.size and abs(other.size - text.size) <= 0.1 * text.size


def _crosses(label: Text, box: Box) -> bool:
    return CROSSING <= label.box.share_in(box) < 1.0


def _stands_by(label: Text, box: Box) -> bool:
    a = label.box
    reach = min(FARTHEST, REACH * label.size)
    if a.gap_x(box) > reach or a.gap_y(box) > reach:
        return False
    beside = a.overlap_y(box) > 0.5 and a.gap_x(box) > 0  # noqa: PLR2004
    facing = a.overlap_x(box) > 0.5 or a.gap_x(box) <= 0  # noqa: PLR2004
    return beside or (facing and a.width <= LABEL_SHARE * box.width)


def _settled(found: list[tuple[Group, Box]]) -> list[tuple[Group, Box]]:
    for i, (one, box) in enumerate(found):
        for j, (other, another) in enumerate(found[:i]):
            if box.share_in(another) >= INSIDE or another.share_in(box) >= INSIDE:
                rest = [pair for at, pair in enumerate(found) if at not in (i, j)]
                return _settled([*rest, (Group((*other.members, *one.members)), box.union(another))])
    return found

"""What a block of lines is, told from its type, its first characters and its place."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from tasks.geometry.blocks import Block
from tasks.japanese.cues import CueStrength, caption_cue, source_credit
from tasks.japanese.script import japanese_share
from tasks.records.enums import RegionKind
from tasks.records.page import Line
from tasks.records.record import Box

_LARGER = 1.18
_MUCH_LARGER = 1.5
_SMALLER = 0.92
_LONGEST_TITLE = 80
_LONGEST_BOLD_TITLE = 50
_TITLE_LINES = 3
_NEAR_FIGURE = 2.5
_FOOT = 0.55
_FOOTNOTE_TYPE = 0.0135
_SENTENCE_END = re.compile(r"[。．、，,;；{}]$")
_NUMBERED = re.compile(
    r"第?[0-9０-９一二三四五六七八九十]{1,3}(?:[.．-][0-9０-９]{1,2}){0,3}[章節部編]?[.．]?[\s　]\s*\S"
    r"|付録|はじめに$|目次$"
)
_WORD = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]{2}|[A-Za-z]{4}")
_LEADERS = re.compile(r"(?:[.．・…‥·]\s?){4,}|…{2,}")


class Body(NamedTuple):
    """The type that most of a page is set in."""

    size: float
    font: str
    bold: bool


def body_of(lines: Sequence[Line]) -> Body:
    """Return the commonest type of the lines, by characters."""
    weights: dict[Body, int] = defaultdict(int)
    for line in lines:
        weights[Body(round(line.size * 2) / 2, line.font, line.bold)] += len(line.text)
    sizes: dict[float, int] = defaultdict(int)
    for body, weight in weights.items():
        sizes[body.size] += weight
    size = max(sizes, key=lambda size: (sizes[size], -size), default=0.0)
    return max(
        (body for body in weights if body.size == size),
        key=lambda body: (weights[body], body.font),
        default=Body(0.0, "", bold=False),
    )


def begins_caption(line: Line) -> bool:
    """Say whether a paragraph begins with this line whatever stands above: a caption, or a source or note."""
    return caption_cue(line.text) is not None or source_credit(line.text)


def kind_of(block: Block, box: Box, text: str, body: Body, figures: Sequence[Box]) -> RegionKind:
    """Return what a block outside all figures is, footnotes apart."""
    cue = caption_cue(text)
    if cue is not None and (cue.strength is CueStrength.NUMBERED or _is_near(box, block[0].size, figures)):
        return RegionKind.CAPTION
    if source_credit(text) and (japanese_share(text) > 0 or ":" in text or not text[0].isalnum()):
        return RegionKind.NOTE
    return RegionKind.TITLE if _is_title(block, text, body) else RegionKind.TEXT


def are_footnotes(kinds: Sequence[RegionKind], boxes: Sequence[Box], sizes: Sequence[float], sheet: Box) -> list[bool]:
    """Say which texts stand in smaller type at the foot of the page, with no running text below them."""
    body = _body_size(kinds, sizes, boxes)
    running = [
        box
        for kind, box, size in zip(kinds, boxes, sizes, strict=True)
        if kind in (RegionKind.TEXT, RegionKind.TITLE, RegionKind.CAPTION) and size > _SMALLER * body
    ]
    return [
        kind is RegionKind.TEXT
        and size <= min(_SMALLER * body, _FOOTNOTE_TYPE * max(sheet.width, sheet.height))
        and box.y0 > sheet.y0 + _FOOT * sheet.height
        and box.width > 4 * size
        and any(above.y1 <= box.y0 and above.overlap_x(box) > 0 for above in running)
        and not any(below.y0 >= box.y0 and below.overlap_x(box) > 0 and below.width > 10 * body for below in running)
        for kind, box, size in zip(kinds, boxes, sizes, strict=True)
    ]


def _body_size(kinds: Sequence[RegionKind], sizes: Sequence[float], boxes: Sequence[Box]) -> float:
    areas: dict[float, float] = defaultdict(float)
    for kind, size, box in zip(kinds, sizes, boxes, strict=True):
        if kind is RegionKind.TEXT:
            areas[round(size * 2) / 2] += box.area
    return max(areas, key=lambda size: (areas[size], size), default=0.0)


def _is_near(box: Box, size: float, figures: Sequence[Box]) -> bool:
    return any(
        box.gap_x(figure) <= _NEAR_FIGURE * size and box.gap_y(figure) <= _NEAR_FIGURE * size for figure in figures
    )


def _is_title(block: Block, text: str, body: Body) -> bool:
    if len(block) > _TITLE_LINES or len(text) > _LONGEST_TITLE or _LEADERS.search(text) or not _WORD.search(text):
        return False
    size = max(line.size for line in block)
    if size >= (_MUCH_LARGER if _SENTENCE_END.search(text) else _LARGER) * body.size:
        return True
    if len(text) > _LONGEST_BOLD_TITLE or _SENTENCE_END.search(text) or size < _SMALLER * body.size:
        return False
    if all(line.bold for line in block) and not body.bold:
        return True
    return bool(_NUMBERED.match(text)) and block[0].font != body.font and len(block) == 1

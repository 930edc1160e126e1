"""Captions like the plaques in a museum: a title and lines of data in other type, right at a picture."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from tasks.geometry.blocks import Block, is_item
from tasks.geometry.captions import SENTENCE_END
from tasks.geometry.kinds import begins_caption
from tasks.geometry.pieces import around
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import Box

_ENTRY = re.compile(r"[(（]?[0-9０-９]{1,3}[)）.．]?(?![0-9０-９])")
"""Plates are numbered as items of a list are, yet no bullets lead them."""
_LINES, _DATA_LINES = 2, 5
_CHARACTERS = 80
_NEAR, _BESIDE = 2.0, 3.0
"""A plaque hangs so many ems under its picture, at most, or beside it."""
_LESS = 0.94
"""Data beside a picture are set so much smaller than their title."""
_DATUM = 25
"""And have so many characters a line, at most."""
_CLOSE = 0.9
"""Its two parts stand so many ems from each other, at most."""
_WHITE = 1.2
"""Other text under a plaque is so many times farther from it than its parts are from each other, and so many ems."""
_FLUSH = 0.6
_OVER = 1.0
"""It is as wide as its picture and so many ems, at most."""
_FULL, _MEASURE = 1.0, 12.0
"""Lines of running text end within so many ems of each other, and are so many ems long at least."""


class Hung(NamedTuple):
    """The blocks of a page: those that are plaques, and the others."""

    plaques: list[Block]
    others: list[Block]


def hung(found: Sequence[Block], figures: Sequence[Box]) -> Hung:
    """Join a title and the data right under it where both hang under a picture, apart from all other text."""
    plaques: list[Block] = []
    others = list(found)
    for title in found:
        data = _under(title, others)
        if data is not None and title in others and _is_plaque(title, data, [*others, *plaques], figures):
            plaques.append([*title, *data])
            others.remove(title)
            others.remove(data)
    return Hung(plaques, others)


def _under(title: Block, found: Sequence[Block]) -> Block | None:
    """Return the block that begins next under another, in line with it."""
    box, em = _box(title), _em(title)
    below = [
        block for block in found if block is not title and _box(block).y0 >= box.y1 - em / 2 and _faces(block, box)
    ]
    return min(below, key=lambda block: (_box(block).y0, _box(block).x0), default=None)


def _faces(block: Block, box: Box) -> bool:
    return min(box.x1, _box(block).x1) > max(box.x0, _box(block).x0)


def _is_plaque(title: Block, data: Block, found: Sequence[Block], figures: Sequence[Box]) -> bool:
    if not (_is_brief(title, _LINES) and _is_brief(data, _DATA_LINES) and _is_in_line(title, data)):
        return False
    upper, lower, em = _box(title), _box(data), _em(title, data)
    gap, whole = lower.y0 - upper.y1, upper.union(lower)
    if gap > _CLOSE * em:
        return False
    others = [_box(block) for block in found if block is not title and block is not data]
    if any(_hangs(upper, whole, em, figure) and not _runs_on(data, figure.x1) for figure in figures):
        return not any(_crowds(other, whole, max(gap, em), figures) for other in others)
    beside = _are_data(title, data) and any(_hangs_beside(whole, em, figure) for figure in figures)
    return beside and not any(_crowds(other, whole, max(gap, _em(data) / 2), figures) for other in others)


def _are_data(title: Block, data: Block) -> bool:
    """Say whether a title is followed by smaller lines that are no running text."""
    small = _em(data) <= _LESS * _em(title) and all(len(line.text) <= _DATUM for line in data)
    return small and (len(data) <= _LINES or not _runs_on(data, _box(data).x1))


def _is_brief(block: Block, most: int) -> bool:
    """Say whether a block is a few lines across that are no sentences, and nothing that begins a paragraph."""
    if len(block) > most or sum(len(line.text) for line in block) > _CHARACTERS:
        return False
    if any(line.direction is not Direction.HORIZONTAL or _is_sentence(line) for line in block):
        return False
    first = block[0]
    return not begins_caption(first) and (bool(_ENTRY.match(first.text)) or not is_item(first.text))


def _is_sentence(line: Line) -> bool:
    return bool(SENTENCE_END.search(line.text)) or "。" in line.text or line.text.endswith("、")


def _runs_on(block: Block, end: float) -> bool:
    """Say whether lines are broken where the picture ends, or all at one place, not where what they say does."""
    *ends, last = [line.box.x1 for line in block]
    if not ends or _box(block).width < _MEASURE * _em(block):
        return False
    if len(ends) > 1:
        end = min(end, max(*ends, last))
    return all(one >= end - _FULL * block[0].size for one in ends)


def _is_in_line(title: Block, data: Block) -> bool:
    reach = _FLUSH * _em(title, data)
    boxes = [line.box for line in (*title, *data)]
    ways = ([box.x0 for box in boxes], [box.centre[0] for box in boxes], [box.x1 for box in boxes])
    return any(max(way) - min(way) <= reach for way in ways)


def _hangs(title: Box, whole: Box, em: float, figure: Box) -> bool:
    """Say whether a plaque hangs right under a picture, no wider than it."""
    inside = figure.x0 - _OVER * em <= whole.x0 and whole.x1 <= figure.x1 + _OVER * em
    return inside and -em / 2 <= title.y0 - figure.y1 <= _NEAR * em


def _hangs_beside(whole: Box, em: float, figure: Box) -> bool:
    beside = 0 <= whole.x0 - figure.x1 <= _BESIDE * em or 0 <= figure.x0 - whole.x1 <= _BESIDE * em
    return beside and figure.y0 - em <= whole.y0 and whole.y1 <= figure.y1 + em


def _crowds(other: Box, whole: Box, gap: float, figures: Sequence[Box]) -> bool:
    """Say whether other text stands as near to a plaque as its own lines do; what is in a picture does not."""
    if any(other.share_in(figure) > 1 / 2 for figure in figures):
        return False
    return other.gap_x(whole) <= 0 and other.gap_y(whole) <= _WHITE * gap


def _box(block: Block) -> Box:
    return around(line.box for line in block)


def _em(*found: Block) -> float:
    return max(line.size for block in found for line in block)

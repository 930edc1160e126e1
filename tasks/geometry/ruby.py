"""Furigana, and the marks of kanbun: what is set small beside the line that it helps to read."""

from collections.abc import Sequence

from tasks.geometry.frames import reading_box
from tasks.japanese.script import KANA
from tasks.records.enums import Direction
from tasks.records.page import Line

_SMALL = 0.67
_TINY = 0.3
_NEAR = 0.3
_INTO = -0.45
_ALONG = 0.5
_MOSTLY = 0.85
_KAERITEN = frozenset("レ一二三四上中下甲乙丙天地人")


def mark_ruby(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with those that are furigana marked."""
    large = [line for line in lines if len(line.text) > 1]
    return [
        line.model_copy(update={"ruby": True})
        if _could_be(line) and any(_reads(line, base) for base in large)
        else line
        for line in lines
    ]


def _could_be(line: Line) -> bool:
    kana = len(KANA.findall(line.text))
    return (kana > 0 and kana >= _MOSTLY * len("".join(line.text.split()))) or _could_be_kaeriten(line)


def _could_be_kaeriten(line: Line) -> bool:
    return line.direction is Direction.VERTICAL and set(line.text) <= _KAERITEN


def _reads(small: Line, base: Line) -> bool:
    if base.direction is not small.direction or not _TINY * base.size <= small.size <= _SMALL * base.size:
        return False
    if _could_be_kaeriten(small):
        return base.box.gap_x(small.box) == 0 and base.box.gap_y(small.box) == 0
    above, below = (reading_box(line.box, line.direction) for line in (small, base))  # ruby is above its base
    gap = below.y0 - above.y1
    along = min(above.x1, below.x1) - max(above.x0, below.x0)
    return _INTO * small.size <= gap <= _NEAR * base.size and along >= _ALONG * above.width

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


def base_of(small: Line, lines: Sequence[Line]) -> int | None:
    """Return the place of the line that a furigana stands beside, the nearest one."""
    beside = [(_gap(small, base), at) for at, base in enumerate(lines) if _reads(small, base)]
    return min(beside)[1] if beside else None


def is_kaeriten(line: Line) -> bool:
    """Say whether a small line is marks of kanbun alone, which tell the order of reading and no sound."""
    return line.direction is Direction.VERTICAL and set(line.text) <= _KAERITEN


def _could_be(line: Line) -> bool:
    kana = len(KANA.findall(line.text))
    return (kana > 0 and kana >= _MOSTLY * len("".join(line.text.split()))) or is_kaeriten(line)


def _reads(small: Line, base: Line) -> bool:
    if base.direction is not small.direction or not _TINY * base.size <= small.size <= _SMALL * base.size:
        return False
    if is_kaeriten(small):
        return base.box.gap_x(small.box) == 0 and base.box.gap_y(small.box) == 0
    above, below = (reading_box(line.box, line.direction) for line in (small, base))
    along = min(above.x1, below.x1) - max(above.x0, below.x0)
    return _INTO * small.size <= _gap(small, base) <= _NEAR * base.size and along >= _ALONG * above.width


def _gap(small: Line, base: Line) -> float:
    """Return how far above its base a furigana stands, as the reader sees it."""
    above, below = (reading_box(line.box, line.direction) for line in (small, base))
    return below.y0 - above.y1

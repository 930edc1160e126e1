"""Words in the table that tesseract prints, put together to lines."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import median
from typing import NamedTuple

from tasks.engines.ocr.quads import UPRIGHT
from tasks.japanese.normalize import clean, join_lines
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import POINTS_PER_INCH, Box

WORD, FIELDS = "5", 12
"""The level of the rows that are words (others are blocks, paragraphs, lines), and how many fields a row has."""
LEAST_SURE = 0.3
"""Lines that the engine is less sure of are mostly its reading of pictures."""
LOOSE = 1.4
"""A line's box is so much thicker than its ink: engines that look for lines draw them so, and etoki cuts them."""
_SAME_SPOT = 0.5


class Word(NamedTuple):
    """A word as the table has it: which line it is in, and its box in pixels; confidence from 0 to 100."""

    line: tuple[str, ...]
    box: Box
    confidence: float
    text: str


def words_of(table: str) -> list[Word]:
    """Return the words of a table, tab-separated under one line of headings; what is blank or has no extent is none."""
    rows = (row.split("\t") for row in table.splitlines()[1:])
    words = [_word(row) for row in rows if row[0] == WORD and len(row) == FIELDS]
    return [word for word in words if word.text.strip() and word.box.area > 0]


def lines_of(words: Iterable[Word], sheet: Box, dpi: int) -> list[Line]:
    """Return the lines that the words stand in, boxes in points, none beyond ``sheet``, the picture in pixels."""
    return [_line(list(group), sheet, dpi) for _, group in groupby(words, key=lambda word: word.line)]


def sure(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that the engine is sure of, as far as it is ever."""
    return [line for line in lines if (line.confidence or 0.0) >= LEAST_SURE]


def is_column(line: Line) -> bool:
    """Say whether a line was read from top to bottom."""
    return line.direction is Direction.VERTICAL


def surer(rows: Sequence[Line], columns: Sequence[Line]) -> list[Line]:
    """Return the lines of two readings of a page; of what both read in one spot, the one that is surer of it."""
    kept = [column for column in columns if not any(_beats(row, column) for row in rows)]
    return [row for row in rows if not any(_meet(row, column) for column in kept)] + kept


def _word(row: Sequence[str]) -> Word:
    x, y, width, height = map(float, row[6:10])
    return Word(tuple(row[1:5]), Box(x, y, x + width, y + height), float(row[10]), clean(row[11]).strip())


def _line(words: Sequence[Word], sheet: Box, dpi: int) -> Line:
    text = join_lines(word.text for word in words)
    direction = _direction(words, text)
    box = Box(*(POINTS_PER_INCH / dpi * side for side in _along(words, direction).intersect(sheet))).rounded()
    size = max(0.1, round(box.width if direction is Direction.VERTICAL else box.height, 2))
    return Line(**box._asdict(), text=text, direction=direction, size=size, confidence=_confidence(words))


def _confidence(words: Sequence[Word]) -> float:
    """Return the mean over the characters, 0 to 1."""
    total = sum(len(word.text) for word in words)
    return round(max(0.0, sum(word.confidence * len(word.text) for word in words)) / total / 100, 4)


def _direction(words: Sequence[Word], text: str) -> Direction:
    whole = _around(words)
    is_tall = whole.height >= UPRIGHT * whole.width and len(text) > 1
    return Direction.VERTICAL if is_tall else Direction.HORIZONTAL


def _around(words: Sequence[Word]) -> Box:
    whole = words[0].box
    for word in words[1:]:
        whole = whole.union(word.box)
    return whole


def _along(words: Sequence[Word], direction: Direction) -> Box:
    """Return the box along a line, as thick as most of its words, and looser; some words reach over their ruby."""
    whole = _around(words)
    every = [word.box for word in words for _ in word.text]
    if direction is Direction.VERTICAL:
        x0, x1 = _loosened(median(box.x0 for box in every), median(box.x1 for box in every))
        return Box(x0, whole.y0, x1, whole.y1)
    y0, y1 = _loosened(median(box.y0 for box in every), median(box.y1 for box in every))
    return Box(whole.x0, y0, whole.x1, y1)


def _loosened(low: float, high: float) -> tuple[float, float]:
    middle, half = (low + high) / 2, LOOSE * (high - low) / 2
    return middle - half, middle + half


def _beats(row: Line, column: Line) -> bool:
    return _meet(row, column) and (row.confidence or 0.0) > (column.confidence or 0.0)


def _meet(one: Line, other: Line) -> bool:
    return max(one.box.share_in(other.box), other.box.share_in(one.box)) > _SAME_SPOT

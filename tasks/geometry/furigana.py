"""Furigana told word by word: which characters each small reading stands beside."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tasks.geometry.frames import reading_box
from tasks.geometry.pieces import around
from tasks.geometry.ruby import base_of, is_kaeriten
from tasks.japanese.script import Script, script_of
from tasks.records.enums import Direction, RegionKind
from tasks.records.page import Line, Page
from tasks.records.record import Box
from tasks.records.region import Region, Ruby

_TOUCHING = 0.35
"""Kana of one reading stand at most this far apart, in their own ems, unless they are spread over their base."""
_WIDEST = 3.0
"""Kana that are spread stand at most this far apart."""
_SMALLER, _LARGER = 0.75, 1.4
"""A line's glyphs are between these multiples of its size."""
_SHORT, _LONG = 0.5, 0.3
"""What it costs a base, for each em, to be shorter than its reading, and longer."""
_BESIDE = 0.6
"""A reading stands beside its base with this share of the shorter one."""
_INSIDE = 0.8
_LONGEST = 12
_NO_SOUND = frozenset("・ーｰ･")


class Sign(NamedTuple):
    """A character, the box where it stands on the page, and its size in points."""

    text: str
    box: Box
    size: float


class _Cell(NamedTuple):
    """A sign with where it begins and ends along its line."""

    sign: Sign
    start: float
    end: float


def furigana(page: Page, lines: Sequence[Line], regions: Sequence[Region], signs: Sequence[Sign] = ()) -> list[Ruby]:
    """Return the readings on a page with their bases, each in the text region that holds its base.

    ``signs`` are the glyphs of the page; without them a line is taken to be set in cells of equal width.
    """
    homes = [region for region in regions if region.text and region.kind is not RegionKind.RUBY]
    is_kanbun = any(line.ruby and is_kaeriten(line) for line in lines)
    made = []
    for base, small in _by_base(lines):
        kana = [_sounds(_cells(line, signs), is_kanbun=is_kanbun) for line in small]
        for reading, word in _readings(_cells(base, signs), kana, base.size):
            home = _home(around(cell.sign.box for cell in word), homes)
            if home is not None:
                box = around(cell.sign.box for cell in reading).rounded()
                texts = {"base": _text(word), "reading": _text(reading)}
                made.append(Ruby(**box._asdict(), doc_id=page.doc_id, region_id=home.region_id, **texts))
    return sorted(made, key=lambda ruby: (*ruby.box, ruby.reading))


def _by_base(lines: Sequence[Line]) -> list[tuple[Line, list[Line]]]:
    """Return the lines that furigana stand beside, each with its furigana; marks of kanbun are none."""
    large = [line for line in lines if not line.ruby]
    found: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.ruby and not is_kaeriten(line) and (at := base_of(line, large)) is not None:
            found[at].append(line)
    return [(large[at], found[at]) for at in sorted(found)]


def _cells(line: Line, signs: Sequence[Sign]) -> list[_Cell]:
    """Return the characters of a line in reading order, spaces apart."""
    own = [sign for sign in signs if _is_of(sign, line)] or _equal_signs(line)
    boxes = [reading_box(sign.box, line.direction) for sign in own]
    return sorted(
        (_Cell(sign, box.x0, box.x1) for sign, box in zip(own, boxes, strict=True)), key=lambda cell: cell.start
    )


def _is_of(sign: Sign, line: Line) -> bool:
    x, y = sign.box.centre
    in_size = _SMALLER * line.size <= sign.size <= _LARGER * line.size
    return in_size and line.x0 <= x <= line.x1 and line.y0 <= y <= line.y1


def _sounds(cells: list[_Cell], *, is_kanbun: bool) -> list[_Cell]:
    """Return what tells how kanji are read; katakana in kanbun are endings to be added."""
    return [cell for cell in cells if _is_hiragana(cell.sign.text)] if is_kanbun else cells


def _is_hiragana(text: str) -> bool:
    return "ぁ" <= text <= "ゖ"


def _equal_signs(line: Line) -> list[Sign]:
    """Divide a line's box by the width that each of its characters has by its kind."""
    widths = [1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in line.text]
    long = line.box.height if line.direction is Direction.VERTICAL else line.box.width
    step, at, signs = long / max(sum(widths), 0.5), 0.0, []
    for char, width in zip(line.text, widths, strict=True):
        start, end = at * step, (at + width) * step
        if not char.isspace():
            signs.append(Sign(char, _stretch(line, start, end), line.size))
        at += width
    return signs


def _stretch(line: Line, start: float, end: float) -> Box:
    if line.direction is Direction.VERTICAL:
        return Box(line.x0, line.y0 + start, line.x1, line.y0 + end)
    return Box(line.x0 + start, line.y0, line.x0 + end, line.y1)


def _readings(
    cells: Sequence[_Cell], small: Sequence[Sequence[_Cell]], em: float
) -> Iterator[tuple[list[_Cell], list[_Cell]]]:
    """Yield each reading with its base."""
    runs = _runs(cells)
    for reading in _spread([part for line in small for part in _touching(line)], runs):
        word = _base(reading, runs, em)
        if word and any(script_of(cell.sign.text[0]) is Script.KANA and not _is_mute(cell) for cell in reading):
            yield reading, word


def _is_mute(cell: _Cell) -> bool:
    """Say whether a sign has no sound of its own: dots for stress are no reading."""
    return cell.sign.text in _NO_SOUND


def _runs(cells: Sequence[_Cell]) -> list[list[_Cell]]:
    """Return the stretches of a line between its hiragana and punctuation."""
    runs: list[list[_Cell]] = [[]]
    for cell in cells:
        if _may_be_read(cell.sign.text):
            runs[-1].append(cell)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _may_be_read(text: str) -> bool:
    return not _is_hiragana(text) and (text in "々〆〇ヶ" or unicodedata.category(text[0])[0] in "LN")


def _touching(line: Sequence[_Cell]) -> list[list[_Cell]]:
    if not line:
        return []
    parts = [[line[0]]]
    for left, right in pairwise(line):
        if right.start - left.end > _TOUCHING * right.sign.size:
            parts.append([])
        parts[-1].append(right)
    return parts


def _spread(parts: Sequence[list[_Cell]], runs: Sequence[Sequence[_Cell]]) -> list[list[_Cell]]:
    """Join lone kana that are spread over one stretch of the base."""
    joined: list[list[_Cell]] = []
    lone = None
    for part in sorted(parts, key=lambda part: part[0].start):
        run = next((at for at, run in enumerate(runs) if run[0].start <= _middle(part) <= run[-1].end), None)
        if len(part) == 1 and run is not None and run == lone and _is_near(joined[-1][-1], part[0]):
            joined[-1] += part
        else:
            joined.append(list(part))
        lone = run if len(part) == 1 else None
    return joined


def _is_near(left: _Cell, right: _Cell) -> bool:
    return right.start - left.end <= _WIDEST * right.sign.size


def _middle(cells: Sequence[_Cell]) -> float:
    return (cells[0].start + cells[-1].end) / 2


def _base(reading: Sequence[_Cell], runs: Sequence[Sequence[_Cell]], em: float) -> list[_Cell]:
    """Return the part of a stretch that a reading is set to the middle of, about as long as the reading."""
    words = [word for run in runs for word in _words(run) if _is_beside(reading, word)]
    return min(words, key=lambda word: (_cost(reading, word, em), word[0].start), default=[])


def _words(run: Sequence[_Cell]) -> Iterator[list[_Cell]]:
    """Yield the parts of a stretch that cut no word of Latin letters or figures."""
    for start in range(len(run)):
        if start and _is_one(run[start - 1], run[start]):
            continue
        for end in range(start + 1, min(len(run), start + _LONGEST) + 1):
            if end == len(run) or not _is_one(run[end - 1], run[end]):
                yield list(run[start:end])


def _is_one(left: _Cell, right: _Cell) -> bool:
    return left.sign.text.isascii() and right.sign.text.isascii()


def _is_beside(reading: Sequence[_Cell], word: Sequence[_Cell]) -> bool:
    common = min(reading[-1].end, word[-1].end) - max(reading[0].start, word[0].start)
    return common >= _BESIDE * min(_length(reading), _length(word))


def _cost(reading: Sequence[_Cell], word: Sequence[_Cell], em: float) -> float:
    longer = _length(word) - _length(reading)
    size = max(_LONG * longer, -_SHORT * longer)
    return round((abs(_middle(word) - _middle(reading)) + size) / em, 3)


def _length(cells: Sequence[_Cell]) -> float:
    return cells[-1].end - cells[0].start


def _text(cells: Sequence[_Cell]) -> str:
    return "".join(cell.sign.text for cell in cells)


def _home(base: Box, regions: Sequence[Region]) -> Region | None:
    """Return the smallest region that holds a base."""
    around_it = [region for region in regions if base.share_in(region.box) >= _INSIDE]
    return min(around_it, key=lambda region: (region.box.area, region.region_id), default=None)

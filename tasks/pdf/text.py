"""Printed lines, from the text layer of a page."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter

import pymupdf

from tasks.geometry.pieces import Piece, Turn, around
from tasks.geometry.rows import rows
from tasks.geometry.ruby import mark_ruby
from tasks.geometry.stacks import stacks, written_down
from tasks.japanese.script import is_japanese
from tasks.pdf.glyphs import pieces
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import Box

_left = itemgetter(0)
_SAME_PLACE = 0.3
_BEHIND_A_SCAN = 3
_JAPANESE_SPACE = 0.6
_LATIN_SPACE = 0.18


def lines_of(page: pymupdf.Page) -> list[Line]:
    """Return the lines of a page; those set twice, unseen or off the page are dropped."""
    sheet = Box(0, 0, page.rect.width, page.rect.height)
    return set_in_lines(piece for piece in pieces(page) if _is_on(sheet, piece.box))


def set_in_lines(given: Iterable[Piece]) -> list[Line]:
    """Return the lines that the pieces make up; what is set twice or unseen is dropped."""
    found = _printed(_once(given))
    down, rest = stacks(found)
    turned = [[piece] for piece in rest if piece.turn is not Turn.RIGHT]
    made = [(_line(stack, Direction.VERTICAL), stack) for stack in (*down, *turned)]
    made += [(_line(row, Direction.HORIZONTAL), row) for row in rows(rest)]
    made.sort(key=lambda one: (one[0].y0, one[0].x0, one[0].y1, one[0].x1, one[0].text))
    marked = mark_ruby([line for line, _ in made])
    return [_with_blanks(line, run, found) for line, (_, run) in zip(marked, made, strict=True)]


def _with_blanks(line: Line, run: Sequence[Piece], found: Sequence[Piece]) -> Line:
    """Put the blanks of a vertical line where it has gaps; ruby follows its base instead."""
    if line.ruby or line.direction is Direction.HORIZONTAL:
        return line
    return line.model_copy(update={"text": written_down(list(run), found)})


def _is_on(sheet: Box, box: Box) -> bool:
    x, y = box.centre
    return sheet.x0 <= x <= sheet.x1 and sheet.y0 <= y <= sheet.y1


def _printed(found: Sequence[Piece]) -> list[Piece]:
    """Drop what no ink shows, unless that is the page's text: what stands behind a scan reads it."""
    visible = [piece for piece in found if piece.visible]
    shown, all_of_it = _length(visible), _length(found)
    return visible if shown * _BEHIND_A_SCAN > all_of_it - shown else list(found)


def _length(found: Iterable[Piece]) -> int:
    return sum(len(piece.text.strip()) for piece in found)


def _once(found: Iterable[Piece]) -> list[Piece]:
    """Drop a run that is set a second time at its place, as shadows and makeshift bold are."""
    kept: list[Piece] = []
    at: dict[str, list[Box]] = {}
    for piece in found:
        same = at.setdefault(piece.text, [])
        if not _is_near_one(piece, same):
            insort(same, piece.box)
            kept.append(piece)
    return kept


def _is_near_one(piece: Piece, boxes: Sequence[Box]) -> bool:
    """Say whether one of the boxes, sorted from left to right, is the piece's, within a part of its size."""
    reach = _SAME_PLACE * piece.size
    left, right = piece.box.x0 - 1.01 * reach, piece.box.x0 + 1.01 * reach  # what rounding leaves open is asked below
    near = boxes[bisect_left(boxes, left, key=_left) : bisect_right(boxes, right, key=_left)]
    return any(_is_same_place(piece.box, box, reach) for box in near)


def _is_same_place(one: Box, other: Box, reach: float) -> bool:
    return all(abs(mine - its) <= reach for mine, its in zip(one, other, strict=True))


def _line(run: Sequence[Piece], direction: Direction) -> Line:
    main = max(run, key=lambda piece: (len(piece.text), piece.size))
    bold = sum(len(piece.text) for piece in run if piece.bold)
    text = _joined(run) if direction is Direction.HORIZONTAL else "".join(piece.text for piece in run)
    box = around(piece.box for piece in run).rounded()
    return Line(
        **box._asdict(),
        text=text,
        direction=direction,
        size=round(main.size, 2),
        font=main.font,
        bold=2 * bold > len(text),
        colour=main.colour,
    )


def _joined(run: Sequence[Piece]) -> str:
    text = run[0].text
    for left, right in pairwise(run):
        size = max(left.size, right.size)
        tight = is_japanese(text[-1]) or is_japanese(right.text[0])
        limit = _JAPANESE_SPACE if tight else _LATIN_SPACE
        text += (" " if right.box.x0 - left.box.x1 > limit * size else "") + right.text
    return text

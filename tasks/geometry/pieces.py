"""Runs of glyphs that a PDF sets in one go, before they are lines."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum, auto
from typing import NamedTuple

from tasks.japanese.normalize import clean
from tasks.japanese.script import is_japanese
from tasks.records.record import Box

WIDE_GAP = 1.5
"""A gap of this many ems inside one run of glyphs divides it."""
_SPACE_GAP = 2.2
_IDEOGRAPHIC_GAP = 3.2
_STEP = 0.3
BLANK = "\u3000"
"""The ideographic space, as wide and as tall as a glyph."""


class Turn(StrEnum):
    """Where a glyph's reading side points on the page as displayed."""

    RIGHT = auto()
    DOWN = auto()
    UP = auto()
    LEFT = auto()


class Glyph(NamedTuple):
    """One character with its em box: as wide as its advance, as tall as its type; ``colour`` is sRGB as 0xRRGGBB."""

    character: str
    box: Box
    size: float
    font: str
    bold: bool
    visible: bool
    colour: int = 0


class Piece(NamedTuple):
    """Neighbouring glyphs on one baseline; ``order`` is the place of the run in the file."""

    text: str
    box: Box
    size: float
    font: str
    bold: bool
    turn: Turn
    order: int
    visible: bool
    colour: int = 0

    @property
    def is_blank(self) -> bool:
        """Say whether it only keeps glyphs apart."""
        return not self.text.strip()


def pieces_of(glyphs: Sequence[Glyph], turn: Turn, order: int) -> list[Piece]:
    """Divide one run of glyphs at wide gaps; spaces at the ends are dropped.

    A lone ideographic space is a piece: files that set vertical text glyph by glyph set the space so, too.
    """
    if len(glyphs) == 1 and glyphs[0].character == BLANK:
        return [_piece(glyphs, turn, order)._replace(text=BLANK)]
    pieces = [_piece(part, turn, order) for part in _parts(glyphs, turn)]
    return [piece for piece in pieces if piece.text]


def _parts(glyphs: Sequence[Glyph], turn: Turn) -> list[list[Glyph]]:
    parts: list[list[Glyph]] = [[]]
    spaces: list[Glyph] = []
    for glyph in glyphs:
        if glyph.character.isspace():
            spaces.append(glyph)
            continue
        if parts[-1]:
            if _is_apart(parts[-1][-1], glyph, spaces, turn):
                parts.append([])
            else:
                parts[-1] += spaces
        spaces = []
        parts[-1].append(glyph)
    return [part for part in parts if part]


def _is_apart(left: Glyph, right: Glyph, spaces: Sequence[Glyph], turn: Turn) -> bool:
    size = max(left.size, right.size)
    limit = WIDE_GAP
    if spaces:
        limit = _IDEOGRAPHIC_GAP if all(space.character == "\u3000" for space in spaces) else _SPACE_GAP
    return _gap(left.box, right.box, turn) > limit * size or _steps_down(left, right, turn)


def _steps_down(left: Glyph, right: Glyph, turn: Turn) -> bool:
    """Say whether a mark leaves its baseline: in vertical text set flat it belongs to the column, not to a row."""
    step = abs(left.box.y1 - right.box.y1)
    return turn is Turn.RIGHT and right.size == left.size and step > _STEP * right.size and is_japanese(right.character)


def _gap(left: Box, right: Box, turn: Turn) -> float:
    match turn:
        case Turn.RIGHT:
            return right.x0 - left.x1
        case Turn.LEFT:
            return left.x0 - right.x1
        case Turn.DOWN:
            return right.y0 - left.y1
        case Turn.UP:
            return left.y0 - right.y1


def _piece(glyphs: Sequence[Glyph], turn: Turn, order: int) -> Piece:
    sizes = Counter(round(glyph.size, 2) for glyph in glyphs)
    fonts = Counter(glyph.font for glyph in glyphs)
    colours = Counter(glyph.colour for glyph in glyphs)
    return Piece(
        text=clean("".join(glyph.character for glyph in glyphs)).strip(),
        box=around(glyph.box for glyph in glyphs),
        size=max(sizes, key=lambda size: (sizes[size], size)),
        font=max(fonts, key=lambda font: (fonts[font], font)),
        bold=2 * sum(glyph.bold for glyph in glyphs) > len(glyphs),
        turn=turn,
        order=order,
        visible=2 * sum(glyph.visible for glyph in glyphs) > len(glyphs),
        colour=max(colours, key=lambda colour: (colours[colour], colour)),
    )


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all of ``boxes``, of which there is at least one."""
    x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
    return Box(min(x0s), min(y0s), max(x1s), max(y1s))

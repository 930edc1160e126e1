"""The glyphs of a page's text layer, in the coordinates of the page as displayed."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import pymupdf

from tasks.geometry.furigana import Sign
from tasks.geometry.pieces import Glyph, Piece, Turn, pieces_of
from tasks.japanese.normalize import clean, drop_set_spaces
from tasks.records.record import Box

# Ligatures are taken apart; what a font does not map stays U+FFFD instead of a glyph number.
_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
_ASCENT, _DESCENT = 0.86, 0.14
_FONT_IS_BOLD = 1 << 4
_SYNTHETIC_BOLD = 1 << 3
_PAINTED = 1 << 4 | 1 << 5
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|-w[6-9]|[-,](?:eb|db|ub|b|h)$|futogo|futomin|gothicbbb", re.IGNORECASE)
_NAMELESS = "Type3 ("
"""How MuPDF calls a font by its object: one typeface is often cut into several such fonts."""
_STRAIGHT = 0.02
_TOO_LARGE, _TOO_SMALL = 2.5, 0.3


class Run(NamedTuple):
    """Glyphs that a file sets in one go, spaces included; ``order`` is their place in the file."""

    glyphs: list[Glyph]
    turn: Turn
    order: int


def pieces(page: pymupdf.Page) -> list[Piece]:
    """Return the runs of glyphs of a page in the order of the file, divided at wide gaps."""
    return [piece for run in runs(page) for piece in pieces_of(*run)]


def signs_of(page: pymupdf.Page) -> list[Sign]:
    """Return the characters of a page, spaces apart, each with its box: clean, one glyph at a time."""
    glyphs = (glyph for run in runs(page) for glyph in run.glyphs)
    return [Sign(text, glyph.box, glyph.size) for glyph in glyphs if (text := clean(glyph.character).strip())]


def runs(page: pymupdf.Page) -> Iterator[Run]:
    """Yield the straight runs of glyphs of a page in the order of the file."""
    matrix = page.rotation_matrix if page.rotation else None
    for order, line in enumerate(_lines(page)):
        turn = _turn(line["dir"], matrix)
        glyphs = list(_glyphs(line, matrix))
        if turn is Turn.LEFT and len(glyphs) == 1:
            turn = Turn.RIGHT  # a mirrored letter in a logo, not a line upside down
        if glyphs and turn is not None:
            yield Run(glyphs, turn, order)


def _lines(page: pymupdf.Page) -> Iterator[dict[str, Any]]:
    for block in page.get_text("rawdict", flags=_FLAGS)["blocks"]:
        yield from block.get("lines", ())


def _turn(direction: tuple[float, float], matrix: pymupdf.Matrix | None) -> Turn | None:
    """Return where a baseline points, None where it lies askew: watermarks and lettering are no lines."""
    dx, dy = direction
    if matrix is not None:
        dx, dy = dx * matrix.a + dy * matrix.c, dx * matrix.b + dy * matrix.d
    if abs(dy) <= _STRAIGHT:
        return Turn.RIGHT if dx > 0 else Turn.LEFT
    if abs(dx) <= _STRAIGHT:
        return Turn.DOWN if dy > 0 else Turn.UP
    return None


def _glyphs(line: dict[str, Any], matrix: pymupdf.Matrix | None) -> Iterator[Glyph]:
    spans = line["spans"]
    chars = [char for span in spans for char in span["chars"]]
    keep = iter(drop_set_spaces([char["c"] for char in chars], [char["synthetic"] for char in chars]))
    for span in spans:
        bold = _is_bold(span["font"], span["flags"], span["char_flags"])
        font = "" if span["font"].startswith(_NAMELESS) else span["font"]
        # Transparent text is kept: it lies over lettering that a program drew as shapes for an effect.
        visible = bool(span["char_flags"] & _PAINTED)
        for char in span["chars"]:
            if next(keep):
                box = _em_box(char, span["size"], line["dir"], upright=line["wmode"] == 1)
                shown = box if matrix is None else _turned(box, matrix)
                size = _em(span["size"], box)
                yield Glyph(char["c"], shown, size, font, bold, visible, span["color"])


@lru_cache(maxsize=1024)
def _is_bold(font: str, flags: int, char_flags: int) -> bool:
    return bool(flags & _FONT_IS_BOLD or char_flags & _SYNTHETIC_BOLD or _BOLD_NAME.search(font))


def _em_box(char: dict[str, Any], size: float, direction: tuple[float, float], *, upright: bool) -> Box:
    """Return the glyph's box, as tall as its type: fonts' own ascents make boxes of 24 points around 10."""
    x0, y0, x1, y1 = char["bbox"]
    if upright:
        # MuPDF's box of a glyph in vertical mode starts on the baseline that the glyph would have lying flat.
        return Box(x0, y0 - _ASCENT * size, x1, y0 + _DESCENT * size)
    if _lies(Box(x0, y0, x1, y1), size):
        return Box(x0, y0, x1, y1)
    ox, oy = char["origin"]
    dx, dy = direction
    if dx > _STRAIGHT:
        return Box(x0, oy - _ASCENT * size, x1, oy + _DESCENT * size)
    if dx < -_STRAIGHT:
        return Box(x0, y0, x1, y1)
    if dy < 0:
        return Box(ox - _ASCENT * size, y0, ox + _DESCENT * size, y1)
    return Box(ox - _DESCENT * size, y0, ox + _ASCENT * size, y1)


def _em(size: float, box: Box) -> float:
    return max(box.width, box.height, 1.0) if _lies(box, size) else size


def _lies(box: Box, size: float) -> bool:
    """Say whether a stated size has nothing to do with the glyph, as in Type 3 fonts."""
    return min(box.width, box.height) > _TOO_LARGE * size or max(box.width, box.height) < _TOO_SMALL * size


def _turned(box: Box, matrix: pymupdf.Matrix) -> Box:
    xs = (box.x0 * matrix.a + box.y0 * matrix.c + matrix.e, box.x1 * matrix.a + box.y1 * matrix.c + matrix.e)
    ys = (box.x0 * matrix.b + box.y0 * matrix.d + matrix.f, box.x1 * matrix.b + box.y1 * matrix.d + matrix.f)
    return Box(min(xs), min(ys), max(xs), max(ys))

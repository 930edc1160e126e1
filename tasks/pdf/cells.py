"""What is written in the cells of a table, glyph by glyph: a line of the page may run through several cells."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tasks.geometry.columns import Word
from tasks.geometry.lattice import Lattice
from tasks.geometry.pieces import Glyph, Turn, around, pieces_of
from tasks.japanese.normalize import join_lines
from tasks.pdf.glyphs import Run
from tasks.pdf.text import set_in_lines
from tasks.records.enums import Direction
from tasks.records.page import Line

WORD_GAP = 0.3
"""White of this many ems parts words."""


def words_of(written: Iterable[Run]) -> list[Word]:
    """Return the words of the runs: those of Japanese text end where there is white."""
    return [word for run in written for word in _words(run)]


def _words(run: Run) -> Iterator[Word]:
    """Yield the words of a run that reads to the right; others by the whole."""
    part: list[Glyph] = []
    for glyph in run.glyphs:
        if glyph.character.isspace():
            continue
        if part and run.turn is Turn.RIGHT and glyph.box.x0 - part[-1].box.x1 > WORD_GAP * glyph.size:
            yield _word(part)
            part = []
        part.append(glyph)
    if part:
        yield _word(part)


def _word(glyphs: Sequence[Glyph]) -> Word:
    text = "".join(glyph.character for glyph in glyphs)
    return Word(text, around(glyph.box for glyph in glyphs), glyphs[0].size)


def cell_texts(lattice: Lattice, written: Iterable[Run]) -> list[str]:
    """Return the text of each cell of a grid, its lines joined."""
    owners = _owners(lattice)
    parts: defaultdict[int, list[Run]] = defaultdict(list)
    for run in written:
        for owner, part in _by_cell(run, lattice, owners):
            parts[owner].append(part)
    return [_text(parts[at]) for at in range(len(lattice.cells))]


def _owners(lattice: Lattice) -> dict[tuple[int, int], int]:
    """Return which cell each place of the grid belongs to."""
    return {
        (row, column): at
        for at, span in enumerate(lattice.cells)
        for row in range(span.row, span.row_end)
        for column in range(span.column, span.column_end)
    }


def _by_cell(run: Run, lattice: Lattice, owners: dict[tuple[int, int], int]) -> Iterator[tuple[int, Run]]:
    """Yield the parts of a run that lie in one cell each."""
    part: list[Glyph] = []
    owner: int | None = None
    for glyph in run.glyphs:
        x, y = glyph.box.centre
        here = owners.get((bisect_right(lattice.ys, y) - 1, bisect_right(lattice.xs, x) - 1))
        if here != owner:
            if owner is not None:
                yield owner, run._replace(glyphs=part)
            part, owner = [], here
        part.append(glyph)
    if owner is not None:
        yield owner, run._replace(glyphs=part)


def _text(parts: Sequence[Run]) -> str:
    lines = set_in_lines(piece for part in parts for piece in pieces_of(*part))
    written = sorted((line for line in lines if not line.ruby), key=_reading)
    return join_lines(line.text.strip() for line in written)


def _reading(line: Line) -> tuple[float, float]:
    """Order lines from top to bottom, columns of vertical text from right to left."""
    return (-line.x1, line.y0) if line.direction is Direction.VERTICAL else (round(line.box.centre[1] / 3), line.x0)

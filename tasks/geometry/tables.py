"""What a table is: cells in rows and columns, with their text."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from tasks.geometry.lattice import Span
from tasks.records.record import Box

LEAST_FILLED = 0.25
"""At least this share of a table's cells has text."""
ROWS_FILLED = 0.5
"""And so do this share of its rows."""
LONGEST_CELL = 160
"""The middle one of a table's cells has at most so many characters: longer ones are columns of running text."""
NAMED = 3
"""A chart in a table has so many cells with text in its first row and in its first column."""
FEW_CELLS, MOST_TEXT = 6, 250
"""So few cells, one of them with so many characters, lay out a page."""

LEAST_ROWS, ROWS_ACROSS = 2, 0.6
"""A table that is only seen has so many rows with two cells or more, and this share of its rows …"""
SHORT_CELL = 20
"""… cells of about this many characters at most, …"""
RUNNING, ROWS_RUNNING = 25, 0.2
"""… and lines of so many characters, alone in their row, in no more than this share of the rows."""


class Cell(NamedTuple):
    """A cell: where it lies, its text on one line, its first row and column, and one past its last."""

    box: Box
    text: str
    row: int
    column: int
    row_end: int
    column_end: int


class Table(NamedTuple):
    """A table with its cells in reading order; merged cells are there once."""

    box: Box
    cells: tuple[Cell, ...]

    @property
    def rows(self) -> list[list[Cell]]:
        """Return the cells that begin in each row, from left to right."""
        return [[cell for cell in self.cells if cell.row == row] for row in range(self._ends[0])]

    @property
    def text(self) -> str:
        """Return the rows a line each, cells parted by tabs; a merged cell stands in its first place."""
        grid = [[""] * self._ends[1] for _ in range(self._ends[0])]
        for cell in self.cells:
            grid[cell.row][cell.column] = cell.text
        return tabbed(grid)

    @property
    def _ends(self) -> tuple[int, int]:
        return max(cell.row_end for cell in self.cells), max(cell.column_end for cell in self.cells)


def tabbed(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of texts as lines with tabs; rows and columns without any text are left out."""
    written = [row for row in rows if any(row)]
    columns = [column for column in zip(*written, strict=True) if any(column)]
    return "\n".join("\t".join(row) for row in zip(*columns, strict=True))


def is_tabular(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether rows of texts stand in columns, as those of a table do, and those of a listing or a page do not."""
    written = [[cell for cell in row if cell] for row in rows if any(row)]
    across = [row for row in written if len(row) > 1]
    lengths = [len(cell) for row in written for cell in row]
    if len(across) < LEAST_ROWS or len(across) < ROWS_ACROSS * len(written):
        return False
    alone = sum(len(row) == 1 and len(row[0]) >= RUNNING for row in written)
    return median(lengths) <= SHORT_CELL and alone <= ROWS_RUNNING * len(written)


def table_of(spans: Sequence[Span], texts: Sequence[str], box: Box) -> Table | None:
    """Return the table that the spans and their texts make, None where they are no table."""
    cells = [Cell(span.box, text, *span[1:]) for span, text in zip(spans, texts, strict=True)]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Table(box, tuple(cells)) if _is_table(cells) else None


def _is_table(cells: Sequence[Cell]) -> bool:
    filled = [cell for cell in cells if cell.text]
    rows, columns = {cell.row for cell in filled}, {cell.column for cell in filled}
    if len(rows) < 2 or len(columns) < 2:  # noqa: PLR2004
        return False
    if len(filled) < LEAST_FILLED * len(cells) or len(rows) < ROWS_FILLED * len({cell.row for cell in cells}):
        return False
    return _goes_across(filled) and not _is_layout(filled)


def _goes_across(filled: Sequence[Cell]) -> bool:
    """Say whether two rows have two cells with text, or a head and a stub name what is not written but drawn."""
    rows = [cell.row for cell in filled]
    named = rows.count(0), sum(cell.column == 0 for cell in filled)
    return sum(rows.count(row) > 1 for row in set(rows)) > 1 or min(named) >= NAMED


def _is_layout(filled: Sequence[Cell]) -> bool:
    lengths = [len(cell.text) for cell in filled]
    return median(lengths) > LONGEST_CELL or (len(filled) < FEW_CELLS and max(lengths) > MOST_TEXT)

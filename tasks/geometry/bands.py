"""Rules above each other that may be those of a table without rules down the page."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from tasks.geometry.columns import Row, Ruled, Word, rows_of
from tasks.geometry.decoys import LISTING
from tasks.geometry.lattice import Lattice, lattice_of
from tasks.geometry.rules import TOUCH, Rule, Ruling, places
from tasks.geometry.texts import Text
from tasks.records.record import Box

SAME_ENDS = 4.0
"""The rules of one table begin and end within this many points of each other."""
SHORTEST = 60.0
"""A rule of an open table is at least so long, in points."""
BOX_HEIGHT = 40.0
"""A closed box without rules inside, of this height in points, is a frame around text, no row of a table."""
WHITE = 1.0
"""Words of two columns are at least this many ems apart."""
FULL = 0.5
"""A line without such white, over this share of the width, is running text."""
RUNNING, COLUMN_ROWS = 15, 6
"""Two parts of so many characters side by side, in most of so many rows, are columns of running text."""
LOOSE = 3.5
"""White between two lines of one band, in ems, at most."""
CAPTION_GAP = 30.0
"""A table's caption is at most this far from it, in points."""
STRIPE = 1.6
"""A row between two shaded ones is at most so many times as high as the highest of those."""


def grids(ruled: Iterable[Ruling], most_cells: int) -> list[tuple[Ruling, Lattice]]:
    """Return the rulings that divide a rectangle into rows and columns; none of more than ``most_cells``."""
    found = []
    for ruling in ruled:
        across, down = places(r.at for r in ruling.across), places(r.at for r in ruling.down)
        if len(across) < 2 or not down or len(across) + len(down) < 5 or len(across) * len(down) > most_cells:  # noqa: PLR2004
            continue
        lattice = lattice_of(ruling)
        if lattice and len(lattice.ys) > 2 and len(lattice.xs) > 2:  # noqa: PLR2004
            found.append((ruling, lattice))
    return found


def stacks(ruled: Iterable[Ruling]) -> list[list[Rule]]:
    """Return the rules across the page that begin and end alike, from top to bottom, at least two together."""
    rules = sorted(rule for ruling in ruled if not _is_box(ruling) for rule in ruling.across if rule.length >= SHORTEST)
    found: list[list[Rule]] = []
    for rule in rules:
        for stack in found:
            if abs(stack[0].start - rule.start) <= SAME_ENDS and abs(stack[0].end - rule.end) <= SAME_ENDS:
                stack.append(rule)
                break
        else:
            found.append([rule])
    return [stack for stack in found if len(stack) > 1]


def striped(ruled: Iterable[Ruling], words: Sequence[Word]) -> list[Ruling]:
    """Return the rulings that are only the shaded rows of a table: what stands between them is a row as well."""
    piles: list[list[Ruling]] = []
    rows = [ruling for ruling in ruled if len(ruling.across) > 1 and ruling.box.width >= SHORTEST]
    for ruling in sorted(rows, key=lambda ruling: ruling.box.y0):
        pile = next((pile for pile in piles if _goes_on(pile[-1], ruling, words)), None)
        if pile is None:
            piles.append([ruling])
        else:
            pile.append(ruling)
    return [ruling for pile in piles if len(pile) > 1 for ruling in pile]


def _goes_on(upper: Ruling, lower: Ruling, words: Sequence[Word]) -> bool:
    """Say whether two shaded rows are as wide, with one row in columns between them."""
    a, b = upper.box, lower.box
    if (
        abs(a.x0 - b.x0) > SAME_ENDS
        or abs(a.x1 - b.x1) > SAME_ENDS
        or not 0 < b.y0 - a.y1 <= STRIPE * _highest_row(upper, lower)
    ):
        return False
    between = [word for word in words if word.box.share_in(Box(a.x0, a.y1, a.x1, b.y0)) > FULL]
    return any(_has_white(row) for row in rows_of(between))


def _highest_row(*rulings: Ruling) -> float:
    edges = [places(rule.at for rule in ruling.across) for ruling in rulings]
    return max((end - top for ys in edges for top, end in pairwise(ys)), default=0.0)


def _is_box(ruling: Ruling) -> bool:
    """Say whether rules close a box that is empty of rules and higher than a row."""
    across = places(rule.at for rule in ruling.across)
    return bool(ruling.down) and len(across) <= 2 and ruling.box.height > BOX_HEIGHT  # noqa: PLR2004


def open_tables(stack: Sequence[Rule], words: Sequence[Word], texts: Sequence[Text]) -> list[Ruled]:
    """Return the rules of what may be tables: neighbouring bands whose text stands in columns."""
    x0, x1 = min(rule.start for rule in stack), max(rule.end for rule in stack)
    inside = [word for word in words if x0 - TOUCH <= word.box.centre[0] <= x1 + TOUCH]
    captions = [text.box for text in texts if text.is_caption]
    ys = places(rule.at for rule in stack)
    runs: list[list[float]] = [[ys[0]]]
    for top, end in pairwise(ys):
        if _is_tabular(Box(x0, top, x1, end), inside, captions):
            runs[-1].append(end)
        else:
            runs.append([end])
    named = [box for text, box in zip((t for t in texts if t.is_caption), captions, strict=True) if _names_table(text)]
    return [
        Ruled(Box(x0, run[0], x1, run[-1]), run)
        for run in runs
        if len(run) > 2 or (len(run) == 2 and _is_called(Box(x0, run[0], x1, run[1]), named))  # noqa: PLR2004
    ]


def _names_table(text: Text) -> bool:
    return text.cue is not None and text.cue.word != LISTING and not text.names_figure


def _is_called(box: Box, captions: Iterable[Box]) -> bool:
    return any(caption.gap_y(box) <= CAPTION_GAP and caption.overlap_x(box) > 0 for caption in captions)


def _is_tabular(band: Box, words: Sequence[Word], captions: Iterable[Box]) -> bool:
    """Say whether the text between two rules may be rows of a table."""
    inside = [word for word in words if band.y0 <= word.box.centre[1] < band.y1]
    if not inside or any(caption.share_in(band) > FULL for caption in captions):
        return False
    rows = rows_of(inside)
    if _has_holes(band, rows) or _are_columns_of_text(rows):
        return False
    apart = sum(_has_white(row) for row in rows)
    long = sum(not _has_white(row) and row[-1].box.x1 - row[0].box.x0 > FULL * band.width for row in rows)
    return long <= apart if apart else len(rows) == 1 and not long


def _has_holes(band: Box, rows: Sequence[Row]) -> bool:
    """Say whether there is more white above, between or below the rows than a table leaves."""
    edges = [band.y0, *(side for row in rows for side in (row[0].box.y0, row[0].box.y1)), band.y1]
    size = max(word.size for row in rows for word in row)
    return any(edges[at + 1] - edges[at] > LOOSE * size for at in range(0, len(edges), 2))


def _are_columns_of_text(rows: Sequence[Row]) -> bool:
    long = sum(sum(length >= RUNNING for length in _parts(row)) > 1 for row in rows)
    return len(rows) >= COLUMN_ROWS and 2 * long > len(rows)


def _parts(row: Row) -> list[int]:
    """Return the numbers of characters between the white of a row."""
    lengths = [len(row[0].text)]
    for left, right in pairwise(row):
        if right.box.x0 - left.box.x1 >= WHITE * left.size:
            lengths.append(0)
        lengths[-1] += len(right.text)
    return lengths


def _has_white(row: Row) -> bool:
    return any(right.box.x0 - left.box.x1 >= WHITE * left.size for left, right in pairwise(row))

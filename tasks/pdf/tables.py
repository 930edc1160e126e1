"""The tables of a page: cells from ruling lines, filled cells and white space, text from glyphs."""

from collections.abc import Iterator, Sequence

import pymupdf

from tasks.geometry.bands import grids, open_tables, stacks, striped
from tasks.geometry.columns import Ruled, Word, extended, open_lattice
from tasks.geometry.entries import refined
from tasks.geometry.groups import TABLES
from tasks.geometry.lattice import Lattice
from tasks.geometry.rules import Rule, Ruling, places, rulings
from tasks.geometry.tables import Table, table_of
from tasks.geometry.texts import readable
from tasks.pdf.cells import cell_texts, words_of
from tasks.pdf.glyphs import runs
from tasks.pdf.marks import Mark, Shape, painted
from tasks.pdf.ruling import rules_of
from tasks.records import identity
from tasks.records.enums import RegionKind
from tasks.records.page import Line
from tasks.records.record import Box
from tasks.records.region import Region

MOST_RULES, MOST_CELLS = 500, 4000
"""A page with more rules, or a grid with more cells, is a map, a mesh or hatching."""
PICTURES = 0.35
"""Pictures over this share of its box make a sheet of pictures of it, no table."""
CROSSING = 0.1
"""At most this share of the words may run over the rules of a grid."""
OVER = 0.3
"""A word runs over a rule from so many ems on."""
STRAY = 2.0
"""A shape is off the grid if it runs over a rule by more than so many points."""
PART = 0.9
"""A rule over less than this share of a table's width runs across some of its columns."""
OVERLAP = 0.5
"""Of two tables with this share of one in the other, the larger counts."""


def table_regions(
    page: pymupdf.Page, doc_id: str, number: int, lines: Sequence[Line], marks: Sequence[Mark] | None = None
) -> list[Region]:
    """Return the tables of page ``number`` as regions whose text has a line for each row and tabs between cells."""
    return [_region(table, doc_id, number) for table in find_tables(page, lines, marks)]


def _region(table: Table, doc_id: str, number: int) -> Region:
    box = table.box.rounded()
    return Region(
        **box._asdict(),
        region_id=identity.of("region", doc_id, number, TABLES, identity.place(box)),
        doc_id=doc_id,
        page=number,
        kind=RegionKind.TABLE,
        text=table.text,
        source=TABLES,
        rule="table",
    )


def find_tables(page: pymupdf.Page, lines: Sequence[Line], marks: Sequence[Mark] | None = None) -> list[Table]:
    """Return the tables of a page from top to bottom, in points of the page as displayed.

    ``marks`` are what ``painted`` returns, if it is known. A page whose rules can make no table costs next to nothing.
    """
    paper = Box(0.0, 0.0, page.rect.width, page.rect.height)
    seen = painted(page) if marks is None else marks
    across, down = rules_of(page, seen, paper)
    if len(across) < 2 or len(across) + len(down) > MOST_RULES:  # noqa: PLR2004
        return []
    ruled = rulings(across, down)
    if not grids(ruled, MOST_CELLS) and not stacks(ruled):
        return []
    return _written(page, ruled, lines, seen)


def _written(page: pymupdf.Page, ruled: Sequence[Ruling], lines: Sequence[Line], marks: Sequence[Mark]) -> list[Table]:
    """Return the tables that grids and stacks of rules make with what is written in them."""
    written = [run for run in runs(page) if any(glyph.visible for glyph in run.glyphs)]
    words = words_of(written)
    shaded = striped(ruled, words)
    closed = [(ruling, lattice) for ruling, lattice in grids(ruled, MOST_CELLS) if ruling not in shaded]
    taken = [ruling for ruling, _ in closed]
    laid = [refined(lattice, words) for _, lattice in closed if not _is_crossed(lattice, words)]
    laid = [lattice for lattice in laid if not _is_drawn(lattice, marks)]
    texts = readable(lines)
    for stack in stacks(ruling for ruling in ruled if ruling not in taken):
        for table in open_tables(stack, words, texts):
            laid += _open(table, ruled, words, marks)
    found = [table_of(lattice.cells, cell_texts(lattice, written), _box(lattice)) for lattice in laid]
    return _outermost([table for table in found if table])


def _open(ruled: Ruled, rulings: Sequence[Ruling], words: Sequence[Word], marks: Sequence[Mark]) -> Iterator[Lattice]:
    """Yield the cells of a table that is not ruled all over, if it is one; two rules around others frame something."""
    box = ruled.box
    if len(ruled.ys) == 2 and any(_is_inside(rule, box) for ruling in rulings for rule in ruling.across):  # noqa: PLR2004
        return
    near = [word for word in words if box.x0 - STRAY <= word.box.centre[0] <= box.x1 + STRAY]
    partly = [rule for ruling in rulings for rule in ruling.across if _runs_in(rule, box)]
    given = ruled._replace(bridges=partly)
    if open_lattice(given, near) is None:
        return
    given = given._replace(xs=_columns(box, rulings))
    lattice = open_lattice(given, near)
    if lattice is not None:
        whole = open_lattice(extended(lattice, given, near), near) or lattice
        if not _is_drawn(whole, [mark for mark in marks if not _is_ruling(mark, given)]):
            yield whole


def _columns(box: Box, rulings: Sequence[Ruling]) -> list[float]:
    """Return where rules down, or the sides of shaded cells, part the columns of a table."""
    down = [rule for ruling in rulings for rule in ruling.down if box.x0 + STRAY < rule.at < box.x1 - STRAY]
    return places(rule.at for rule in down if box.y0 - STRAY <= rule.start and rule.end <= box.y1 + STRAY)


def _is_ruling(mark: Mark, ruled: Ruled) -> bool:
    """Say whether a mark is a part of a rule across, or shades cells: it begins and ends at rules both ways."""
    box, sides = mark.box, [ruled.box.x0, *ruled.xs, ruled.box.x1]
    if not all(_is_at(y, ruled.ys) for y in box[1::2]):
        return False
    return mark.shape is Shape.RULE or all(_is_at(x, sides) for x in box[0::2])


def _is_at(place: float, rules: Sequence[float]) -> bool:
    return any(abs(place - rule) <= 2 * STRAY for rule in rules)


def _is_inside(rule: Rule, box: Box) -> bool:
    within = box.y0 + STRAY < rule.at < box.y1 - STRAY and box.x0 <= rule.start + STRAY and rule.end - STRAY <= box.x1
    return within and rule.length >= PART * box.width


def _runs_in(rule: Rule, box: Box) -> bool:
    return box.y0 < rule.at < box.y1 and rule.length < PART * box.width and box.x0 <= rule.start + STRAY


def _outermost(tables: Sequence[Table]) -> list[Table]:
    """Drop tables that lie in larger ones."""
    kept: list[Table] = []
    for table in sorted(tables, key=lambda table: (-table.box.area, table.box)):
        if all(table.box.share_in(other.box) < OVERLAP for other in kept):
            kept.append(table)
    return sorted(kept, key=lambda table: (table.box.y0, table.box.x0))


def _is_crossed(lattice: Lattice, words: Sequence[Word]) -> bool:
    """Say whether words run over the rules, as they do over a drawing's."""
    box = _box(lattice)
    inside = [word for word in words if word.box.share_in(box) > OVERLAP]
    cut = sum(not any(_is_in(word, span.box) for span in lattice.cells) for word in inside)
    return cut > CROSSING * len(inside)


def _is_in(word: Word, cell: Box) -> bool:
    core = word.box.grown(-OVER * word.size)
    return cell.x0 <= core.x0 and core.x1 <= cell.x1 and cell.y0 <= core.centre[1] <= cell.y1


def _box(lattice: Lattice) -> Box:
    return Box(lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1])


def _is_drawn(lattice: Lattice, marks: Sequence[Mark]) -> bool:
    """Say whether pictures fill the grid, or shapes such as bars and curves run over its rules."""
    box = _box(lattice)
    inside = [mark for mark in marks if mark.visible and mark.box.area > 0 and mark.box.share_in(box) > OVERLAP]
    pictures = sum(mark.box.intersect(box).area for mark in inside if mark.shape is Shape.IMAGE)
    stray = [mark for mark in inside if mark.shape is not Shape.IMAGE and _is_off_grid(mark.box, lattice)]
    return pictures > PICTURES * box.area or bool(stray)


def _is_off_grid(shape: Box, lattice: Lattice) -> bool:
    """Say whether a shape runs over rules without beginning and ending at rules."""
    return _is_off(shape.x0, shape.x1, lattice.xs) or _is_off(shape.y0, shape.y1, lattice.ys)


def _is_off(start: float, end: float, marks: Sequence[float]) -> bool:
    crossed = any(start + STRAY < mark < end - STRAY for mark in marks[1:-1])
    on_rules = all(_is_at(side, marks) for side in (start, end))
    return crossed and not on_rules

"""Rows and columns that no rules part: found from the white between words."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.geometry.lattice import Lattice, Span
from tasks.geometry.rules import Rule
from tasks.japanese.normalize import join_lines
from tasks.records.page import Line
from tasks.records.record import Box

GAP_EM, FEW_GAP_EM, FEW_ROWS = 0.8, 1.2, 4
"""White between columns is this wide, in ems; the second where only a few rows show it."""
SEEN_GAP_EM = 0.3
"""White between lines that OCR saw apart is a column's from so many ems on."""
SPACE_EM = 0.4
"""A space that OCR saw is at least so wide."""
CROSSED = 0.08
"""This share of the rows may run across the white: lines within the table that speak of all columns."""
COLUMN_FILLED = 0.2
"""A column has text in this share of the rows."""
LEVEL = 0.5
"""Words whose heights overlap by this share stand in one row."""
LOOSER = 1.35
"""Rows are this many times farther apart than the lines within a row."""
NEXT_ROW_EM, SHARED = 1.6, 0.6
"""A row outside the rules is at most so many ems from them, with text in this share of the columns."""
RULE_SIDE = 6.0
"""White at most this far from a rule, in points, is the rule's own."""
STEP = 0.5
"""White is looked for in steps of this many points."""


class Word(NamedTuple):
    """Glyphs without white between them, and the size of their type in points."""

    text: str
    box: Box
    size: float


Row = list[Word]


def rows_of(words: Iterable[Word]) -> list[Row]:
    """Return the words in rows from top to bottom, each from left to right."""
    rows: list[Row] = []
    for word in sorted(words, key=lambda word: (word.box.centre[1], word.box.x0, word.text)):
        if rows and _extent(rows[-1]).overlap_y(word.box) >= LEVEL:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: (word.box.x0, word.box.y0)) for row in rows]


def _extent(row: Row) -> Box:
    """Return the box of the row's first word, as wide as the page: tall words do not draw rows together."""
    return row[0].box


def separators(box: Box, head: Sequence[Row], body: Sequence[Row], gap_em: float | None = None) -> list[float]:
    """Return where the columns of ``body`` part, inside ``box``; words of ``head`` are cut only if it must be."""
    sizes = [word.size for row in body for word in row]
    if not sizes:
        return []
    least = (gap_em or (FEW_GAP_EM if len(body) < FEW_ROWS else GAP_EM)) * median(sizes)
    taken, above = _coverage(box, body), _coverage(box, head)
    free = taken <= int(CROSSED * len(body))
    found = [_best(start, end, above) for start, end in _stretches(free) if (end - start) * STEP >= least]
    return _with_text([box.x0 + at * STEP for at in found], body)


def _coverage(box: Box, rows: Sequence[Row]) -> NDArray[np.int64]:
    """Return in how many rows a word covers each step of the box's width."""
    steps = int(box.width / STEP) + 1
    counts = np.zeros(steps, dtype=np.int64)
    for row in rows:
        taken = np.zeros(steps, dtype=bool)
        for word in row:
            taken[max(0, int((word.box.x0 - box.x0) / STEP)) : max(0, int((word.box.x1 - box.x0) / STEP) + 1)] = True
        counts += taken
    return counts


def _stretches(free: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the runs of true steps that begin and end inside."""
    return [(start, end) for start, end in _runs_of(free) if start > 0 and end < len(free)]


def _best(start: int, end: int, above: NDArray[np.int64]) -> int:
    """Return the step in the middle of the widest part where the fewest words of the head are cut."""
    part = above[start:end]
    low = _runs_of(part == part.min())
    first, last = max(low, key=lambda run: (run[1] - run[0], -run[0]))
    return start + (first + last) // 2


def _runs_of(true: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], true, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _with_text(found: list[float], body: Sequence[Row]) -> list[float]:
    """Drop separators of columns that hardly any row has text in."""
    for at, left in enumerate(found):
        right = found[at + 1] if at + 1 < len(found) else float("inf")
        filled = sum(any(left <= word.box.centre[0] < right for word in row) for row in body)
        if filled < COLUMN_FILLED * len(body):
            return _with_text([*found[:at], *found[at + 1 :]], body)
    return found


class Ruled(NamedTuple):
    """What is ruled of a table: its box, rules across its whole width, down, and across a part of it."""

    box: Box
    ys: Sequence[float]
    xs: Sequence[float] = ()
    bridges: Sequence[Rule] = ()


def open_lattice(ruled: Ruled, words: Sequence[Word]) -> Lattice | None:
    """Return the cells of a table whose rows or columns are not all ruled; None where its text has no columns.

    The first band is the head: its words, and rules across a part of the width below them, may span columns.
    """
    box = ruled.box
    bands = [rows_of(word for word in words if top <= word.box.centre[1] < end) for top, end in pairwise(ruled.ys)]
    head, body = (bands[0], [row for band in bands[1:] for row in band]) if len(bands) > 1 else ([], bands[0])
    if len(bands) == 1:
        head, body = body[:1], body[1:] or body
    white = separators(box, head, body)
    xs = [box.x0, *_merged(ruled.xs, white, body), box.x1]
    if not body or len(xs) < 3:  # noqa: PLR2004
        return None
    each = _each_is_ruled(bands, xs)
    rows = [row for band in bands for row in _table_rows(band, xs, ruled=each)]
    return _laid(box, rows, xs, ruled.bridges)


def _merged(ruled: Sequence[float], white: Sequence[float], body: Sequence[Row]) -> list[float]:
    """Return the separators by rule, and those by white in a column that no rule parts as well."""
    if not ruled:
        return list(white)
    edges = [float("-inf"), *ruled, float("inf")]
    more = [x for x in white if all(abs(x - rule) > RULE_SIDE for rule in ruled)]
    return sorted([*ruled, *(x for x in more if _parts_words(x, edges, body))])


def _parts_words(x: float, edges: Sequence[float], body: Sequence[Row]) -> bool:
    """Say whether words stand at both sides of a separator, between the rules around it, in most rows."""
    left, right = max(edge for edge in edges if edge < x), min(edge for edge in edges if edge > x)
    both = sum(word_in(row, left, x) and word_in(row, x, right) for row in body)
    return 2 * both > len(body)


def extended(lattice: Lattice, ruled: Ruled, words: Sequence[Word]) -> Ruled:
    """Add the row above the first rule, and the one below the last, that stand in the same columns."""
    rows = rows_of(word for word in words if lattice.xs[0] - STEP <= word.box.centre[0] <= lattice.xs[-1] + STEP)
    above = [row for row in rows if _middle(row) < ruled.ys[0]][-1:]
    below = [row for row in rows if _middle(row) > ruled.ys[-1]][:1]
    top = [_extent(row).y0 for row in above if _goes_on(row, lattice, ruled.ys[0] - _extent(row).y1)]
    end = [_extent(row).y1 for row in below if _goes_on(row, lattice, _extent(row).y0 - ruled.ys[-1])]
    ys = [*top, *ruled.ys, *end]
    return ruled._replace(ys=ys, box=Box(ruled.box.x0, ys[0], ruled.box.x1, ys[-1]))


def _goes_on(row: Row, lattice: Lattice, gap: float) -> bool:
    xs = lattice.xs
    columns = len(xs) - 1
    crossed = any(word.box.x0 < x < word.box.x1 for word in row for x in xs)
    return not crossed and gap <= NEXT_ROW_EM * row[0].size and _cells_filled(row, xs) >= max(2, SHARED * columns)


def _each_is_ruled(bands: Sequence[Sequence[Row]], xs: Sequence[float]) -> bool:
    """Say whether every band is one row of the table, whose text may take several lines."""
    if len(bands) < 4:  # noqa: PLR2004
        return False
    firsts = [sum(word_in(row, xs[0], xs[1]) for row in band) for band in bands]
    return median(firsts) <= 1


def word_in(row: Row, x0: float, x1: float) -> bool:
    """Say whether the row has a word between two places."""
    return any(x0 <= word.box.centre[0] < x1 for word in row)


def _table_rows(band: Sequence[Row], xs: Sequence[float], *, ruled: bool) -> list[list[Row]]:
    """Return the lines of a band grouped into rows of the table."""
    if ruled or len(band) < 2:  # noqa: PLR2004
        return [list(band)] if band else []
    pitches = [_middle(lower) - _middle(upper) for upper, lower in pairwise(band)]
    loose = max(pitches) >= LOOSER * min(pitches)
    made: list[list[Row]] = [[band[0]]]
    for row, pitch in zip(band[1:], pitches, strict=True):
        near = pitch < max(pitches) / LOOSER if loose else True
        if near and not word_in(row, xs[0], xs[1]) and _cells_filled(row, xs) == 1:
            made[-1].append(row)
        else:
            made.append([row])
    return made


def _middle(row: Row) -> float:
    return median(word.box.centre[1] for word in row)


def _cells_filled(row: Row, xs: Sequence[float]) -> int:
    return sum(word_in(row, x0, x1) for x0, x1 in pairwise(xs))


def _laid(box: Box, rows: Sequence[Sequence[Row]], xs: Sequence[float], bridges: Sequence[Rule]) -> Lattice:
    """Return the rows as a grid, parted midway between their words."""
    words = [[word for row in group for word in row] for group in rows]
    tops, bottoms = [min(w.box.y0 for w in row) for row in words], [max(w.box.y1 for w in row) for row in words]
    inner = [(bottom + top) / 2 for bottom, top in zip(bottoms, tops[1:], strict=False)]
    ys = [min(box.y0, tops[0]), *inner, max(box.y1, bottoms[-1])]
    spans = [span for at, row in enumerate(words) for span in _spans(row, at, ys, xs, bridges)]
    return Lattice(tuple(ys), tuple(xs), tuple(spans))


def _spans(row: Row, at: int, ys: Sequence[float], xs: Sequence[float], bridges: Sequence[Rule]) -> list[Span]:
    """Return the cells of one row; a word over a separator, or a rule below it, merges the cells at its sides."""
    under = [rule for rule in bridges if abs(rule.at - ys[at + 1]) <= row[0].size / 2]
    inner, apart = xs[1:-1], _between(row, xs[1:-1])
    merged = {x for x in inner if any(word.box.x0 + STEP < x < word.box.x1 - STEP for word in row)}
    merged |= {x for x in inner if x not in apart and any(rule.start + STEP < x < rule.end - STEP for rule in under)}
    cut = [x for x in inner if x not in merged]
    sides = [xs[0], *cut, xs[-1]]
    return [Span(Box(x0, ys[at], x1, ys[at + 1]), at, xs.index(x0), at + 1, xs.index(x1)) for x0, x1 in pairwise(sides)]


def _between(row: Row, xs: Sequence[float]) -> set[float]:
    """Return the separators nearest to the middle of the white between the words of a row."""
    ordered = sorted(row, key=lambda word: word.box.x0)
    middles = [
        (left.box.x1 + right.box.x0) / 2
        for left, right in pairwise(ordered)
        if right.box.x0 - left.box.x1 >= GAP_EM * left.size
    ]
    return {min(xs, key=lambda x, middle=middle: (abs(x - middle), x)) for middle in middles}  # type: ignore[misc]


def cells_from_lines(box: Box, lines: Sequence[Line]) -> list[list[str]]:
    """Return the texts of a table's cells, rows of equal length, told from where its lines stand alone.

    For pages read by OCR, where a line is what the engine saw as one; empty where ``box`` holds no lines.
    """
    words = [word for line in lines if line.box.share_in(box) >= LEVEL for word in _seen_words(line)]
    rows = rows_of(words)
    if not rows:
        return []
    xs = [box.x0, *separators(box, rows[:1], rows[1:] or rows, SEEN_GAP_EM), box.x1]
    groups = _table_rows(rows, xs, ruled=False)
    return [[_written(group, x0, x1) for x0, x1 in pairwise(xs)] for group in groups]


def _seen_words(line: Line) -> list[Word]:
    """Divide a line at its spaces: each glyph has the width of its kind, the white between words is the rest."""
    texts = line.text.split()
    widths = [sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text) for text in texts]
    spare = (line.box.width - line.size * sum(widths)) / max(1, len(texts) - 1)
    white = max(spare, SPACE_EM * line.size) if len(texts) > 1 else 0.0
    scale = (line.box.width - white * (len(texts) - 1)) / max(sum(widths), 0.5)
    words, x = [], line.box.x0
    for text, width in zip(texts, widths, strict=True):
        words.append(Word(text, Box(x, line.box.y0, x + scale * width, line.box.y1), line.size))
        x += scale * width + white
    return words


def _written(group: Sequence[Row], x0: float, x1: float) -> str:
    cells = [[word.text for word in row if x0 <= word.box.centre[0] < x1] for row in group]
    return join_lines(" ".join(texts) for texts in cells if texts)

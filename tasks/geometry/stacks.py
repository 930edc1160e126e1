"""Vertical lines, found from where glyphs lie: files set them glyph by glyph and say nothing about it."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from tasks.geometry.pieces import BLANK, Piece, Turn
from tasks.geometry.tiers import parted
from tasks.japanese.script import is_japanese
from tasks.records.record import Box

_NARROW = 1.25
_ASIDE = 0.35
_TOUCHING = (-0.62, 0.4)
_APART = (-0.62, 1.3)
_ONE_EM = 0.75
_SPREAD = 0.5
_SAME_SIZE = 1.3
_BESIDE = 0.4
_HALF = 0.5
_ENOUGH = 3
_SMALL = 0.7
_SET_ASIDE = 0.8
_SHIFTED = frozenset("、。，．・ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ")
_CELL = 10.0

Stack = list[Piece]


def stacks(pieces: Sequence[Piece]) -> tuple[list[Stack], list[Piece]]:
    """Divide the pieces of a page into vertical lines, top to bottom, and the rest; blanks stay only within lines."""
    narrow = [piece for piece in pieces if _is_narrow(piece)]
    chains = _trimmed(_chains(narrow, _TOUCHING))
    sure = [chain for chain in chains if _is_vertical(chain)]
    doubtful = [chain for chain in chains if not _is_vertical(chain)]
    if sure and _dominate(sure, pieces):
        wide = [piece for piece in pieces if piece.turn is Turn.RIGHT and not _is_narrow(piece)]
        alone = [] if _is_told(sure) else [chain for chain in doubtful if _stands_alone(chain, wide)]
        sure = _rejoined(sure + alone)
    taken = {id(piece) for chain in sure for piece in chain}
    return sure, [piece for piece in pieces if id(piece) not in taken and not piece.is_blank]


def written_down(stack: Stack, others: Sequence[Piece] = ()) -> str:
    """Return the text of a vertical line; a gap of one em is a blank.

    Not where the type is spread out, nor where small type among ``others`` stands beside the gap: long ruby and the
    marks of kanbun push the glyphs apart.
    """
    gaps = [(lower.box.y0 - upper.box.y1) / max(upper.size, lower.size) for upper, lower in pairwise(stack)]
    least = max(_ONE_EM, _usual(stack, gaps) + _SPREAD)
    text = stack[0].text
    for gap, (upper, lower) in zip(gaps, pairwise(stack), strict=True):
        is_open = gap >= least and not (upper.is_blank or lower.is_blank or _is_pushed(upper, lower, others))
        text += (BLANK if is_open else "") + lower.text
    return text


def _usual(stack: Stack, gaps: Sequence[float]) -> float:
    """Return the gap between the glyphs of a line, in ems, the smaller of two."""
    if len(gaps) < 2 or any(len(piece.text) > 1 for piece in stack):  # noqa: PLR2004 (one gap is no habit)
        return 0.0
    return sorted(gaps)[(len(gaps) - 1) // 2]


def _is_pushed(upper: Piece, lower: Piece, others: Sequence[Piece]) -> bool:
    """Say whether small type fills half of what lies between two glyphs, or half of what lies to the right of it."""
    size = max(upper.size, lower.size)
    between = Box(min(upper.box.x0, lower.box.x0), upper.box.y1, max(upper.box.x1, lower.box.x1), lower.box.y0)
    reach = between._replace(x1=between.x1 + _HALF * size)
    small = [one.box.intersect(reach) for one in others if one.size <= _SMALL * size and not one.is_blank]
    return sum(common.height for common in small if common.area > 0) >= _HALF * between.height


def _trimmed(chains: Sequence[Stack]) -> list[Stack]:
    """Drop blanks at the ends, and chains of nothing else."""
    inked = [[at for at, piece in enumerate(chain) if not piece.is_blank] for chain in chains]
    return [chain[at[0] : at[-1] + 1] for chain, at in zip(chains, inked, strict=True) if at]


def _is_narrow(piece: Piece) -> bool:
    if piece.turn not in (Turn.RIGHT, Turn.DOWN):
        return False
    return piece.box.width <= _NARROW * piece.size


def _is_vertical(chain: Stack) -> bool:
    if any(piece.turn is Turn.DOWN for piece in chain):
        return True
    glyphs = [piece for piece in chain if not piece.is_blank]
    text = "".join(piece.text for piece in glyphs)
    return len(glyphs) >= _ENOUGH and 2 * sum(map(is_japanese, text)) >= len(text)


def _dominate(sure: Sequence[Stack], pieces: Sequence[Piece]) -> bool:
    vertical = sum(len(piece.text) for chain in sure for piece in chain)
    across = sum(len(piece.text) for piece in pieces if not _is_narrow(piece))
    return vertical > across


def _is_told(sure: Sequence[Stack]) -> bool:
    """Say whether the file itself sets its vertical text so: what it sets level is horizontal then."""
    told = sum(len(piece.text) for chain in sure for piece in chain if piece.turn is Turn.DOWN)
    return 2 * told > sum(len(piece.text) for chain in sure for piece in chain)


def _stands_alone(chain: Stack, wide: Sequence[Piece]) -> bool:
    """Say whether a short chain is no part of a horizontal line on a vertical page, nor its page number."""
    if not any(is_japanese(character) for piece in chain for character in piece.text):
        return False
    if len(chain) == 1 and chain[0].text in _SHIFTED:
        return True
    return not any(_is_beside(piece, other) for piece in chain for other in wide)


def _is_beside(piece: Piece, other: Piece) -> bool:
    reach = _BESIDE * max(piece.size, other.size)
    return piece.box.overlap_y(other.box) >= _HALF and piece.box.gap_x(other.box) <= reach


def _rejoined(chains: Sequence[Stack]) -> list[Stack]:
    """Join chains over the space of a full-width blank; ruby stays word by word."""
    sizes = sorted(piece.size for chain in chains for piece in chain)
    body = sizes[len(sizes) // 2]
    large = [piece for chain in chains for piece in chain if piece.size > _SMALL * body]
    small = [chain for chain in chains if chain[0].size <= _SMALL * body]
    return _with_strays(parted(_trimmed(_chains(large, _APART)))) + small


def _with_strays(chains: Sequence[Stack]) -> list[Stack]:
    """Put marks and small kana that are set to the side of their column back into it."""
    strays = [chain[0] for chain in chains if len(chain) == 1 and chain[0].text in _SHIFTED]
    columns = [list(chain) for chain in chains if not (len(chain) == 1 and chain[0].text in _SHIFTED)]
    ends = [(column[0], column[-1]) for column in columns]
    alone = []
    for stray in strays:
        homes = [(aside, at) for at, column in enumerate(ends) if (aside := _aside(stray, column)) is not None]
        if homes:
            columns[min(homes)[1]].append(stray)
        else:
            alone.append([stray])
    return [sorted(column, key=lambda piece: (piece.box.y0, piece.order)) for column in columns] + alone


def _aside(stray: Piece, column: tuple[Piece, Piece]) -> float | None:
    """Return how far beside a column a mark stands, None if it cannot be of it."""
    size = column[0].size
    aside = abs(stray.box.centre[0] - column[0].box.centre[0])
    along = column[0].box.y0 - size <= stray.box.y0 <= column[-1].box.y1 + size
    return aside if along and aside <= _SET_ASIDE * size else None


def _chains(pieces: Sequence[Piece], gap: tuple[float, float]) -> list[Stack]:
    """Chain each piece to the nearest one below it."""
    below = _successors(pieces, gap)
    starts = set(range(len(pieces))) - set(below.values())
    chains: list[Stack] = []
    for start in sorted(starts, key=lambda place: (-pieces[place].box.x0, pieces[place].box.y0, place)):
        chain, place = [pieces[start]], start
        while place in below:
            place = below[place]
            chain.append(pieces[place])
        chains.append(chain)
    return chains


def _successors(pieces: Sequence[Piece], gap: tuple[float, float]) -> dict[int, int]:
    grid: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, piece in enumerate(pieces):
        grid[_cell(piece.box)].append(place)
    links = sorted(
        (abs(distance), upper, lower)
        for upper, piece in enumerate(pieces)
        for lower, distance in _candidates(pieces, grid, piece, gap)
    )
    below: dict[int, int] = {}
    taken: set[int] = set()
    for _, upper, lower in links:
        if upper not in below and lower not in taken:
            below[upper] = lower
            taken.add(lower)
    return below


def _cell(box: Box) -> tuple[int, int]:
    return int((box.x0 + box.x1) / 2 // _CELL), int(box.y0 // _CELL)


def _candidates(
    pieces: Sequence[Piece], grid: dict[tuple[int, int], list[int]], upper: Piece, gap: tuple[float, float]
) -> list[tuple[int, float]]:
    """Return the pieces that continue the column of ``upper``, with their gaps in ems."""
    size = upper.size * _SAME_SIZE
    middle = (upper.box.x0 + upper.box.x1) / 2
    columns = range(int((middle - _ASIDE * size) // _CELL), int((middle + _ASIDE * size) // _CELL) + 1)
    first, last = upper.box.y1 + gap[0] * size, upper.box.y1 + gap[1] * size
    rows = range(int(first // _CELL), int(last // _CELL) + 1)
    near = [place for column in columns for row in rows for place in grid.get((column, row), ())]
    measured = [(place, _distance(upper, pieces[place])) for place in near]
    return [(place, distance) for place, distance in measured if distance is not None and gap[0] <= distance <= gap[1]]


def _distance(upper: Piece, lower: Piece) -> float | None:
    """Return the gap in ems where ``lower`` continues the column of ``upper``, else None."""
    small, size = sorted((upper.size, lower.size))
    if size > _SAME_SIZE * small:
        return None
    (x0, y0, x1, y1), (u0, v0, u1, v1) = upper.box, lower.box
    if v0 + v1 <= y0 + y1 or abs(u0 + u1 - x0 - x1) > 2 * _ASIDE * size:
        return None
    return (v0 - y1) / size

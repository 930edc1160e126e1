"""Lines gathered into paragraphs, bottom up: each line is linked to the one that continues it."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.geometry.frames import reading_box
from tasks.japanese.script import japanese_share
from tasks.records.page import Line
from tasks.records.record import Box

_SAME_SIZE = 1.17
_ASIDE = 0.3
_WIDEST_GAP = 1.6
_USUAL_GAP = 0.75
_LOOSER = 1.35
_PLAY = 0.2
_INDENT = (0.6, 2.6)
_SHORT = 2.5
_FLUSH = 0.6
_LABEL_ALONE = re.compile(r"\S{1,4}\s?[0-9０-９A-Z一二三四五六七八九十.．・‐–－-]{1,8}[圖図]?[)）:：.．]?")
_BRACKETED = re.compile(r"[（(〔［\[].+[)）〕］\]]")
_BRACES = frozenset({"{", "}", "};", "});", "})", "(", ")", "[", "]", "],", "},", "];", ");", "fi", "end"})
_BRACE_REACH = 4.0
_END = re.compile(r"[。．！？!?][」』）)】]?$")
_ITEM = re.compile(
    r"[・●○■□◆◇▲▼★☆•◦‣▶►➢✓◼◾▪※]|[①-⑳]|[(（][0-9０-９a-zA-Zア-ンｱ-ﾝ一-十]{1,3}[)）]|[0-9０-９]{1,2}[.．)）](?![0-9])|"
    r"[0-9０-９]{1,2}(?:[.．-][0-9０-９]{1,2}){1,3}[.．]?\s|第[0-9０-９一二三四五六七八九十]{1,3}[章節項条]|[–—-]\s"
)

Block = list[Line]
Starts = Callable[[Line], bool]


class _Laid(NamedTuple):
    """A line with its box as it lies for the reader."""

    line: Line
    box: Box


def blocks(lines: Sequence[Line], obstacles: Sequence[Box] = (), *, starts: Starts | None = None) -> list[Block]:
    """Gather lines of one direction into paragraphs, each top to bottom.

    ``obstacles`` part what lies on either side of them; a line for which ``starts`` is true begins a paragraph.
    """
    laid = sorted((_Laid(line, reading_box(line.box, line.direction)) for line in lines), key=_by_place)
    if not laid:
        return []
    walls = [reading_box(box, laid[0].line.direction) for box in obstacles]
    below = _followers(laid)
    usual = _usual_gaps(laid, below)
    chains = _linked(laid, {a: b for a, b in below.items() if _continues(laid[a], laid[b], usual, walls)})
    return [[one.line for one in part] for chain in chains for part in _paragraphs(chain, laid, starts or _never)]


def is_item(text: str) -> bool:
    """Say whether a line begins with a bullet, a counter or a heading number."""
    return bool(_ITEM.match(text))


def _never(_: Line) -> bool:
    return False


def _by_place(one: _Laid) -> tuple[float, float, float, str]:
    return one.box.y0, one.box.x0, one.box.x1, one.line.text


def _followers(laid: Sequence[_Laid]) -> dict[int, int]:
    """Map each line to the nearest one below it in its column, where that one's nearest above is the same line."""
    boxes = np.array([one.box for one in laid])
    gaps = _gaps_below(boxes, np.array([_BRACE_REACH * one.line.size * _is_brace(one.line) for one in laid]))
    nearest_below = gaps.argmin(axis=1)
    nearest_above = gaps.argmin(axis=0)
    return {
        int(upper): int(lower)
        for upper, lower in enumerate(nearest_below)
        if np.isfinite(gaps[upper, lower]) and nearest_above[lower] == upper
    }


def _gaps_below(boxes: NDArray[np.float64], reach: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the gap from each line down to each other one; infinite where they share no column, give or take reach."""
    x0, y0, x1, y1 = boxes.T
    common = np.minimum(x1[:, None], x1[None, :]) - np.maximum(x0[:, None], x0[None, :])
    height = np.minimum(y1 - y0, (y1 - y0)[:, None])
    gaps = y0[None, :] - y1[:, None]
    middle = (y0 + y1) / 2
    fits = (
        (common > -np.maximum(reach[:, None], reach[None, :]))
        & (middle[None, :] > middle[:, None])
        & (gaps > -0.5 * height)
    )
    return np.where(fits, gaps, np.inf)


def _usual_gaps(laid: Sequence[_Laid], below: dict[int, int]) -> dict[float, float]:
    """Return the usual gap between lines, in ems, for each size of type (in half points) that tells."""
    gaps: dict[float, list[float]] = defaultdict(list)
    for upper, lower in below.items():
        gap = (laid[lower].box.y0 - laid[upper].box.y1) / laid[upper].line.size
        if _is_same_type(laid[upper].line, laid[lower].line) and gap <= _WIDEST_GAP:
            gaps[_half_points(laid[upper].line)].append(gap)
    return {size: median(some) for size, some in gaps.items() if len(some) > 1}


def _half_points(line: Line) -> float:
    return round(line.size * 2) / 2


def _is_same_type(one: Line, other: Line) -> bool:
    small, large = sorted((one.size, other.size))
    return large <= _SAME_SIZE * small


def _continues(upper: _Laid, lower: _Laid, usual: dict[float, float], walls: Sequence[Box]) -> bool:
    if not _is_same_type(upper.line, lower.line) or upper.line.bold is not lower.line.bold:
        return False
    size = max(upper.line.size, lower.line.size)
    gap = lower.box.y0 - upper.box.y1
    expected = usual.get(_half_points(upper.line), _USUAL_GAP)
    if gap > min(max(_LOOSER * expected, expected + _PLAY), _WIDEST_GAP) * size:
        return False
    if upper.box.overlap_x(lower.box) < _ASIDE and not (_is_brace(upper.line) or _is_brace(lower.line)):
        return False
    between = Box(max(upper.box.x0, lower.box.x0), upper.box.y1, min(upper.box.x1, lower.box.x1), lower.box.y0)
    return gap <= 0 or not any(wall.intersect(between).area > 0 for wall in walls)


def _linked(laid: Sequence[_Laid], below: dict[int, int]) -> list[list[_Laid]]:
    chains = []
    for start in sorted(set(range(len(laid))) - set(below.values())):
        chain, place = [laid[start]], start
        while place in below:
            place = below[place]
            chain.append(laid[place])
        chains.append(chain)
    return chains


def _paragraphs(chain: Sequence[_Laid], laid: Sequence[_Laid], starts: Starts) -> list[list[_Laid]]:
    right = max(one.box.x1 for one in chain)
    caption_right = _caption_right(chain, laid) if starts(chain[0].line) else right
    parts = [[chain[0]]]
    for upper, lower in pairwise(chain):
        edge = caption_right if parts[-1][0] is chain[0] else right
        if _breaks(parts[-1], upper, lower, edge, starts):
            parts.append([])
        parts[-1].append(lower)
    return parts


def _caption_right(chain: Sequence[_Laid], laid: Sequence[_Laid]) -> float:
    """Return where the lines of a caption end at most: that of its column, unless it has a measure of its own."""
    if _has_own_measure(chain, laid):
        return chain[0].box.x1
    return max(*(one.box.x1 for one in chain), _column_right(chain[0], laid))


def _has_own_measure(chain: Sequence[_Laid], laid: Sequence[_Laid]) -> bool:
    """Say whether a caption is set narrower than its column, by as much on both sides, its lines flush at the left."""
    first, second = chain[0].box, chain[min(1, len(chain) - 1)].box
    em = chain[0].line.size
    if abs(second.x0 - first.x0) > _ASIDE * em or second.x1 > first.x1 + _ASIDE * em:
        return False
    wider = (one.box for one in laid if one.box.x0 < first.x0 - em and one.box.x1 > first.x1 + em)
    return any(abs(box.centre[0] - first.centre[0]) <= _FLUSH * em for box in wider)


def _column_right(first: _Laid, laid: Sequence[_Laid]) -> float:
    """Return where most lines end that begin at the left of ``first``: what is shorter does not run on."""
    reach = _INDENT[1] * first.line.size
    ends = sorted(one.box.x1 for one in laid if abs(one.box.x0 - first.box.x0) <= reach)
    return ends[(len(ends) * 3) // 4]


def _breaks(part: Sequence[_Laid], upper: _Laid, lower: _Laid, right: float, starts: Starts) -> bool:
    if starts(lower.line) or is_item(lower.line.text):
        return True
    if starts(part[0].line):
        return not _goes_on(part[-1], lower, right) and not _is_label_alone(part)
    size = upper.line.size
    if _is_centred(upper, lower):
        return False
    ended = upper.box.x1 < right - _SHORT * size
    if ended and len(part) == 1 and is_item(upper.line.text) and upper.line.font != lower.line.font:
        return True
    indent = (lower.box.x0 - upper.box.x0) / size
    hangs = is_item(part[0].line.text)
    if _INDENT[0] <= indent <= _INDENT[1] and not (hangs and len(part) == 1) and _may_indent(upper.line, lower.line):
        return True
    return _returns(part, lower) or (ended and bool(_END.search(upper.line.text)))


def _returns(part: Sequence[_Laid], lower: _Laid) -> bool:
    """Say whether a line stands out again after hanging ones, as the next entry of a list does."""
    if len(part) == 1 or not japanese_share(lower.line.text):
        return False
    first, size = part[0].box.x0, part[0].line.size
    hanging = min(one.box.x0 for one in part[1:])
    return hanging >= first + _FLUSH * size and lower.box.x0 <= first + _ASIDE * size


def _may_indent(upper: Line, lower: Line) -> bool:
    """Say whether an indent opens a paragraph; in a listing it only nests."""
    return japanese_share(upper.text + lower.text) > 0 or upper.text[-1] in ".!?"


def _is_brace(line: Line) -> bool:
    return line.text in _BRACES


def _is_label_alone(part: Sequence[_Laid]) -> bool:
    return len(part) == 1 and bool(_LABEL_ALONE.fullmatch(part[0].line.text))


def _goes_on(upper: _Laid, lower: _Laid, right: float) -> bool:
    """Say whether a caption's line runs on: it fills its column, or both lines are centred."""
    size = upper.line.size
    if _is_centred(upper, lower) or _BRACKETED.fullmatch(lower.line.text):
        return True
    if lower.line.font != upper.line.font or _END.search(upper.line.text):
        return False
    full = upper.box.x1 >= right - _SHORT * size
    return full and (lower.box.x0 - upper.box.x0) / size > -_FLUSH


def _is_centred(upper: _Laid, lower: _Laid) -> bool:
    size = upper.line.size
    left, right = lower.box.x0 - upper.box.x0, upper.box.x1 - lower.box.x1
    return min(abs(left), abs(right)) > _ASIDE * size and abs(left - right) <= 2 * _FLUSH * size and left * right > 0

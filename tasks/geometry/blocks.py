"""Lines gathered into paragraphs, bottom up: each line is linked to the one that continues it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.geometry.captions import (
    SENTENCE_END,
    Setting,
    Starts,
    goes_on,
    is_bracketed,
    is_centred,
    is_label_alone,
    is_other_half,
    is_panel,
    running_size,
    setting_of,
)
from tasks.geometry.frames import reading_box
from tasks.geometry.measures import Laid, is_headed
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
_SMALLER = 0.94
"""Text that is smaller by this than the short line above it is set under its title."""
_MEASURE = 12.0
"""A line of running text has so many ems; a price in red has fewer."""
_LABEL = re.compile(r"図|表|写真|挿図|図表|Fig|Table")
_BRACES = frozenset({"{", "}", "};", "});", "})", "(", ")", "[", "]", "],", "},", "];", ");", "fi", "end"})
_BRACE_REACH = 4.0
_ITEM = re.compile(
    r"[・●○■□◆◇▲▼★☆•◦‣▶►➢✓◼◾▪※]|[①-⑳]|[(（][0-9０-９a-zA-Zア-ンｱ-ﾝ一-十]{1,3}[)）]|[0-9０-９]{1,2}[.．)）](?![0-9])|"
    r"[0-9０-９]{1,2}(?:[.．-][0-9０-９]{1,2}){1,3}[.．]?\s|第[0-9０-９一二三四五六七八九十]{1,3}[章節項条]|[–—-]\s"
)

Block = list[Line]


def blocks(lines: Sequence[Line], obstacles: Sequence[Box] = (), *, starts: Starts | None = None) -> list[Block]:
    """Gather lines of one direction into paragraphs, each top to bottom.

    ``obstacles`` part what lies on either side of them; a line for which ``starts`` is true begins a paragraph.
    """
    laid = sorted((Laid(line, reading_box(line.box, line.direction)) for line in lines), key=_by_place)
    if not laid:
        return []
    walls = [reading_box(box, laid[0].line.direction) for box in obstacles]
    below = _followers(laid)
    usual = _usual_gaps(laid, below)
    chains = _linked(laid, {a: b for a, b in below.items() if _continues(laid[a], laid[b], usual, walls)})
    parts = [part for chain in chains for part in _paragraphs(chain, laid, walls, starts or _never)]
    return [[one.line for one in part] for part in parts]


def is_item(text: str) -> bool:
    """Say whether a line begins with a bullet, a counter or a heading number."""
    return bool(_ITEM.match(text))


def _never(_: Line) -> bool:
    return False


def _by_place(one: Laid) -> tuple[float, float, float, str]:
    return one.box.y0, one.box.x0, one.box.x1, one.line.text


def _followers(laid: Sequence[Laid]) -> dict[int, int]:
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


def _usual_gaps(laid: Sequence[Laid], below: dict[int, int]) -> dict[float, float]:
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


def _continues(upper: Laid, lower: Laid, usual: dict[float, float], walls: Sequence[Box]) -> bool:
    if not _is_same_type(upper.line, lower.line) or not _is_same_weight(upper.line, lower.line):
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


def _is_same_weight(upper: Line, lower: Line) -> bool:
    """Say whether lines are as bold as each other; a label alone may be bolder than its caption."""
    return upper.bold is lower.bold or bool(_LABEL.match(upper.text) and is_label_alone(upper.text))


def _linked(laid: Sequence[Laid], below: dict[int, int]) -> list[list[Laid]]:
    chains = []
    for start in sorted(set(range(len(laid))) - set(below.values())):
        chain, place = [laid[start]], start
        while place in below:
            place = below[place]
            chain.append(laid[place])
        chains.append(chain)
    return chains


class _Page(NamedTuple):
    """The lines of a page, where a chain of them ends, and what begins a paragraph."""

    laid: Sequence[Laid]
    right: float
    starts: Starts


def _paragraphs(chain: Sequence[Laid], laid: Sequence[Laid], walls: Sequence[Box], starts: Starts) -> list[list[Laid]]:
    body = running_size(laid)
    page = _Page(laid, max(one.box.x1 for one in chain), starts)
    parts: list[list[Laid]] = []
    around: Setting | None = None
    for at, lower in enumerate(chain):
        if not parts or _breaks(parts[-1], lower, page, around):
            parts.append([])
            is_caption = starts(lower.line) and not is_item(lower.line.text)
            around = setting_of(chain[at:], laid, walls, starts, body) if is_caption else None
        parts[-1].append(lower)
    return parts


def _breaks(part: Sequence[Laid], lower: Laid, page: _Page, around: Setting | None) -> bool:
    """Say whether a line begins a paragraph after ``part``, a caption where ``around`` is known."""
    upper = part[-1]
    if around and is_other_half(part, lower):
        return False
    if page.starts(lower.line) or _is_next_item(upper, lower, of_caption=around is not None):
        return True
    if around is not None:
        return not goes_on(part, lower, around)
    size = upper.line.size
    headed = is_headed(upper, lower, page.laid)
    if headed or is_centred(upper, lower):
        return headed
    ended = upper.box.x1 < page.right - _SHORT * size
    if ended and len(part) == 1 and _is_head(upper, lower, page.right):
        return True
    return _indents(part, lower) or _returns(part, lower) or (ended and bool(SENTENCE_END.search(upper.line.text)))


def _is_head(upper: Laid, lower: Laid, right: float) -> bool:
    return _is_title_over(upper, lower, right) or (is_item(upper.line.text) and upper.line.font != lower.line.font)


def _indents(part: Sequence[Laid], lower: Laid) -> bool:
    """Say whether a line is indented as the first of a paragraph, and not as one that hangs under an item."""
    upper = part[-1]
    indent = (lower.box.x0 - upper.box.x0) / upper.line.size
    hangs = len(part) == 1 and is_item(upper.line.text)
    return _INDENT[0] <= indent <= _INDENT[1] and not hangs and _may_indent(upper.line, lower.line)


def _is_next_item(upper: Laid, lower: Laid, *, of_caption: bool) -> bool:
    """Say whether a line begins as an item does: not the panels of a caption, nor an age centred under a name."""
    text = lower.line.text
    if not is_item(text) or (of_caption and is_panel(text)):
        return False
    return not (is_bracketed(text) and is_centred(upper, lower))


def _is_title_over(upper: Laid, lower: Laid, right: float) -> bool:
    """Say whether a line is larger than the full one that follows, or in another colour than a long one.

    What OCR read wavers too much to tell, and has no colour.
    """
    one, other = upper.line, lower.line
    if one.confidence is not None or lower.box.x1 < right - _SHORT * other.size:
        return False
    recoloured = one.colour != other.colour and lower.box.width >= _MEASURE * other.size
    if other.size >= _SMALLER * one.size and not recoloured:
        return False
    return japanese_share(one.text) > 0 and japanese_share(other.text) > 0


def _returns(part: Sequence[Laid], lower: Laid) -> bool:
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

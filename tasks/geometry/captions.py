"""Where a caption of several lines ends: told from its type, its measure and how its lines begin."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tasks.geometry.measures import Laid, fills, is_wider
from tasks.japanese.cues import Cue, CueStrength, caption_cue
from tasks.japanese.script import japanese_share
from tasks.records.page import Line
from tasks.records.record import Box

_SAME_SET = 1.04
"""Lines of one caption are set in one size; on what OCR read, sizes waver too much to tell."""
_ASIDE = 0.3
_FLUSH = 0.6
_SHORT = 2.5
_NEXT_TO = 2.5
_INDENT = 2.6
_HANGING = 8.0
"""Lines that hang under the text behind a label begin at most so many ems to the right."""
_ABOVE = 10.0
"""A caption whose lines stand beside another's began at most so many ems higher."""
_HALF = 0.5
_LABEL_ALONE = re.compile(
    r"[【［\[〔〈《「(（＜<■●◆▲]?\S{1,4}\s?[0-9０-９A-Z一二三四五六七八九十.．・‐–―－−-]{1,8}[圖図]?[)）:：.．】］\]〕〉》＞>」]?"
)
_BRACKETED = re.compile(r"[（(〔［\[].+[)）〕］\]]")
_PANEL = re.compile(r"[(（][a-zA-Zａ-ｚＡ-Ｚア-ン][)）]")
_NOTE = re.compile(r"[*＊†‡※]")
SENTENCE_END = re.compile(r"[。．！？!?][」』）)】]?$")

Starts = Callable[[Line], bool]


class Setting(NamedTuple):
    """What surrounds a caption: the lines and figures of the page, where its own chain of lines ends, and its type.

    ``own`` where the caption is set in a size that is not the size of the running text.
    """

    laid: Sequence[Laid]
    right: float
    own: bool
    starts: Starts


def setting_of(
    chain: Sequence[Laid], laid: Sequence[Laid], walls: Sequence[Box], starts: Starts, body: float
) -> Setting:
    """Return what surrounds a caption that begins a chain of lines; ``body`` is the size of the running text."""
    first = chain[0].line
    own = first.confidence is None and body > 0 and not _is_near(first.size, body)
    return Setting(laid, _right(chain, laid, walls), own, starts)


def running_size(laid: Sequence[Laid]) -> float:
    """Return the size of type that most characters are set in."""
    weights: defaultdict[float, int] = defaultdict(int)
    for one in laid:
        weights[one.line.size] += len(one.line.text)
    return max(weights, key=lambda size: (weights[size], size), default=0.0)


def is_label_alone(text: str) -> bool:
    """Say whether a line holds the label of a caption and nothing else."""
    return bool(_LABEL_ALONE.fullmatch(text))


def is_panel(text: str) -> bool:
    """Say whether a line begins with the letter of a panel in brackets."""
    return bool(_PANEL.match(text))


def is_bracketed(text: str) -> bool:
    """Say whether a line is all in brackets, as an age is under a name."""
    return bool(_BRACKETED.fullmatch(text))


def is_centred(upper: Laid, lower: Laid) -> bool:
    """Say whether one of two lines is set to the middle of the other."""
    size = upper.line.size
    left, right = lower.box.x0 - upper.box.x0, upper.box.x1 - lower.box.x1
    return min(abs(left), abs(right)) > _ASIDE * size and abs(left - right) <= 2 * _FLUSH * size and left * right > 0


def goes_on(part: Sequence[Laid], lower: Laid, around: Setting) -> bool:
    """Say whether a line goes on with the caption ``part``."""
    upper = part[-1]
    one_set = any(_is_one_set(one.line, lower.line) for one in (part[0], upper))
    if not one_set or _NOTE.match(lower.line.text):
        return False
    if len(part) == 1 and is_label_alone(upper.line.text):
        return True
    if _is_set_under(upper, lower, around) or is_bracketed(lower.line.text):
        return True
    in_line = around.own and _begins_in_line(part, lower) and not _is_cell(lower, around)
    if in_line or _ends_in_line(part, lower, around):
        return True
    if is_panel(lower.line.text) or lower.line.font != upper.line.font or SENTENCE_END.search(upper.line.text):
        return False
    full = upper.box.x1 >= around.right - _SHORT * upper.line.size or _is_flush(part, lower)
    return full and (lower.box.x0 - upper.box.x0) / upper.line.size > -_FLUSH


def _is_flush(part: Sequence[Laid], lower: Laid) -> bool:
    """Say whether two lines or more begin and end at the same places, as in a frame narrower than the column."""
    first, *others = part if len(part) > 1 else (*part, lower)
    reach = _ASIDE * first.line.size
    offs = ((abs(first.box.x0 - one.box.x0), abs(first.box.x1 - one.box.x1)) for one in others)
    return all(max(off) <= reach for off in offs)


def _is_set_under(upper: Laid, lower: Laid, around: Setting) -> bool:
    """Say whether a line is set to the middle of the one above, and is not the running text that follows."""
    return is_centred(upper, lower) and not (is_wider(lower, upper) and fills(lower, around.laid))


def is_other_half(part: Sequence[Laid], lower: Laid) -> bool:
    """Say whether a line begins the same caption in the other language: 「図1 …」 and 「Fig. 1 …」."""
    one, other = _numbered(part[0]), _numbered(lower)
    if one is None or other is None or (one.word, one.number) != (other.word, other.number):
        return False
    labels = part[0].line.text[one.start : one.end], lower.line.text[other.start : other.end]
    return (japanese_share(labels[0]) > 0) != (japanese_share(labels[1]) > 0) and _is_set_alike(part, lower)


def _numbered(laid: Laid) -> Cue | None:
    cue = caption_cue(laid.line.text)
    return cue if cue is not None and cue.strength is CueStrength.NUMBERED else None


def _is_set_alike(part: Sequence[Laid], lower: Laid) -> bool:
    """Say whether a line begins, ends or has its middle where the first of a caption or all of it has."""
    first, em = part[0].box, lower.line.size
    whole = Box(min(one.box.x0 for one in part), first.y0, max(one.box.x1 for one in part), part[-1].box.y1)
    middles = (abs(box.centre[0] - lower.box.centre[0]) for box in (first, whole))
    return min(abs(first.x0 - lower.box.x0), abs(whole.x1 - lower.box.x1), *middles) <= _FLUSH * em


def _ends_in_line(part: Sequence[Laid], lower: Laid, around: Setting) -> bool:
    """Say whether a caption is set flush right, ragged left, as beside a picture at its right."""
    size = lower.line.size
    if any(abs(one.box.x1 - lower.box.x1) > _ASIDE * size for one in part):
        return False
    ragged = abs(lower.box.x0 - part[-1].box.x0)
    return ragged > (_ASIDE if around.own else _INDENT) * size


def _is_one_set(one: Line, other: Line) -> bool:
    seen = one.confidence is not None or other.confidence is not None
    return seen or _is_near(one.size, other.size)


def _is_near(one: float, other: float) -> bool:
    small, large = sorted((one, other))
    return large <= _SAME_SET * small


def _begins_in_line(part: Sequence[Laid], lower: Laid) -> bool:
    """Say whether a line begins where the caption's lines do, or hangs under the text behind its label."""
    em = lower.line.size
    indent = lower.box.x0 - part[-1].box.x0
    if len(part) == 1:
        return -_ASIDE * em <= indent <= min(_HANGING * em, part[0].box.width * _HALF)
    return abs(indent) <= _ASIDE * em


def _is_cell(lower: Laid, around: Setting) -> bool:
    """Say whether a line stands in a row with others that are no lines of captions: so do the heads of a table."""
    level = [one for one in around.laid if one is not lower and one.box.overlap_y(lower.box) >= _HALF]
    beside = [one for one in level if _is_near(one.line.size, lower.line.size)]
    return any(not _is_of_caption(one, around) for one in beside)


def _is_of_caption(line: Laid, around: Setting) -> bool:
    reach = _ABOVE * line.line.size
    above = [one for one in around.laid if 0 <= line.box.y0 - one.box.y0 <= reach and one.box.overlap_x(line.box) > 0]
    return any(around.starts(one.line) for one in above)


def _right(chain: Sequence[Laid], laid: Sequence[Laid], walls: Sequence[Box]) -> float:
    """Return where the lines of a caption end at most: that of its column, unless it has a measure of its own."""
    if _has_own_measure(chain, laid):
        return chain[0].box.x1
    right = max(*(one.box.x1 for one in chain), _column_right(chain[0], laid))
    return min([right, *(wall.x1 for wall in walls if _is_set_to(chain[:2], wall))])


def _is_set_to(lines: Sequence[Laid], wall: Box) -> bool:
    """Say whether lines stand next to a figure, begin where it begins, and keep to its length."""
    first, em = lines[0].box, lines[0].line.size
    if abs(first.x0 - wall.x0) > em or first.gap_y(wall) > _NEXT_TO * em:
        return False
    return all(wall.x0 - em <= one.box.x0 and one.box.x1 <= wall.x1 + _FLUSH * em for one in lines)


def _has_own_measure(chain: Sequence[Laid], laid: Sequence[Laid]) -> bool:
    """Say whether a caption is set narrower than its column, by as much on both sides, its lines flush at the left."""
    first, second = chain[0].box, chain[min(1, len(chain) - 1)].box
    em = chain[0].line.size
    if abs(second.x0 - first.x0) > _ASIDE * em or second.x1 > first.x1 + _ASIDE * em:
        return False
    wider = (one.box for one in laid if one.box.x0 < first.x0 - em and one.box.x1 > first.x1 + em)
    return any(abs(box.centre[0] - first.centre[0]) <= _FLUSH * em for box in wider)


def _column_right(first: Laid, laid: Sequence[Laid]) -> float:
    """Return where most lines end that begin at the left of ``first``: what is shorter does not run on."""
    reach = _INDENT * first.line.size
    ends = sorted(one.box.x1 for one in laid if abs(one.box.x0 - first.box.x0) <= reach)
    return ends[(len(ends) * 3) // 4]

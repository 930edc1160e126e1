"""Which figure of a page a line is written in, or stands at as ticks do and the titles of axes."""

import re
from collections.abc import Sequence

from tasks.geometry.ticks import may_be_ticks
from tasks.japanese.cues import CueStrength, caption_cue
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import Box

_INSIDE = 0.7
_EDGE = 0.2
_UNDER, _OVER = 1.0, 1.5
"""It stands so many ems under its figure, at most, and so many over its ends."""
_SPAN = 0.5
"""And spans this share of its width."""
_LARGER = 1.06
"""Words that are no numbers are names in a drawing where what follows them is larger by this, as a caption is."""
_AXIS, _ASIDE, _OFF_MIDDLE = 10, 4.0, 0.25
"""A title of an axis has so many characters; beside a figure, it is so many ems off, and this share of the height off
its middle."""
_LINE, _SAME_SIZE = 1.8, 1.04
"""Below ticks, its line is the next, so many ems down, in a size that is the same, give or take this share."""
_ACROSS = 4
"""On a page across, so many times as many lines run across as down."""
_NUMBER = re.compile(r"[-−△▲+]?\d[\d,.]*(?P<unit>\D?)")


def owners_of(lines: Sequence[Line], figures: Sequence[Box]) -> list[int | None]:
    """Return the place of the figure that each line is written in, or None."""
    down = sum(line.direction is Direction.VERTICAL for line in lines)
    across = _ACROSS * down <= len(lines) - down
    owners = [_owner(line, figures) for line in lines]
    at_edge = [
        _at_edge(line, lines, figures, across=across) if owner is None else None
        for line, owner in zip(lines, owners, strict=True)
    ]
    rows = [(line, owner) for line, owner in zip(lines, at_edge, strict=True) if owner is not None]
    titles = [next((owner for row, owner in rows if _is_title_of(line, row)), None) for line in lines]
    found = zip(owners, at_edge, titles, strict=True)
    return [next((one for one in each if one is not None), None) for each in found]


def _owner(line: Line, figures: Sequence[Box]) -> int | None:
    """Return the smallest figure that a line lies in, unless it is a caption on the figure's edge."""
    around_it = [at for at, box in enumerate(figures) if line.box.share_in(box) >= _INSIDE]
    if not around_it:
        return None
    owner = min(around_it, key=lambda at: (figures[at].area, at))
    return None if _is_caption_on_edge(line, figures[owner]) else owner


def _is_caption_on_edge(line: Line, figure: Box) -> bool:
    height = (line.box.centre[1] - figure.y0) / max(figure.height, 1.0)
    return not _EDGE < height < 1 - _EDGE and _is_numbered(line)


def _is_numbered(line: Line) -> bool:
    cue = caption_cue(line.text)
    return cue is not None and cue.strength is CueStrength.NUMBERED


def _at_edge(line: Line, lines: Sequence[Line], figures: Sequence[Box], *, across: bool) -> int | None:
    """Return the figure at whose edge a line labels an axis."""
    if line.direction is Direction.VERTICAL:
        near = (at for at, box in enumerate(figures) if across and _is_axis_beside(line, box))
    elif _is_row(line) and (_counts(line) or _is_over_larger(line, lines)):
        near = (at for at, box in enumerate(figures) if _is_right_under(line, box))
    else:
        return None
    return None if _is_numbered(line) else next(near, None)


def _is_row(line: Line) -> bool:
    return may_be_ticks(line.text.split())


def _counts(line: Line) -> bool:
    """Say whether all words are numbers of one unit; those of a date differ."""
    found = [_NUMBER.fullmatch(word) for word in line.text.split()]
    return None not in found and len({one["unit"] for one in found if one}) == 1


def _is_over_larger(line: Line, lines: Sequence[Line]) -> bool:
    box = line.box
    below = (one for one in lines if box.y0 < one.y0 <= box.y1 + _UNDER * line.size and one.box.overlap_x(box) > 0)
    return any(one.size >= _LARGER * line.size for one in below) and line.confidence is None


def _is_right_under(line: Line, figure: Box) -> bool:
    box, em = line.box, line.size
    within = figure.x0 - _OVER * em <= box.x0 and box.x1 <= figure.x1 + _OVER * em
    return within and box.width >= _SPAN * figure.width and -em <= box.y0 - figure.y1 <= _UNDER * em


def _is_title_of(line: Line, row: Line) -> bool:
    """Say whether a line is the title of an axis whose ticks stand right above, in their type."""
    box, em = line.box, row.size
    if len(line.text) > _AXIS or row.direction is Direction.VERTICAL or line.direction is not row.direction:
        return False
    below = 0 < box.centre[1] - row.box.centre[1] <= _LINE * em and row.box.x0 <= box.x0 and box.x1 <= row.box.x1
    same = line.font == row.font and line.bold is row.bold and max(line.size, em) <= _SAME_SIZE * min(line.size, em)
    return below and same and not _is_numbered(line)


def _is_axis_beside(line: Line, figure: Box) -> bool:
    box = line.box
    if len(line.text) > _AXIS or box.gap_x(figure) > _ASIDE * line.size:
        return False
    off = abs(box.centre[1] - figure.centre[1])
    return box.x1 <= figure.x0 and off <= _OFF_MIDDLE * figure.height and box.height <= figure.height

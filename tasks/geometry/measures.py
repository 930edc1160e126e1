"""The measure of running text: where most of the lines that a line stands among begin and end."""

from collections.abc import Sequence
from typing import NamedTuple

from tasks.japanese.script import japanese_share
from tasks.records.page import Line
from tasks.records.record import Box

_SAME_SIZE = 1.17
_INDENT = 2.6
_ENDS = 0.6
_SHORT = 2.5
_ASIDE = 0.3
_LINES = 2
"""So many lines of one measure are running text, each of so many ems at least."""
_LONG = 10.0


class Laid(NamedTuple):
    """A line with its box as it lies for the reader."""

    line: Line
    box: Box


class _Measure(NamedTuple):
    """Where the lines of running text begin, first lines apart, and where they end."""

    left: float
    right: float


def fills(one: Laid, laid: Sequence[Laid]) -> bool:
    """Say whether a line is as long as those of the running text that it stands among, an indent apart."""
    column, em = _measure(one, laid), one.line.size
    if column is None:
        return False
    return -_ASIDE * em <= one.box.x0 - column.left <= _INDENT * em and one.box.x1 >= column.right - _SHORT * em


def is_headed(upper: Laid, lower: Laid, laid: Sequence[Laid]) -> bool:
    """Say whether running text begins under a line that is set off both its ends, as a title is that stands centred.

    Listings, which nest, have no such titles.
    """
    em = upper.line.size
    off = lower.box.x0 + _INDENT * em < upper.box.x0 and upper.box.x1 < lower.box.x1 - _SHORT * em
    return off and japanese_share(lower.line.text) > 0 and fills(lower, laid)


def is_wider(one: Laid, other: Laid) -> bool:
    """Say whether a line is longer than another by more than an em."""
    return one.box.width > other.box.width + other.line.size


def _measure(first: Laid, laid: Sequence[Laid]) -> _Measure | None:
    """Return the measure of the running text in the type and the column of a line; None where there is no such text."""
    em = first.line.size
    among = [one.box for one in laid if one.box.overlap_x(first.box) > 0 and _is_long(one, em)]
    runs = [[box for box in among if _is_of(box, other, em)] for other in among]
    run = max(runs, key=len, default=[])
    return _Measure(min(box.x0 for box in run), max(box.x1 for box in run)) if len(run) >= _LINES else None


def _is_long(one: Laid, em: float) -> bool:
    small, large = sorted((one.line.size, em))
    return large <= _SAME_SIZE * small and one.box.width >= _LONG * em


def _is_of(box: Box, other: Box, em: float) -> bool:
    return abs(box.x1 - other.x1) <= _ENDS * em and abs(box.x0 - other.x0) <= _INDENT * em

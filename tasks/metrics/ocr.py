"""How well a page was read: by characters in order, by characters in any order, and line by line (CLEval).

All measures compare NFKC-folded text without white space, since neither widths nor gaps are read reliably.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tasks.records.enums import Direction, Outcome, RegionKind
from tasks.records.page import Line
from tasks.records.record import Box, Record
from tasks.records.region import Region

_AREA_PRECISION = 0.3
BOUND_FACTOR, BOUND_SLACK = 1.2, 0.005


class LineScore(Record):
    """CLEval's counts: characters of either side and in common, lines split and detections merged beyond one."""

    truth: int = 0
    read: int = 0
    right: int = 0
    splits: int = 0
    merges: int = 0

    def __add__(self, other: LineScore) -> LineScore:
        """Pool the lines of two pages."""
        return LineScore(**{name: getattr(self, name) + getattr(other, name) for name in LineScore.model_fields})

    @property
    def recall(self) -> float:
        """Return the share of the true characters that were read, less one a split; 0 to 1."""
        return max(0, self.right - self.splits) / self.truth if self.truth else 0.0

    @property
    def precision(self) -> float:
        """Return the share of the read characters that are true, less one a merge; 0 to 1."""
        return max(0, self.right - self.merges) / self.read if self.read else 0.0

    @property
    def score(self) -> float | None:
        """Return the harmonic mean of recall and precision; None where there was nothing to read."""
        if not self.truth:
            return None
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def plain(text: str) -> str:
    """Return the text as it is compared: NFKC, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def ordered_text(regions: Iterable[Region]) -> str:
    """Return a page's text in reading order, region after region; ruby and what is not read are left out."""
    read = [region for region in _written(regions) if region.reading_order is not None]
    return "\n".join(region.text or "" for region in sorted(read, key=lambda region: region.reading_order or 0))


def whole_text(regions: Sequence[Region]) -> str:
    """Return a page's text in reading order, with headers before and footers and page numbers after it.

    Whether a number in the margin is a line of its own decides whether it is read; an error rate should not.
    """
    furniture = [region for region in _written(regions) if region.reading_order is None]
    first = min((region.y0 for region in _written(regions) if region.reading_order is not None), default=0.0)
    above = [region.text or "" for region in furniture if region.y0 < first]
    below = [region.text or "" for region in furniture if region.y0 >= first]
    return "\n".join([*above, ordered_text(regions), *below])


def _written(regions: Iterable[Region]) -> list[Region]:
    kept = (region for region in regions if region.outcome is Outcome.KEPT)
    return [region for region in kept if region.text and region.kind is not RegionKind.RUBY]


def cer(truth: str, read: str) -> float | None:
    """Return the edit distance over the length of the truth, which may exceed 1; None where the truth is empty."""
    truth, read = plain(truth), plain(read)
    return edit_distance(truth, read) / len(truth) if truth else None


def unordered_error(truth: str, read: str) -> float | None:
    """Return the share of characters that no order could save: 1 - |common multiset| / the longer text's length."""
    one, other = Counter(plain(truth)), Counter(plain(read))
    return 1 - (one & other).total() / max(one.total(), other.total()) if one else None


def bound(unordered: float) -> float:
    """Return the CER up to which the order of a page that was read with ``unordered`` errors counts as right."""
    return BOUND_FACTOR * unordered + BOUND_SLACK


def edit_distance(one: str, other: str) -> int:
    """Return the Levenshtein distance, by bit vectors (Myers 1999, in Hyyrö's formulation of 2003)."""
    if not one:
        return len(other)
    places = _places(one)
    full, last = (1 << len(one)) - 1, 1 << (len(one) - 1)
    up, down, distance = full, 0, len(one)
    for char in other:
        equal = places[char]
        diagonal = ((((equal & up) + up) ^ up) | equal | down) & full
        rise = down | (full & ~(diagonal | up))
        fall = up & diagonal
        distance += bool(rise & last) - bool(fall & last)
        rise = (rise << 1) | 1
        up = ((fall << 1) | (full & ~(diagonal | rise))) & full
        down = rise & diagonal
    return distance


def common_places(one: str, other: str) -> list[int]:
    """Return where in ``other`` a longest common subsequence stands, by bit vectors (Hyyrö 2004), ascending."""
    places, full = _places(other), (1 << len(other)) - 1
    rows = [full]
    for char in one:
        matched = rows[-1] & places[char]
        rows.append(((rows[-1] + matched) | (rows[-1] - matched)) & full)
    found, row, place = [], len(one), len(other) - 1
    while row and place >= 0:
        if rows[row] >> place & 1:
            place -= 1
        elif rows[row - 1] >> place & 1:
            found.append(place)
            row, place = row - 1, place - 1
        else:
            row -= 1
    return found[::-1]


def _places(text: str) -> defaultdict[str, int]:
    masks: defaultdict[str, int] = defaultdict(int)
    for place, char in enumerate(text):
        masks[char] |= 1 << place
    return masks


def cleval(truth: Sequence[Line], read: Sequence[Line]) -> float | None:
    """Return CLEval's end-to-end score of one page, 0 to 1; None where there was nothing to read."""
    return line_score(truth, read).score


def line_score(truth: Sequence[Line], read: Sequence[Line]) -> LineScore:
    """Return CLEval's counts of one page (Baek et al. 2020, end to end), boxes of both sides in the same points.

    A true line is cut into a cell a character. A detection belongs to the lines that have a cell's centre in it,
    if at least 0.3 of its area lies in these lines; no detected character counts for two of them.
    """
    lines, detections = _spelled(truth), _spelled(read)
    matches = _matches(lines, detections)
    left = [each.text for each in detections]
    right = 0
    for line, own in zip(lines, matches, strict=True):
        right += _take(line.text, own, left)
    owners = Counter(each for own in matches for each in own)
    return LineScore(
        truth=sum(len(line.text) for line in lines),
        read=sum(len(each.text) for each in detections),
        right=right,
        splits=sum(max(0, len(own) - 1) for own in matches),
        merges=sum(count - 1 for count in owners.values()),
    )


class _Spelled(NamedTuple):
    """A line as it is compared, with the middle of each character's cell."""

    text: str
    box: Box
    centres: list[tuple[float, float]]


def _spelled(lines: Sequence[Line]) -> list[_Spelled]:
    texts = [(line, plain(line.text)) for line in lines]
    return [_Spelled(text, line.box, _centres(line, len(text))) for line, text in texts if text]


def _centres(line: Line, count: int) -> list[tuple[float, float]]:
    box, (x, y) = line.box, line.box.centre
    shares = [(at + 0.5) / count for at in range(count)]
    if line.direction is Direction.VERTICAL:
        return [(x, box.y0 + share * box.height) for share in shares]
    return [(box.x0 + share * box.width, y) for share in shares]


def _matches(lines: Sequence[_Spelled], detections: Sequence[_Spelled]) -> list[list[int]]:
    """Return the detections that belong to each line, in the order in which its characters meet them."""
    matches: list[list[tuple[int, int]]] = [[] for _ in lines]
    for at, detection in enumerate(detections):
        met = [(place, first) for place, line in enumerate(lines) if (first := _first_inside(line, detection.box)) >= 0]
        if sum(detection.box.share_in(lines[place].box) for place, _ in met) >= _AREA_PRECISION:
            for place, first in met:
                matches[place].append((first, at))
    return [[at for _, at in sorted(found)] for found in matches]


def _first_inside(line: _Spelled, box: Box) -> int:
    inside = (at for at, (x, y) in enumerate(line.centres) if box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1)
    return next(inside, -1)


def _take(text: str, own: Sequence[int], left: list[str]) -> int:
    """Use up the characters of a line in what is left of its detections and return how many there were."""
    right = common_places(text, "".join(left[at] for at in own))
    used, start = set(right), 0
    for at in own:
        end = start + len(left[at])
        left[at] = "".join(char for place, char in enumerate(left[at], start) if place not in used)
        start = end
    return len(right)

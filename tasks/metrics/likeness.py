"""Whether two texts, or two places on a page, are the same but for what printing and reading do to them."""

from collections.abc import Iterable

from tasks.japanese.folding import squeeze
from tasks.records.record import Box

_LONGER = 1.3
_ALIKE = 0.85
_PART = 0.5
_SAME_IOU, _COVERED, _LARGER = 0.5, 0.7, 1.5


def is_text(text: str, wanted: Iterable[str | None]) -> bool:
    """Tell whether ``text`` is one of the spellings ``wanted``, NFKC-folded and without white space.

    It is if it contains one without being longer than 1.3 times the first, or if it is alike to one at 0.85
    (1 - Levenshtein distance over the longer length).
    """
    given = squeeze(text)
    spellings = [squeezed for each in wanted if each and (squeezed := squeeze(each))]
    if not spellings:
        return False
    contains = any(each in given for each in spellings) and len(given) <= _LONGER * len(spellings[0])
    return contains or any(are_alike(given, each) for each in spellings)


def is_part(text: str, whole: str) -> bool:
    """Tell whether ``text`` is a half or more of ``whole``, word for word, NFKC-folded and without white space."""
    given, wanted = squeeze(text), squeeze(whole)
    return given in wanted and len(given) >= _PART * len(wanted)


def is_place(one: Box, other: Box) -> bool:
    """Tell whether two boxes hold the same text: at IoU ≥ 0.5, or 0.7 of the smaller common and the larger ≤ 1.5 times.

    The second lets a box around glyphs be a box around lines.
    """
    smaller, larger = sorted((one.area, other.area))
    covered = one.intersect(other).area >= _COVERED * smaller and 0 < larger <= _LARGER * smaller
    return covered or one.iou(other) >= _SAME_IOU


def are_alike(one: str, other: str) -> bool:
    """Tell whether the likeness of two texts is 0.85 or more."""
    shorter, longer = sorted((len(one), len(other)))
    # At least the difference in length must be put in: most texts need no closer look.
    return shorter >= _ALIKE * longer and likeness(one, other) >= _ALIKE


def likeness(one: str, other: str) -> float:
    """Return 1 - Levenshtein distance over the longer length; 1 for two empty texts."""
    longer = max(len(one), len(other))
    return 1 - levenshtein(one, other) / longer if longer else 1.0


def levenshtein(one: str, other: str) -> int:
    """Return how many single characters must be put in, taken out or replaced (Wagner and Fischer 1974)."""
    row = list(range(len(other) + 1))
    for place, char in enumerate(one, start=1):
        before, row = row, [place]
        for column, against in enumerate(other, start=1):
            row.append(min(row[-1] + 1, before[column] + 1, before[column - 1] + (char != against)))
    return row[-1]

"""Horizontal lines, rebuilt from the runs that a file cuts them into."""

import re
from collections import defaultdict
from collections.abc import Sequence

from tasks.geometry.pieces import Piece, Turn
from tasks.japanese.cues import CueStrength, caption_cue
from tasks.records.record import Box

_JOINED_IN_FILE = 2.0
_JOINED_BY_PLACE = 0.9
JOINED_TO_MARKER = 3.2
"""A marker stands so many type sizes off its text, at most."""
_BACK = -0.6
_LEVEL = 0.3
_SHIFTED = 0.5
_MARKER = re.compile(
    r"[・●○■□◆◇▲▼★☆※•◦‣▶►➢✓*-]|[①-⑳]|[(（]?[0-9０-９a-zA-Zア-ン]{1,2}[)）.．]|[0-9０-９]{1,2}(?:[.．-][0-9０-９]{1,2}){1,3}[.．]?"
    r"|第[0-9０-９一二三四五六七八九十]{1,3}[章節項条部編]"
    r"|(?:図|表|写真|図表)\s?[‐–―－−-]?[0-9０-９]{1,2}(?:[.．‐–―－−-][0-9０-９]{1,2}){0,3}[.．:：]?"
)
_CAPTIONS_APART = 0.8
"""Two captions in a row are at least so many type sizes apart; each says more than this beside its label."""
_SAYS = 4
_CELL = 8.0

Row = list[Piece]


def rows(pieces: Sequence[Piece]) -> list[Row]:
    """Join horizontal pieces that stand side by side on a line, left to right."""
    across = sorted(
        (piece for piece in pieces if piece.turn is Turn.RIGHT),
        key=lambda piece: (piece.box.x0, piece.box.y0, piece.order),
    )
    ends: dict[int, set[int]] = defaultdict(set)
    made: list[Row] = []
    for piece in across:
        place = _row_to_join(piece, made, ends)
        if place is None:
            place = len(made)
            made.append([])
        made[place].append(piece)
        ends[_cell(piece.box)].add(place)
    return made


def is_marker(text: str) -> bool:
    """Say whether a text is a bullet, a counter or the label of a caption, which stands off what it marks."""
    return bool(_MARKER.fullmatch(text))


def _cell(box: Box) -> int:
    return int(box.centre[1] // _CELL)


def _row_to_join(piece: Piece, made: Sequence[Row], ends: dict[int, set[int]]) -> int | None:
    reach = int(piece.box.height // _CELL) + 1
    cell = _cell(piece.box)
    near = sorted({place for at in range(cell - reach, cell + reach + 1) for place in ends.get(at, ())})
    gaps = [(gap, place) for place in near if (gap := _gap(made[place][-1], piece)) is not None]
    if not gaps:
        return None
    gap, place = min(gaps)
    return None if gap > _CAPTIONS_APART * piece.size and _are_captions(made[place][0], piece) else place


def _are_captions(first: Piece, piece: Piece) -> bool:
    """Say whether a run begins a caption of its own to the right of another, as under pictures side by side."""
    return _is_caption(piece) and _is_caption(first)


def _is_caption(piece: Piece) -> bool:
    cue = caption_cue(piece.text)
    return cue is not None and cue.strength is CueStrength.NUMBERED and len(piece.text) > cue.end + _SAYS


def _gap(left: Piece, right: Piece) -> float | None:
    """Return the gap in points where ``right`` continues the line of ``left``, else None."""
    size = max(left.size, right.size)
    gap = right.box.x0 - left.box.x1
    if not _BACK * size <= gap <= JOINED_TO_MARKER * size:
        return None
    if not _is_level(left, right, gap):
        return None
    return abs(gap) if gap <= _limit(left, right) * size else None


def _is_level(left: Piece, right: Piece, gap: float) -> bool:
    smaller, larger = sorted((left.size, right.size))
    if abs(left.box.y1 - right.box.y1) <= _LEVEL * smaller and smaller >= _SHIFTED * larger:
        return True
    # An index or exponent: off the baseline, yet beside its base and not above it as ruby is.
    return left.box.overlap_y(right.box) >= _SHIFTED and gap <= _LEVEL * larger


def _limit(left: Piece, right: Piece) -> float:
    if is_marker(left.text):
        return JOINED_TO_MARKER
    return _JOINED_IN_FILE if abs(right.order - left.order) <= 1 else _JOINED_BY_PLACE

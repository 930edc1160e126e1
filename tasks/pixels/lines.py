"""Lines that an engine boxed roughly, cut to their ink and brought to a few sizes of type."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from tasks.geometry.frames import page_direction
from tasks.geometry.rows import JOINED_TO_MARKER, is_marker
from tasks.geometry.ruby import mark_ruby
from tasks.japanese.script import Script, is_japanese, script_of
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import POINTS_PER_INCH, Box

_CONTRAST = 40.0
_DARKER = 0.45
_INKED, _RULED = 0.004, 0.85
_OF_FULLEST, _GAP = 0.15, 0.08
_LEAST, _MOST = 1.1, 1.6
_PLAY = 1.13
_INK_OF_EM = {Script.KANJI: 0.88, Script.KANA: 0.8}
_INK_OF_LATIN = 0.75
_ENOUGH, _MOSTLY, _AGREE = 4, 0.8, 1.35
_ROUGHNESS = 1.3
_ROW_GAP, _LEVEL, _SPACE, _SMALLEST = 0.9, 0.3, 0.25, 0.75
_SQUARE = 1.4
_SHORT = 2

Ink = NDArray[np.bool_]


def settled(lines: Sequence[Line], image: NDArray[np.uint8], dpi: int) -> list[Line]:
    """Return the lines with boxes as tall as their type and as long as their ink, sizes evened out, ruby marked.

    ``image`` is what the engine read: (height, width, 3), RGB, ``dpi`` dots per inch; the lines' boxes are in points,
    as thick as the engine drew them.
    """
    scale = dpi / POINTS_PER_INCH
    grey = image[:, :, 1]
    turned = _as_the_page_runs(lines)
    cut = [_cut(line, grey, scale) for line in turned]
    return mark_ruby(_in_rows(_with_even_sizes(_with_plain_latin(turned, cut))))


def _as_the_page_runs(lines: Sequence[Line]) -> list[Line]:
    """Turn single glyphs, which run nowhere by themselves, to where the page runs."""
    if page_direction([line for line in lines if len(line.text) > _SHORT]) is not Direction.VERTICAL:
        return list(lines)
    return [line.model_copy(update={"direction": Direction.VERTICAL}) if _is_square(line) else line for line in lines]


def _is_square(line: Line) -> bool:
    box = line.box
    return len(line.text) <= _SHORT and box.width <= _SQUARE * box.height


def _cut(line: Line, grey: NDArray[np.uint8], scale: float) -> Line:
    """Cut a line's box to its ink, if any can be told, and make it as thick as the type that leaves such ink."""
    found = _inked(line, grey, scale)
    if found is None:
        return line
    raw = max(line.size, 0.1)
    seen = min(raw / _LEAST, max(raw / _MOST, _thickness(found, line.direction) / _ink_share(line.text)))
    size = _by_pitch(found, line, seen)
    return line.model_copy(update={**_around_middle(found, line.direction, size)._asdict(), "size": round(size, 2)})


def _by_pitch(ink: Box, line: Line, seen: float) -> float:
    """Return the em size: Japanese glyphs stand an em apart, unless they are set wider or closer than that."""
    wide = sum(is_japanese(character) for character in line.text)
    if wide < _ENOUGH or wide < _MOSTLY * len(line.text):
        return seen
    length = ink.height if line.direction is Direction.VERTICAL else ink.width
    pitch = length / (wide + (len(line.text) - wide) / 2)
    return pitch if seen / _AGREE <= pitch <= seen * _AGREE else seen


def _with_plain_latin(rough: Sequence[Line], cut: Sequence[Line]) -> list[Line]:
    """Measure lines without Japanese by the boxes of those with it: the ink of brackets and small letters misleads."""
    pairs = list(zip(rough, cut, strict=True))
    ratios = [before.size / after.size for before, after in pairs if _is_japanese(after.text)]
    usual = median(ratios) if len(ratios) >= _ENOUGH else _ROUGHNESS
    return [after if _is_japanese(after.text) else _resized(after, before.size / usual) for before, after in pairs]


def _is_japanese(text: str) -> bool:
    return any(is_japanese(character) for character in text)


def _resized(line: Line, size: float) -> Line:
    return line.model_copy(
        update={**_around_middle(line.box, line.direction, size)._asdict(), "size": round(max(size, 0.1), 2)}
    )


def _in_rows(lines: Sequence[Line]) -> list[Line]:
    """Join what stands in one row with no more than a space between, as the engine divides a line at its symbols."""
    rows: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.direction, line.x0, line.y0, line.text)):
        place = next((at for at, row in enumerate(rows) if _follows(line, row)), None)
        if place is None:
            rows.append(line)
        else:
            rows[place] = _joined(rows[place], line)
    return sorted(rows, key=lambda row: (row.y0, row.x0, row.text))


def _follows(line: Line, row: Line) -> bool:
    if Direction.VERTICAL in (line.direction, row.direction) or not _SMALLEST < line.size / row.size < 1 / _SMALLEST:
        return False
    gap = line.x0 - row.x1
    level = abs(line.box.centre[1] - row.box.centre[1]) <= _LEVEL * min(line.size, row.size)
    reach = JOINED_TO_MARKER if is_marker(row.text) else _ROW_GAP
    return level and -_ROW_GAP * row.size <= gap <= reach * row.size


def _joined(row: Line, line: Line) -> Line:
    gap = line.x0 - row.x1
    between = is_japanese(row.text[-1]) or is_japanese(line.text[0])
    tight = gap < (_ROW_GAP if between else _SPACE) * row.size
    sure = [one.confidence for one in (row, line) if one.confidence is not None]
    return row.model_copy(
        update={
            **row.box.union(line.box)._asdict(),
            "text": row.text + ("" if tight else " ") + line.text,
            "confidence": min(sure, default=None),
        }
    )


def _thickness(box: Box, direction: Direction) -> float:
    return box.width if direction is Direction.VERTICAL else box.height


def _around_middle(box: Box, direction: Direction, size: float) -> Box:
    x, y = box.centre
    if direction is Direction.VERTICAL:
        return Box(x - size / 2, box.y0, x + size / 2, box.y1).rounded()
    return Box(box.x0, y - size / 2, box.x1, y + size / 2).rounded()


def _inked(line: Line, grey: NDArray[np.uint8], scale: float) -> Box | None:
    """Return the box of a line's ink in points; None where there is too little contrast to tell."""
    height, width = grey.shape
    x0, y0 = max(0, int(line.x0 * scale)), max(0, int(line.y0 * scale))
    x1, y1 = min(width, round(line.x1 * scale) + 1), min(height, round(line.y1 * scale) + 1)
    ink = _ink(grey[y0:y1, x0:x1])
    if ink is None:
        return None
    vertical = line.direction is Direction.VERTICAL
    across = _band(ink.mean(axis=0 if vertical else 1))
    along = _extent(ink.mean(axis=1 if vertical else 0))
    if across is None or along is None:
        return None
    (left, right), (top, bottom) = (across, along) if vertical else (along, across)
    return Box((x0 + left) / scale, (y0 + top) / scale, (x0 + right) / scale, (y0 + bottom) / scale)


def _ink(cut: NDArray[np.uint8]) -> Ink | None:
    """Return what differs from the ground, dark on light or light on dark."""
    if cut.size == 0:
        return None
    ground = float(np.median(cut))
    apart = np.abs(cut.astype(np.int16) - ground)
    strongest = float(np.percentile(apart, 98))
    return apart > _DARKER * strongest if strongest >= _CONTRAST else None


def _band(profile: NDArray[np.float64]) -> tuple[int, int] | None:
    """Return the rows of a line's type: those inked about as much as the others, not ruby beside it nor a rule."""
    type_rows = profile[profile < _RULED]
    if not type_rows.size or not type_rows.any():
        return None
    least = max(_INKED, _OF_FULLEST * float(np.percentile(type_rows, 90)))
    runs = _runs((profile > least) & (profile < _RULED), _GAP * len(profile))
    return max(runs, key=lambda run: (float(profile[slice(*run)].sum()), -run[0]), default=None)


def _runs(marked: NDArray[np.bool_], gap: float) -> list[tuple[int, int]]:
    """Return from where to where there are marks, gaps up to ``gap`` included."""
    places = np.flatnonzero(marked)
    ends = np.flatnonzero(np.diff(places) > gap + 1)
    firsts, lasts = [0, *(ends + 1)], [*ends, len(places) - 1]
    return [
        (int(places[first]), int(places[last]) + 1) for first, last in zip(firsts, lasts, strict=True) if len(places)
    ]


def _extent(profile: NDArray[np.float64]) -> tuple[int, int] | None:
    """Return from where to where there is any ink."""
    places = np.flatnonzero(profile > _INKED)
    return (int(places[0]), int(places[-1]) + 1) if places.size else None


def _ink_share(text: str) -> float:
    """Return how much of its em a line's ink fills across: kanji nearly all, kana and Latin letters less."""
    scripts = {script_of(character) for character in text}
    for script, share in _INK_OF_EM.items():
        if script in scripts:
            return share
    return _INK_OF_LATIN


def _with_even_sizes(lines: Sequence[Line]) -> list[Line]:
    """Give lines of about one size the same: what differs by a pixel is one type; the commonest goes first."""
    left = Counter[float]()
    for line in lines:
        left[line.size] += len(line.text)
    even: dict[float, float] = {}
    while left:
        middle = max(left, key=lambda size: (sum(_near(size, left).values()), -size))
        group = _near(middle, left)
        even |= dict.fromkeys(group, round(median(group.elements()), 1))
        left = Counter({size: count for size, count in left.items() if size not in group})
    return [line.model_copy(update={"size": even[line.size]}) for line in lines]


def _near(size: float, sizes: Counter[float]) -> Counter[float]:
    """Return the sizes that may be one type with ``size``, with their characters."""
    return Counter({other: count for other, count in sizes.items() if size / _PLAY <= other <= size * _PLAY})

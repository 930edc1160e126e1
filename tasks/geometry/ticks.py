"""What is written around a chart: rows of ticks, the scale at its left, and the title over it."""

import re
from collections.abc import Sequence

from tasks.geometry.frames import reading_box
from tasks.geometry.groups import Group
from tasks.geometry.texts import Text, within
from tasks.japanese.cues import CueStrength, caption_cue
from tasks.records.enums import Direction
from tasks.records.record import Box

TICKS, LONGEST = 3, 6
"""A row of ticks has so many words at least, of so many characters at most."""
LARGER = 1.15
"""What is set in type larger by this than the labels of a chart, over or under it, is its title."""
IN_LINE, SCALE_EM, SPANNED = 1.5, 1.5, 0.6
"""The numbers of a scale end in line, give or take so many points, so many ems before the chart at most, and span this
share of its height."""
_NUMBER = re.compile(r"[-−△▲+]?\d[\d,.]*[%％]?")
_FIRST_WIDE, _WIDE, _NARROW = 0x2E80, 1.0, 0.55
"""From this character on they are as wide as high, before it about so wide, in ems."""
SHORTEST = 3
"""A title has so many characters; fewer are the sign of a panel."""
LABELS, LABEL = 3, 15
"""So many labels, of so many characters at most, tell the type of a chart."""
SAME_SIZE, FLUSH_EM, LEADING_EM = 0.02, 0.6, 0.8
"""A caption goes on in a line of its size, give or take this share, flush or centred, and this near, in ems."""
AROUND_EM, OUTER_EM = 2.5, 4.0
"""Labels stand so many ems from their chart; a title over it, so many of its own."""


def single_ticks(texts: Sequence[Text]) -> list[Text]:
    """Return the texts with each row of ticks parted into its words, as far apart as they are in the line."""
    return [part for text in texts for part in (_words(text) if _is_row(text) else [text])]


def may_be_ticks(words: Sequence[str]) -> bool:
    """Say whether the words of a line are as many and as short as those along an axis."""
    return len(words) >= TICKS and max(map(len, words)) <= LONGEST


def _is_row(text: Text) -> bool:
    words = text.text.split()
    if text.vertical or text.is_caption or not may_be_ticks(words):
        return False
    numbers = sum(any(char.isdigit() for char in word) for word in words)
    return numbers == len(words) or (numbers == 0 and len({len(word) for word in words}) == 1)


def _words(text: Text) -> list[Text]:
    """Part a line at its spaces, which are taken to be as wide as they make the line too long for its words."""
    words = text.text.split()
    em = _ems("".join(words))
    wide = min(text.size, 0.9 * text.box.width / em)
    space = (text.box.width - em * wide) / (len(words) - 1)
    made, start = [], text.box.x0
    for word in words:
        width = _ems(word) * wide
        made.append(text._replace(text=word, box=Box(start, text.box.y0, start + width, text.box.y1)))
        start += width + space
    return made


def _ems(words: str) -> float:
    """Return how wide a text is, about, in ems."""
    return sum(_WIDE if ord(char) >= _FIRST_WIDE else _NARROW for char in words)


def scaled(groups: Sequence[Group], texts: Sequence[Text]) -> set[int]:
    """Return which drawings are charts by the scale at their left: numbers under each other that end in line."""
    return {at for at, group in enumerate(groups) if not group.has_image and _has_scale(group.box, texts)}


def _has_scale(box: Box, texts: Sequence[Text]) -> bool:
    beside = [text for text in texts if _is_number(text) and _is_left_of(text.box, box, text.size)]
    numbers = [text for text in beside if abs(text.box.x1 - max(one.box.x1 for one in beside)) <= IN_LINE]
    if len(numbers) < TICKS:
        return False
    span = max(text.box.centre[1] for text in numbers) - min(text.box.centre[1] for text in numbers)
    return span >= SPANNED * box.height and not any(text.length > LABEL for text in within(box, texts))


def _is_number(text: Text) -> bool:
    return not text.vertical and bool(_NUMBER.fullmatch(text.text.strip()))


def _is_left_of(number: Box, box: Box, size: float) -> bool:
    level = box.y0 - size <= number.centre[1] <= box.y1 + size
    return level and -IN_LINE <= box.x0 - number.x1 <= SCALE_EM * size


def without_titles(groups: Sequence[Group], texts: Sequence[Text]) -> list[Text]:
    """Return the texts but for what is said of charts: captions, and what stands over or under one in larger type."""
    sizes = [(group.box, size) for group in groups if (size := _label_size(group, texts)) is not None]
    said = _captions(texts)
    return [text for text in texts if text not in said and not any(_is_title(text, *chart) for chart in sizes)]


def _captions(texts: Sequence[Text]) -> list[Text]:
    """Return the captions by their labels or marks, and the lines that they go on in."""
    said = [text for text in texts if text.cue is not None or _is_marked(text)]
    for caption in said:
        said += [text for text in texts if text not in said and _goes_on(caption, text)]
    return said


def _is_marked(text: Text) -> bool:
    cue = caption_cue(text.text)
    if cue is None or cue.strength is not CueStrength.MARK:
        return False
    return text.length >= SHORTEST and not text.text[cue.end].isdigit()  # △3.2 is a number


def _goes_on(caption: Text, text: Text) -> bool:
    if text.vertical != caption.vertical or abs(text.size - caption.size) > SAME_SIZE * caption.size:
        return False
    direction = Direction.VERTICAL if text.vertical else Direction.HORIZONTAL
    upper, lower = reading_box(caption.box, direction), reading_box(text.box, direction)
    flush = min(abs(upper.x0 - lower.x0), abs(upper.centre[0] - lower.centre[0])) <= FLUSH_EM * text.size
    return flush and -0.5 * text.size <= lower.y0 - upper.y1 <= LEADING_EM * text.size


def _label_size(group: Group, texts: Sequence[Text]) -> float | None:
    """Return the type size of most labels in and around a chart, None where it has too few to tell."""
    if group.has_image:
        return None
    box = group.box
    sizes = sorted(text.size for text in texts if text.length <= LABEL and _is_around(text, box))
    return sizes[len(sizes) // 2] if len(sizes) >= LABELS else None


def _is_around(text: Text, box: Box) -> bool:
    return max(text.box.gap_x(box), text.box.gap_y(box)) <= AROUND_EM * text.size


def _is_title(text: Text, box: Box, size: float) -> bool:
    if text.vertical or text.length < SHORTEST or text.size < LARGER * size:
        return False
    return 0 <= _beyond(text.box, box) <= OUTER_EM * text.size and text.box.gap_x(box) <= OUTER_EM * text.size


def _beyond(text: Box, box: Box) -> float:
    """Return how far a text lies over or under a box, less than nothing where it is level with it."""
    return max(box.y0 - text.y1, text.y0 - box.y1)

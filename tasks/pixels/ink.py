"""Where the ink of a page image lies that is no text: figures of pages that have no picture boxes of their own."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.geometry.clusters import around, near
from tasks.pixels.strokes import THIN, Mark, Mask, Piece, is_no_drawing
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import POINTS_PER_INCH, Box

Grey = NDArray[np.float32]
WORKING_DPI = 100
"""Images are brought to about this resolution: enough to see lines, little enough to be quick."""
BLOCK = 16
"""The light is measured in squares of so many pixels …"""
LIGHT_REACH = 3
"""… as that of the lightest square so many squares around."""
DARKEST_PAPER = 0.6
"""Paper is nowhere darker than this share of the page's light: what is darker there is a picture."""
LEAST_CONTRAST, MOST_CONTRAST, NOISE_TIMES = 0.12, 0.35, 5.0
"""Ink is darker than the paper around it by this share of the paper's light, or by so many times the paper's noise."""
SPECK = 1.5
"""Ink without this extent is dust, in points."""
LITTLE = 8.0
"""Ink smaller than this is not worth asking what it is: alone it is nothing, in points."""
TEXT_MARGIN = 0.3
"""Ink so many type sizes off a line belongs to its text: ruby, dots, underlines."""
IN_TEXT = 0.5
"""Ink of which this share lies on text is text."""
UNSURE, UNSURE_OF_ONE = 0.5, 0.8
"""What an engine is less sure of may be no text at all: strokes of a drawing are read as letters, and a spot in a photo
as a single one, hence the second."""
FEWEST_FRAMES, ARROW_GAP = 3, 10.0
"""So many frames with arrows between them, so many points off, are a flow chart."""
COARSE, EVEN_TONES = 8, 6
"""In squares of so many pixels, an even ground varies by so many grey levels."""
BLACK, MOST_OF_IT, PRINTED = 80, 0.5, 20
"""Print is on black where the ground is darker than this grey level, over this share of the page, with so many
characters on it."""
LIGHT, AROUND, ALMOST_ALL = 150, 15, 99.9
"""Bare paper is at least this light, and so many per cent of its squares are like the so many times so many around."""
GAP = 6.0
"""Ink at most so many points apart is one picture."""
LEAST_SIDE = 20.0
"""A picture's shorter side, at least, in points."""
LETTER = 1.6
"""Marks smaller than this many type sizes may be letters that were not read."""
RUNNING, ENOUGH_LINES = 8, 8
"""Lines of so many characters, and so many of them, tell where the text of a page stands."""
CRUMB_SIDE, IN_MARGIN, CUTS_TEXT = 100.0, 0.1, 0.1
"""What is smaller, in points, and has less of itself than this within the text, or more of it over parts of lines, is a
crumb of the paper's edge."""
DARK, DRAWN = 0.75, 0.002
"""Of a picture, this share is darker than so much of its paper, text apart."""
IN_LINE, AS_THICK, LETTER_GAP = 0.8, 1.2, 2.0
"""Letters that were not read lie in line with read ones: this share of them, not thicker, so many type sizes off."""
TYPE_SIZE = 11.0
"""The type size where no line tells it, in points."""


def ink_figures(image: NDArray[np.uint8], dpi: int, lines: Sequence[Line]) -> list[Box]:
    """Return the boxes of ink that is no text, in points, from top to bottom.

    ``image`` is (height, width, 3), RGB; ``lines`` are what was read on it. Dust, rules, borders, folds and seals are
    left out.
    """
    small, scale = _at_working_size(image, dpi)
    lines = [line for line in lines if not _is_spot(line)]
    marks = _marks(small, scale, lines)
    letter = LETTER * _type_size(lines)
    groups = _grouped(_without_empty_frames(marks, letter), letter)
    found = [around(group) for group in groups if _is_picture(group, letter, lines)]
    free = ~_text_mask(small.shape[:2], scale, lines)
    found = [box for box in found if _is_dark(small, free, scale, box)]
    return sorted((box.rounded() for box in found), key=lambda box: (box.y0, box.x0, box))


def on_paper(image: NDArray[np.uint8], lines: Sequence[Line]) -> NDArray[np.uint8]:
    """Return a page of print on black as it would look on paper: its tones turned over; a dark photo stays."""
    sample = _coarse(image).max(axis=2)
    ground = float(np.median(sample))
    even = float(np.mean(np.abs(sample - ground) <= EVEN_TONES))
    black = ground < BLACK and even >= MOST_OF_IT and sum(len(line.text) for line in lines) >= PRINTED
    return 255 - image if black else image


def is_bare(image: NDArray[np.uint8]) -> bool:
    """Say whether a page shows nothing but light paper: shades that change slowly, and grain."""
    coarse = _coarse(image)
    apart = np.abs(coarse - cv2.blur(coarse, (AROUND, AROUND)))
    light = float(np.median(coarse.min(axis=2)))
    return light >= LIGHT and float(np.percentile(apart, ALMOST_ALL)) <= EVEN_TONES


def _coarse(image: NDArray[np.uint8]) -> Grey:
    """Return the image in squares of some pixels, where grain is evened out."""
    height, width = (max(1, side // COARSE) for side in image.shape[:2])
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)


def ink_mask(image: NDArray[np.uint8]) -> Mask:
    """Return where an image is darker than the paper around it; ``image`` is (height, width, 3), RGB.

    The light of the paper is measured square by square, so that yellow paper and shadows are no ink.
    """
    grey = image.min(axis=2).astype(np.float32)
    light = _light(grey)
    contrast = 1.0 - grey / np.maximum(light, 1.0)
    paper = np.abs(contrast[contrast < LEAST_CONTRAST])
    noise = 1.5 * float(np.median(paper)) if paper.size else 0.0  # the deviation of a normal distribution
    mask: Mask = contrast > min(MOST_CONTRAST, max(LEAST_CONTRAST, NOISE_TIMES * noise))
    return mask


def _at_working_size(image: NDArray[np.uint8], dpi: int) -> tuple[NDArray[np.uint8], float]:
    """Return the image, averaged where it is finer than needed, and the points that a pixel of it takes."""
    shrink = WORKING_DPI / dpi
    if shrink > 0.8:  # noqa: PLR2004 (not worth it)
        return image, POINTS_PER_INCH / dpi
    height, width = (max(1, round(side * shrink)) for side in image.shape[:2])
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8), POINTS_PER_INCH / WORKING_DPI


def _light(grey: Grey) -> Grey:
    """Return the light of the paper at every pixel."""
    height, width = grey.shape
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    padded = np.pad(grey, ((0, rows * BLOCK - height), (0, columns * BLOCK - width)), mode="edge")
    blocks = padded.reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2).reshape(rows, columns, -1)
    level = np.partition(blocks, int(0.8 * BLOCK * BLOCK), axis=2)[:, :, int(0.8 * BLOCK * BLOCK)]
    around_it = 2 * LIGHT_REACH + 1
    lightest = np.lib.stride_tricks.sliding_window_view(
        np.pad(level, LIGHT_REACH, mode="edge"), (around_it, around_it)
    ).max(axis=(2, 3))
    floor = DARKEST_PAPER * float(np.percentile(level, 90))
    smooth = cv2.resize(
        np.maximum(lightest, floor).astype(np.float32),
        (columns * BLOCK, rows * BLOCK),
        interpolation=cv2.INTER_LINEAR,
    )
    return np.asarray(smooth[:height, :width], dtype=np.float32)


def _marks(image: NDArray[np.uint8], scale: float, lines: Sequence[Line]) -> list[Mark]:
    """Return the pieces of ink that may be parts of pictures."""
    ink = ink_mask(image)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    text, running = (_text_mask(ink.shape, scale, some) for some in (lines, _running(lines)))
    on_text = np.bincount(labels[text], minlength=len(stats)) / np.maximum(stats[:, cv2.CC_STAT_AREA], 1)
    big = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) * scale >= SPECK
    wanted = [int(at) for at in np.flatnonzero(big & (on_text < IN_TEXT)) if at > 0]
    found = [Piece(image, np.asarray(labels, dtype=np.int32), text, running, stats[at], at) for at in wanted]
    return [piece.mark(scale) for piece in found if max(piece.size) * scale < LITTLE or not is_no_drawing(piece, scale)]


def _text_mask(shape: tuple[int, ...], scale: float, lines: Sequence[Line]) -> Mask:
    mask = np.zeros(shape, dtype=np.bool_)
    for line in lines:
        if line.confidence is not None and line.confidence < UNSURE:
            continue
        margin = TEXT_MARGIN * min(line.size, line.box.width, line.box.height)
        x0, y0, x1, y1 = (max(0, round(value / scale)) for value in line.box.grown(margin))
        mask[y0:y1, x0:x1] = True
    return mask


def _is_spot(line: Line) -> bool:
    """Say whether a line is a single letter that may be none."""
    return len(line.text) == 1 and line.confidence is not None and line.confidence < UNSURE_OF_ONE


def _type_size(lines: Sequence[Line]) -> float:
    return float(np.median([line.size for line in lines])) if lines else TYPE_SIZE


def _without_empty_frames(marks: Sequence[Mark], letter: float) -> list[Box]:
    """Return the boxes of the marks, frames only with a drawing inside, and the boxes of flow charts."""
    drawn = [mark.box for mark in marks if _is_drawn(mark.box, letter)]
    kept = [mark.box for mark in marks if not mark.frame or any(_is_in(box, mark.box) for box in drawn)]
    return [*kept, *_flow_charts(marks)]


def _flow_charts(marks: Sequence[Mark]) -> list[Box]:
    """Return the boxes of several frames with as good as an arrow for each."""
    parts = [mark for mark in marks if mark.frame or max(mark.box.width, mark.box.height) >= LITTLE]
    charts = [[parts[at] for at in group] for group in near([mark.box for mark in parts], ARROW_GAP)]
    frames = [sum(mark.frame for mark in chart) for chart in charts]
    return [
        around(mark.box for mark in chart)
        for count, chart in zip(frames, charts, strict=True)
        if FEWEST_FRAMES <= count <= len(chart) - count + 1
    ]


def _is_in(inner: Box, outer: Box) -> bool:
    return inner != outer and inner.share_in(outer) >= 1.0


def _is_drawn(box: Box, letter: float) -> bool:
    return min(box.width, box.height) >= THIN and max(box.width, box.height) > letter


def _grouped(boxes: Sequence[Box], letter: float) -> list[list[Box]]:
    """Group boxes that lie near each other; what may be letters joins a drawing, but no two drawings."""
    blobs = _clusters([[box] for box in boxes if max(box.width, box.height) <= letter])
    drawn = [[box] for box in boxes if max(box.width, box.height) > letter]
    drawn += [blob for blob in blobs if min(around(blob).width, around(blob).height) > letter]
    groups = _clusters(drawn)
    wholes = [around(group) for group in groups]
    for blob in blobs:
        box = around(blob)
        gaps = [(max(box.gap_x(whole), box.gap_y(whole)), at) for at, whole in enumerate(wholes)]
        gap, nearest = min(gaps, default=(GAP, 0))
        if gap < GAP and min(box.width, box.height) <= letter:
            groups[nearest] += blob
    return groups


def _clusters(groups: list[list[Box]]) -> list[list[Box]]:
    """Join groups until none reaches another."""
    joined = near([around(group) for group in groups], GAP) if groups else []
    if len(joined) == len(groups):
        return groups
    return _clusters([[box for at in members for box in groups[at]] for members in joined])


def _is_dark(image: NDArray[np.uint8], free: Mask, scale: float, box: Box) -> bool:
    """Say whether a box shows more, beside text, than the edge of a sheet or a shadow."""
    window = tuple(slice(int(a / scale), int(b / scale) + 1) for a, b in ((box.y0, box.y1), (box.x0, box.x1)))
    shades, beside = image[window].min(axis=2), free[window]
    dark = (shades < DARK * float(np.median(shades))) & beside
    return int(dark.sum()) >= DRAWN * max(1, int(beside.sum()))


def _is_picture(boxes: Sequence[Box], letter: float, lines: Sequence[Line]) -> bool:
    """Say whether marks are more than dust, a rule, crumbs of the paper's edge or letters that were not read."""
    whole = around(boxes)
    if min(whole.width, whole.height) < LEAST_SIDE or _is_crumb(whole, _running(lines)):
        return False
    if any(_goes_on(line, whole) for line in lines):
        return False
    return any(_is_drawn(box, letter) for box in boxes)


def _goes_on(line: Line, box: Box) -> bool:
    """Say whether a box goes on with a line, as thick as it is: letters that were not read."""
    along, across, thick = line.box.gap_x(box), line.box.overlap_y(box), box.height
    if line.direction is Direction.VERTICAL:
        along, across, thick = line.box.gap_y(box), line.box.overlap_x(box), box.width
    return across >= IN_LINE and thick <= AS_THICK * line.size and along <= LETTER_GAP * line.size


def _is_crumb(box: Box, running: Sequence[Line]) -> bool:
    """Say whether something little lies beyond the text of a page, or cuts into the ends of its lines."""
    if max(box.width, box.height) >= CRUMB_SIDE or len(running) < ENOUGH_LINES:
        return False
    cut = sum(line.box.intersect(box).area for line in running if line.box.share_in(box) < 0.5)  # noqa: PLR2004
    return box.share_in(around(line.box for line in running)) < IN_MARGIN or cut >= CUTS_TEXT * box.area


def _running(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that are long enough to tell where the text of a page stands."""
    return [line for line in lines if len(line.text) >= RUNNING]

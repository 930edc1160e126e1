"""Pieces of ink, and which of them are no part of a picture: borders, folds, frames, bands of text, seals."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.records.record import Box

Mask = NDArray[np.bool_]
EDGE = 0.06
"""The dark border of a scan lies within this share of the page's sides …"""
IN_EDGE = 0.8
"""… with this share of its ink, and touches the edge."""
FOLD_WIDTH, FOLD_LENGTH = 0.03, 0.4
"""A fold or a rule is at most this share of the page wide and at least this share long."""
WORN_WIDTH, WORN_LENGTH, WORN_FILLED = 0.2, 0.75, 0.2
"""Worn edges and slanted folds are wider, but longer too, and fill at most this share of their box."""
FRAME_SHARE, FRAME_LINE, IN_FRAME, FRAME_FILLED = 0.3, 0.02, 0.9, 0.3
"""A frame around this share of the page is no picture: this close to its sides lies this share of its ink, which fills
at most this share of its box."""
THINNEST_RING = 3
"""Close to a side means so many pixels at least."""
SPARSE, RUNNING_TEXT = 0.12, 0.25
"""Ink that fills at most this share of a box with so much running text in it frames or rules the text."""
SOLID, BAND_TEXT, ONE_COLOUR = 0.5, 0.03, 12.0
"""A patch that fills this share of its box, has text on this share, and strays by so many of 255 levels, is a band."""
SEAL_SIDE, SEAL_RED = 100.0, 0.7
"""A seal is at most so many points wide and high; this share of its ink is red."""
RED_BY = 40
"""Red ink is redder than it is green and blue by so many of 255 levels."""
THIN = 4.0
"""What is thinner is a rule, in points."""


class Mark(NamedTuple):
    """A piece of ink that may be part of a picture: its box in points, and whether it only frames what is in it."""

    box: Box
    frame: bool


class Piece(NamedTuple):
    """A connected piece of ink among all of a page.

    ``labels`` say which piece each pixel belongs to, ``text`` and ``running`` where there is text and long lines of it,
    ``stat`` where the piece called ``at`` is.
    """

    image: NDArray[np.uint8]
    labels: NDArray[np.int32]
    text: Mask
    running: Mask
    stat: NDArray[np.int32]
    at: int

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in pixels."""
        return int(self.stat[cv2.CC_STAT_WIDTH]), int(self.stat[cv2.CC_STAT_HEIGHT])

    @property
    def shares(self) -> tuple[float, float]:
        """Return width and height as shares of the page's."""
        return self.size[0] / self.labels.shape[1], self.size[1] / self.labels.shape[0]

    @property
    def pixels(self) -> int:
        """Return how many pixels have its ink."""
        return int(self.stat[cv2.CC_STAT_AREA])

    @property
    def filled(self) -> float:
        """Return the share of its box that has its ink."""
        return self.pixels / (self.size[0] * self.size[1])

    @property
    def window(self) -> tuple[slice, slice]:
        """Return its box as an index into images of the page."""
        x, y = int(self.stat[cv2.CC_STAT_LEFT]), int(self.stat[cv2.CC_STAT_TOP])
        return slice(y, y + self.size[1]), slice(x, x + self.size[0])

    @property
    def own(self) -> Mask:
        """Return where in its box its ink is."""
        return np.asarray(self.labels[self.window] == self.at)

    @property
    def written(self) -> float:
        """Return the share of its box that is under text."""
        return float(self.text[self.window].mean())

    @property
    def overrun(self) -> float:
        """Return the share of its box that is under running text."""
        return float(self.running[self.window].mean())

    @property
    def touches_edge(self) -> bool:
        """Say whether it reaches the edge of the page."""
        height, width = self.labels.shape
        rows, columns = self.window
        return bool(min(rows.start, columns.start) == 0 or rows.stop == height or columns.stop == width)

    @property
    def is_frame(self) -> bool:
        """Say whether its ink lies along the sides of its box."""
        return self.filled <= FRAME_FILLED and _in_ring(self.own, FRAME_LINE) >= IN_FRAME * self.pixels

    @property
    def is_band(self) -> bool:
        """Say whether it is a patch of one colour that text is set on."""
        if self.filled < SOLID or self.written < BAND_TEXT:
            return False
        around_text = self.image[self.window].min(axis=2)[self.own & ~self.text[self.window]]
        return bool(around_text.size) and float(around_text.std()) <= ONE_COLOUR

    def mark(self, scale: float) -> Mark:
        """Return it in points, ``scale`` of them a pixel."""
        rows, columns = self.window
        box = Box(columns.start * scale, rows.start * scale, columns.stop * scale, rows.stop * scale)
        return Mark(box, self.is_frame)


def is_no_drawing(piece: Piece, scale: float) -> bool:
    """Say whether ink is the border of a scan, a fold or rule, a frame or band of text, or a seal."""
    if _is_fold(*piece.shares, piece.filled) or piece.is_band:
        return True
    if piece.touches_edge and _in_ring(piece.labels == piece.at, EDGE) >= IN_EDGE * piece.pixels:
        return True
    if piece.is_frame:
        return piece.shares[0] * piece.shares[1] >= FRAME_SHARE
    if piece.filled <= SPARSE and piece.overrun >= RUNNING_TEXT:
        return True
    small = min(piece.size) * scale >= THIN and max(piece.size) * scale <= SEAL_SIDE
    return small and _is_red(piece.image[piece.window][piece.own])


def _is_fold(across: float, down: float, filled: float) -> bool:
    """Say whether ink runs along much of the page, straight or as crookedly as the edge of worn paper does."""
    thin, long = min(across, down), max(across, down)
    straight = thin <= FOLD_WIDTH and long >= FOLD_LENGTH
    return straight or (thin <= WORN_WIDTH and long >= WORN_LENGTH and filled <= WORN_FILLED)


def _in_ring(mask: Mask, share: float) -> int:
    """Return how many pixels of a mask lie within this share of its sides from its edges."""
    dy, dx = (max(THINNEST_RING, round(share * side)) for side in mask.shape)
    return int(mask.sum()) - int(mask[dy:-dy, dx:-dx].sum())


def _is_red(colours: NDArray[np.uint8]) -> bool:
    red, green, blue = colours.astype(np.int16).T
    return bool((red - np.maximum(green, blue) > RED_BY).mean() >= SEAL_RED)

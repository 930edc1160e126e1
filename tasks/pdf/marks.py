"""What a page paints besides text, as it shows: clipped, cropped, rotated."""

from collections.abc import Callable
from enum import StrEnum, auto
from typing import Any, NamedTuple

import pymupdf
from pymupdf import mupdf

from tasks.records.record import Box

WHITE = 0.985
"""A fill at least this bright in every channel does not show on paper."""
CMYK = 4
"""Channels of the one usual colour space in which 0 is bright."""
RULE = 3.0
"""A stroke or bar is a rule up to this thickness, in points."""


class Shape(StrEnum):
    """What was painted."""

    IMAGE = auto()
    RULE = auto()
    RECTANGLE = auto()
    CURVE = auto()


class Mark(NamedTuple):
    """One painting operation; ``visible`` is false where it leaves no ink, ``sheer`` for an image with a mask."""

    shape: Shape
    box: Box
    visible: bool = True
    sheer: bool = False


def painted(page: pymupdf.Page) -> list[Mark]:
    """Return the images, fills and strokes of a page in painting order, in points of the page as displayed."""
    device = _Recorder()
    mupdf.fz_run_page(page.this, device, mupdf.FzMatrix(), mupdf.FzCookie())
    mupdf.fz_close_device(device)
    return device.marks


class _Recorder(mupdf.FzDevice2):  # type: ignore[misc]
    """A MuPDF device that notes where things are painted; it never decodes an image."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: list[Mark] = []
        self._tiles: list[int] = []
        for hook in (
            "fill_path",
            "stroke_path",
            "fill_image",
            "fill_image_mask",
            "fill_shade",
            "begin_tile",
            "end_tile",
        ):
            use: Callable[[], None] = getattr(self, f"use_virtual_{hook}")
            use()

    def fill_path(
        self, _context: Any, path: Any, _even_odd: Any, ctm: Any, space: Any, colour: Any, alpha: float, *_: Any
    ) -> None:
        """Note a filled path."""
        box = mupdf.ll_fz_bound_path(path, None, ctm)
        visible = alpha > 0 and not _is_white(space, colour)
        self._note(_shape(box, mupdf.ll_fz_path_is_rect(path, ctm)), box, visible=visible)

    def stroke_path(
        self, _context: Any, path: Any, _stroke: Any, ctm: Any, space: Any, colour: Any, alpha: float, *_: Any
    ) -> None:
        """Note a stroked path."""
        box = mupdf.ll_fz_bound_path(path, None, ctm)
        visible = alpha > 0 and not _is_white(space, colour)
        self._note(_shape(box, mupdf.ll_fz_path_is_rect(path, ctm)), box, visible=visible)

    def fill_image(self, _context: Any, image: Any, ctm: Any, alpha: float, *_: Any) -> None:
        """Note a placed image; soft shadows are images with a mask."""
        self._note(Shape.IMAGE, _unit_square(ctm), visible=alpha > 0, sheer=bool(image.mask))

    def fill_image_mask(
        self, _context: Any, _image: Any, ctm: Any, _space: Any, _colour: Any, alpha: float, *_: Any
    ) -> None:
        """Note a stencil."""
        self._note(Shape.IMAGE, _unit_square(ctm), visible=alpha > 0)

    def fill_shade(self, _context: Any, shade: Any, ctm: Any, alpha: float, *_: Any) -> None:
        """Note a gradient."""
        self._note(Shape.RECTANGLE, mupdf.ll_fz_bound_shade(shade, ctm), visible=alpha > 0)

    def begin_tile(self, *_: Any) -> int:
        """Start a pattern: its cell is painted once, wherever the clip lets it show."""
        self._tiles.append(len(self.marks))
        return 0

    def end_tile(self, _context: Any) -> None:
        """Note the place of the pattern instead of its cell."""
        start = self._tiles.pop()
        cell, self.marks[start:] = self.marks[start:], []
        if cell:
            shape = Shape.IMAGE if any(mark.shape is Shape.IMAGE for mark in cell) else Shape.RECTANGLE
            self._note(shape, mupdf.ll_fz_device_current_scissor(self.m_internal), visible=True)

    def _note(self, shape: Shape, rect: Any, *, visible: bool, sheer: bool = False) -> None:
        box = Box(rect.x0, rect.y0, rect.x1, rect.y1)
        scissor = mupdf.ll_fz_device_current_scissor(self.m_internal)
        shown = Box(max(box.x0, scissor.x0), max(box.y0, scissor.y0), min(box.x1, scissor.x1), min(box.y1, scissor.y1))
        gone = shown.x0 > shown.x1 or shown.y0 > shown.y1
        self.marks.append(Mark(shape, box if gone else shown, visible and not gone, sheer))


def _unit_square(ctm: Any) -> Box:
    """Return where an image lies: the unit square, transformed."""
    xs = (ctm.e, ctm.e + ctm.a, ctm.e + ctm.c, ctm.e + ctm.a + ctm.c)
    ys = (ctm.f, ctm.f + ctm.b, ctm.f + ctm.d, ctm.f + ctm.b + ctm.d)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _shape(box: Any, is_rectangle: int) -> Shape:
    if min(box.x1 - box.x0, box.y1 - box.y0) <= RULE:
        return Shape.RULE
    return Shape.RECTANGLE if is_rectangle else Shape.CURVE


def _is_white(space: Any, colour: Any) -> bool:
    channels = mupdf.ll_fz_colorspace_n(space)
    values: list[float] = [mupdf.floats_getitem(colour, at) for at in range(channels)]
    brightest = 1 - max(values) if channels == CMYK else min(values)
    return bool(brightest >= WHITE)

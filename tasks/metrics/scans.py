"""Pictures of born-digital pages, clean and worn, as PDFs without any text: pages to read whose text is known."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import numpy as np
import pymupdf
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from tasks.engines.protocols import RgbArray
from tasks.pdf.document import load_page, open_document
from tasks.pdf.pictures import find_pictures
from tasks.pdf.render import render
from tasks.pdf.text import lines_of
from tasks.records.record import POINTS_PER_INCH, Box

SCAN_DPI = 150
_SKEW = 0.35
_BLUR = 0.7
_GRAIN = 9
_SHADE = 0.18
_JPEG_QUALITY = 60
_ON_PICTURE, _BACKGROUND, _BLOT = 0.5, 0.8, 150


def picture(pdf: Path, number: int, dpi: int = SCAN_DPI) -> RgbArray:
    """Return page ``number`` (1-based) of a PDF as displayed."""
    with open_document(pdf) as document:
        return render(load_page(document, number), dpi)


def blotted(image: RgbArray, pdf: Path, number: int, dpi: int = SCAN_DPI) -> RgbArray:
    """Return the page with its placed pictures greyed out: what is written in them, no text layer tells.

    Backgrounds stay: pictures with text of the layer on them, and those about as large as the page.
    """
    with open_document(pdf) as document:
        page = load_page(document, number)
        paper = Box(0.0, 0.0, page.rect.width, page.rect.height)
        placed = [region.box for region in find_pictures(page, "", number) if region.source == "raster"]
        lines = [line.box for line in lines_of(page)]
    blank = image.copy()
    for box in placed:
        under_text = any(line.share_in(box) > _ON_PICTURE for line in lines)
        if not under_text and box.area < _BACKGROUND * paper.area:
            x0, y0, x1, y1 = (max(0, round(value * dpi / POINTS_PER_INCH)) for value in box)
            blank[y0:y1, x0:x1] = _BLOT
    return blank


def worn(image: RgbArray) -> RgbArray:
    """Return what a cheap scanner would make of a page: a little askew, soft, unevenly lit, grainy, a poor JPEG.

    The same picture always comes out the same.
    """
    paper = Image.fromarray(image).rotate(_SKEW, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    soft = np.asarray(paper.filter(ImageFilter.GaussianBlur(_BLUR)), dtype=np.float64)
    lit = soft * _light(*image.shape[:2])[:, :, None] + _grain(*image.shape[:2])[:, :, None]
    encoded = BytesIO()
    Image.fromarray(np.clip(np.rint(lit), 0, 255).astype(np.uint8)).save(encoded, "JPEG", quality=_JPEG_QUALITY)
    with Image.open(encoded) as decoded:
        return np.asarray(decoded.convert("RGB"))


def write_scans(images: Iterable[RgbArray], target: Path, *, dpi: int = SCAN_DPI, title: str = "") -> Path:
    """Write a PDF whose pages show nothing but the pictures, pixel for pixel; ``title`` makes its bytes differ."""
    with pymupdf.open() as document:
        for image in images:
            height, width = image.shape[:2]
            page = document.new_page(width=width * POINTS_PER_INCH / dpi, height=height * POINTS_PER_INCH / dpi)
            page.insert_image(page.rect, stream=_png(image))
        document.set_metadata({"title": title})
        document.save(target, no_new_id=True)
    return target


def write_single(pdf: Path, number: int, target: Path) -> Path:
    """Write page ``number`` (1-based) of a PDF as a PDF of its own."""
    with open_document(pdf) as document:
        document.select([number - 1])
        document.save(target, garbage=1, no_new_id=True)
    return target


def _png(image: RgbArray) -> bytes:
    encoded = BytesIO()
    Image.fromarray(image).save(encoded, "PNG", compress_level=1)
    return encoded.getvalue()


def _light(height: int, width: int) -> NDArray[np.float64]:
    """Return the share of light that reaches each pixel: less towards one corner, as beside a book's spine."""
    down, across = np.linspace(0, 1, height)[:, None], np.linspace(0, 1, width)[None, :]
    return np.asarray(1 - _SHADE * (0.6 * across + 0.4 * down) ** 2)


def _grain(height: int, width: int) -> NDArray[np.float64]:
    """Return noise around 0, from whole numbers alone, so that no machine rounds it otherwise."""
    thrown = np.random.Generator(np.random.PCG64(0)).integers(0, 256, size=(4, height, width))
    return np.asarray((thrown.sum(axis=0) - 510) * (_GRAIN / 148))

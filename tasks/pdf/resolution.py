"""How finely a page must be rendered for its type to be read."""

from math import sqrt
from statistics import median

import pymupdf

from tasks.records.record import POINTS_PER_INCH

USUAL_DPI, MOST_DPI = 150, 300
LONGEST_PX = 3500
"""OCR engines shrink what is longer."""
GLYPH_PX = 24
"""Type is read best from about this height on."""
SCANNED = 0.5
"""A picture over this share of the page decides the resolution: more than it has is not there."""


def ocr_dpi(page: pymupdf.Page) -> int:
    """Return a resolution at which small type is legible, at most that of a scan, bounded by pixels."""
    return bounded(page, max(USUAL_DPI, min(MOST_DPI, round(max(_scanned_dpi(page), _dpi_of_type(page))))))


def bounded(page: pymupdf.Page, dpi: int) -> int:
    """Return a resolution, lowered so that a page has no more pixels along a side than engines take."""
    longest = max(page.rect.width, page.rect.height, 1.0)
    return max(1, min(dpi, int(LONGEST_PX * POINTS_PER_INCH / longest)))


def _scanned_dpi(page: pymupdf.Page) -> float:
    """Return the resolution of the scan that the page shows; 0 if it is none."""
    sheet = abs(page.rect)
    found = [
        POINTS_PER_INCH * sqrt(image["width"] * image["height"] / abs(pymupdf.Rect(image["bbox"])))
        for image in page.get_image_info()
        if abs(pymupdf.Rect(image["bbox"])) >= max(1.0, SCANNED * sheet)
    ]
    return max(found, default=0.0)


def _dpi_of_type(page: pymupdf.Page) -> float:
    """Return what makes the usual glyph tall enough, where a text layer gives glyphs, however worthless their codes."""
    blocks = page.get_text("dict", flags=pymupdf.TEXT_MEDIABOX_CLIP)["blocks"]
    sizes = [span["size"] for block in blocks for line in block.get("lines", ()) for span in line["spans"]]
    return GLYPH_PX * POINTS_PER_INCH / median(sizes) if sizes and median(sizes) > 0 else 0.0

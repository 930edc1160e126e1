"""Pictures small enough to stand inside a page."""

from base64 import b64encode
from io import BytesIO
from typing import Any

from PIL import Image

from tasks.pdf.render import render
from tasks.records.record import POINTS_PER_INCH
from tasks.store.blobs import Blobs

DPI, LONGEST_PAGE = 84, 1200
"""How finely a page is drawn, and its longest side in pixels, whatever its size."""
LONGEST_THUMBNAIL = 640
QUALITY = 70


def draw_page(page: Any) -> bytes:
    """Return a page of PyMuPDF's as displayed, as WebP."""
    longest = max(page.rect.width, page.rect.height, 1.0)
    dpi = max(1, min(DPI, int(LONGEST_PAGE * POINTS_PER_INCH / longest)))
    return _webp(Image.fromarray(render(page, dpi)))


def thumbnail(blobs: Blobs, sha: str | None) -> str | None:
    """Return a crop as a small picture in a data URI; None if the crop is gone."""
    if sha is None or not blobs.has(sha):
        return None
    with Image.open(BytesIO(blobs.get(sha))) as image:
        small = image.convert("RGB")
    small.thumbnail((LONGEST_THUMBNAIL, LONGEST_THUMBNAIL))
    return as_uri(_webp(small))


def as_uri(webp: bytes) -> str:
    """Return the picture as a data URI."""
    return f"data:image/webp;base64,{b64encode(webp).decode('ascii')}"


def _webp(image: Image.Image) -> bytes:
    target = BytesIO()
    image.save(target, "WEBP", quality=QUALITY, method=4)
    return target.getvalue()

"""Pages as pixels."""

from io import BytesIO

import numpy as np
import pymupdf
from numpy.typing import NDArray
from PIL import Image

from tasks.records.record import POINTS_PER_INCH


def render(page: pymupdf.Page, dpi: int) -> NDArray[np.uint8]:
    """Return the page as displayed: (height, width, 3), RGB."""
    zoom = dpi / POINTS_PER_INCH
    pixmap = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace=pymupdf.csRGB, alpha=False)
    return np.frombuffer(pixmap.samples, dtype=np.uint8).reshape(pixmap.height, pixmap.width, 3)


def decoded(png: bytes) -> NDArray[np.uint8]:
    """Return a crop's pixels: (height, width, 3), RGB."""
    with Image.open(BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"))

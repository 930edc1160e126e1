"""RapidOCR with grain on columns of perfectly clean print.

Its recogniser has learnt columns from photographs. Of a render it drops most small glyphs (。、っ); with the softness
and grain of a scan it reads them. Columns on paper that has grain of its own, and horizontal lines, stay as they are.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from rapidocr import RapidOCR

from tasks.engines.ocr.quads import UPRIGHT
from tasks.engines.protocols import RgbArray

EVEN = 0.35
"""Paper is perfectly clean where this share of a column's pixels has one grey level."""
HEIGHT_PX = 32
"""Softness and grain have a size: taller crops are brought down to this."""
SOFTNESS_PX, GRAIN = 0.7, 12
"""Radius of the blur, and standard deviation of the noise in grey levels of 255."""
_TILE = (HEIGHT_PX, 4096)


class GrainedRapidOCR(RapidOCR):
    """Finds lines in the picture as it is, and gives grain to the columns before it reads them."""

    def detect_and_crop(self, image: RgbArray, record: dict[str, Any]) -> tuple[list[RgbArray], Any]:
        """Return the pictures of the lines, columns turned to lie, and where the lines are."""
        crops, found = super().detect_and_crop(image, record)
        if found.boxes is None:
            return crops, found
        pairs = zip(crops, found.boxes, strict=True)
        return [grained(crop) if is_column(corners) and is_even(crop) else crop for crop, corners in pairs], found


def is_column(corners: NDArray[np.float32]) -> bool:
    """Say whether the engine takes a box for a column; corners go round from the top left."""
    width, height = np.hypot(*(corners[0] - corners[1])), np.hypot(*(corners[0] - corners[3]))
    return bool(height >= UPRIGHT * width)


def is_even(crop: RgbArray) -> bool:
    """Say whether a line stands on paper without any grain: (height, width, 3)."""
    counts = np.bincount(crop[:, :, 1].ravel(), minlength=256)
    return bool(counts.max() >= EVEN * max(1, counts.sum()))


def grained(crop: RgbArray) -> RgbArray:
    """Return a line's picture as a scanner would give it, at most 32 pixels tall; the same each time."""
    image = Image.fromarray(np.ascontiguousarray(crop))
    if image.height > HEIGHT_PX:
        width = max(1, round(image.width * HEIGHT_PX / image.height))
        image = image.resize((width, HEIGHT_PX), Image.Resampling.BOX)
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(SOFTNESS_PX)), dtype=np.int16)
    noise = np.resize(_noise()[: soft.shape[0]], soft.shape[:2])
    return np.asarray(np.clip(soft + noise[:, :, None], 0, 255), dtype=np.uint8)


@cache
def _noise() -> NDArray[np.int16]:
    """Return noise around 0, from whole numbers alone, so that no machine rounds it otherwise."""
    thrown = np.random.Generator(np.random.PCG64(0)).integers(0, 256, size=(4, *_TILE))
    return np.asarray((thrown.sum(axis=0) - 510) * GRAIN // 148, dtype=np.int16)

"""What lies around a scan that does not fill its page: made as dim as the scan's edge, which else would be ink."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.records.record import POINTS_PER_INCH, Box

WINDOW = 15
"""The shade of a scan's edge is the median of so many pixels, within the scan."""


def evened(image: NDArray[np.uint8], dpi: int, scans: Sequence[Box]) -> NDArray[np.uint8]:
    """Return a page with everything outside its scans in the shade of their nearest edge; boxes are in points."""
    inside = _within(image, dpi, scans, 0)
    core = _within(image, dpi, scans, WINDOW // 2 + 1)
    if inside.all() or not core.any():
        return image
    flat = (~core).astype(np.uint8)
    _, nearest = cv2.distanceTransformWithLabels(flat, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    shades = np.zeros((int(nearest.max()) + 1, 3), np.uint8)
    shades[nearest[core]] = cv2.medianBlur(image, WINDOW)[core]
    return np.where(inside[:, :, None], image, shades[nearest]).astype(np.uint8)


def _within(image: NDArray[np.uint8], dpi: int, boxes: Sequence[Box], inset: int) -> NDArray[np.bool_]:
    """Return where the boxes are, so many pixels inside their edges, the edges of the page apart."""
    height, width = image.shape[:2]
    mask = np.zeros((height, width), np.bool_)
    for box in boxes:
        x0, y0, x1, y1 = (round(value * dpi / POINTS_PER_INCH) for value in box)
        left, top = (start + inset if start > 0 else 0 for start in (x0, y0))
        right, bottom = (end - inset if end < side else side for end, side in ((x1, width), (y1, height)))
        mask[top : max(top, bottom), left : max(left, right)] = True
    return mask

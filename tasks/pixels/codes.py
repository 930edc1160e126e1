"""QR codes, which lead elsewhere and show nothing themselves."""

import cv2
import numpy as np
from numpy.typing import NDArray

_SQUARE = 0.8
_MOST = 0.4
"""A picture is a code if the code takes this share of it, its quiet zone aside."""
_QUIET_ZONE = 16
_SIDE = 512
"""Pixels a side are enough for the modules of any code in print."""


def is_qr_code(image: NDArray[np.uint8]) -> bool:
    """Say whether an RGB image (H × W × 3) is hardly more than a QR code that can be read.

    A figure's box may end at the code's ink, so a quiet zone is added.
    """
    height, width = image.shape[:2]
    if min(height, width) < _SQUARE * max(height, width):
        return False
    shrink = min(1.0, _SIDE / max(height, width))
    small = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    framed = np.pad(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), _QUIET_ZONE, constant_values=255)
    said, corners, _ = cv2.QRCodeDetector().detectAndDecode(framed)
    return bool(said) and corners is not None and bool(cv2.contourArea(corners[0]) >= _MOST * small[..., 0].size)

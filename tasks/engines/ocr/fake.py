"""An OCR engine's stand-in: it finds bands of ink and makes their text up."""

import hashlib

import numpy as np
from numpy.typing import NDArray

from tasks.engines.protocols import RgbArray
from tasks.records.page import Line
from tasks.records.record import Box

_KANA = "あいうえおかきくけこさしすせそた"
_DARK = 128
_MIN_BAND_POINTS = 2.0


class FakeOcr:
    """Reads every horizontal band of ink as one line of kana, chosen by a hash of its pixels."""

    name = "fake"
    version = "1"
    weights_sha256: str | None = None

    def read(self, image: RgbArray, dpi: int) -> list[Line]:
        """Return a line for each band at least 2 points high, from top to bottom."""
        ink = image.mean(axis=2) < _DARK
        bands = _runs(ink.any(axis=1))
        return [
            _line(image, ink, band, 72 / dpi) for band in bands if (band[1] - band[0]) * 72 / dpi >= _MIN_BAND_POINTS
        ]


def _runs(marked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.pad(marked, 1).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _line(image: RgbArray, ink: NDArray[np.bool_], band: tuple[int, int], scale: float) -> Line:
    top, bottom = band
    columns = np.flatnonzero(ink[top:bottom].any(axis=0))
    left, right = int(columns[0]), int(columns[-1]) + 1
    glyphs = max(1, round((right - left) / (bottom - top)))
    seed = hashlib.shake_256(image[top:bottom, left:right].tobytes()).digest(glyphs)
    box = Box(left * scale, top * scale, right * scale, bottom * scale).rounded()
    text = "".join(_KANA[byte % len(_KANA)] for byte in seed)
    return Line(**box._asdict(), text=text, size=round(box.height, 1), confidence=1.0)

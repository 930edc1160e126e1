"""What can be counted in an image: colours and tones here, shapes in ``shapes``."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tasks.pixels import shapes
from tasks.pixels.shapes import Grey, Mask, Measures, RgbArray, share

SIDE = 400
"""Longest side, in pixels, of what is looked at; larger images are shrunk by averaging."""
MARGIN = 250
_LEAST_SIDE = 2 * shapes.TILE
_ROWS = 200
_COLOURED = 40
_LEAST_RANGE = 64
_MOST_GRAIN = 32


def measure(image: RgbArray) -> Measures:
    """Return every measure of an (H, W, 3) RGB image by name, most of them shares from 0 to 1.

    Sums of integers only, so that every machine finds the same. White margins do not count.
    """
    whole = _without_margin(image)
    small = _shrunk(whole)
    grey = _grey(small)
    paper, grain = _paper(grey)
    ink = _ink(small, shapes.EDGE + grain)
    return {
        **_repeats(whole),
        **_colours(small),
        **_tones(grey),
        "paper": paper / 255,
        "paper_grain": grain / _MOST_GRAIN,
        **shapes.of_grey(_levelled(grey, paper - grain)),
        **shapes.of_ink(ink, _highest(small) - _lowest(small) > _COLOURED),
    }


def _without_margin(image: RgbArray) -> RgbArray:
    """Cut white rows and columns off the four sides."""
    marked = _lowest(image) < MARGIN
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    if not rows.size:
        return image
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _shrunk(image: RgbArray) -> RgbArray:
    """Return at most ``SIDE`` and at least two squares a side."""
    height, width = image.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = max(_LEAST_SIDE, round(width * scale)), max(_LEAST_SIDE, round(height * scale))
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX))


# Channel by channel: numpy takes many times as long to reduce an axis of three.
def _highest(image: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.maximum(np.maximum(image[..., 0], image[..., 1]), image[..., 2]))


def _lowest(image: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.minimum(np.minimum(image[..., 0], image[..., 1]), image[..., 2]))


def _coarse(image: RgbArray) -> NDArray[np.int32]:
    """Return one number a pixel: five bits of each channel."""
    red, green, blue = (image[..., channel].astype(np.int32) >> 3 for channel in range(3))
    return (red << 10) | (green << 5) | blue


def _grey(image: RgbArray) -> Grey:
    """Return the luma of ITU-R BT.601, 0 to 255."""
    red, green, blue = (image[..., channel].astype(np.int32) for channel in range(3))
    return ((299 * red + 587 * green + 114 * blue) // 1000).astype(np.int16)


def _paper(grey: Grey) -> tuple[int, int]:
    """Return the commonest tone, and how far around it grain reaches: ink is seen on the darker side only."""
    counts = np.bincount(grey.ravel(), minlength=256)
    near = np.convolve(counts, [1, 2, 3, 4, 5, 4, 3, 2, 1], mode="same")
    paper = int(near.argmax())
    above = np.cumsum(counts[paper:])
    return paper, min(_MOST_GRAIN, int(np.searchsorted(above, above[-1] * 97 // 100)))


def _levelled(grey: Grey, ground: int) -> Grey:
    """Stretch the tones to the whole range, as if ink were black and paper, down to ``ground``, were white."""
    below = np.cumsum(np.bincount(grey.ravel(), minlength=256))
    dark, light = (int(np.searchsorted(below, part * grey.size // 100)) for part in (1, 90))
    light = min(light, ground) if ground - dark >= _LEAST_RANGE else light
    if light - dark < _LEAST_RANGE:
        return grey
    return np.clip((grey.astype(np.int32) - dark) * 255 // (light - dark), 0, 255).astype(np.int16)


def _ink(image: RgbArray, apart: int) -> Mask:
    """Mark what is further than ``apart`` from the commonest colour."""
    common = int(np.bincount(_coarse(image).ravel()).argmax())
    ground = np.array([common >> 10, common >> 5 & 31, common & 31], dtype=np.int16) * 8 + 4
    return np.asarray(_highest(np.abs(image.astype(np.int16) - ground)) > apart)


def _entropy(counts: NDArray[np.int64]) -> float:
    """Return the evenness of a histogram: 0 for one full bin, 1 for equal bins."""
    filled = counts[counts > 0]
    if filled.size <= 1:
        return 0.0
    shares = filled / filled.sum()
    # Rounded: the last bits of a logarithm are the machine's own.
    return round(float(-(shares * np.log2(shares)).sum() / np.log2(counts.size)), 6)


def _repeats(image: RgbArray) -> Measures:
    """Compare neighbours in full resolution: drawings repeat colours exactly, photographs hardly ever."""
    rows = image[:: 1 + len(image) // _ROWS].astype(np.int16)
    steps = _highest(np.abs(rows[:, 1:] - rows[:, :-1]))
    bends = np.abs(2 * rows[:, 1:-1, 1] - rows[:, 2:, 1] - rows[:, :-2, 1])
    return {
        "repeated": share(steps == 0),
        "nearly_repeated": share((steps > 0) & (steps <= 8)),  # noqa: PLR2004
        "grain": share((bends > 0) & (bends <= 8)),  # noqa: PLR2004
    }


def _colours(image: RgbArray) -> Measures:
    high, low = _highest(image), _lowest(image)
    spread = high - low
    counts = np.sort(np.bincount(_coarse(image).ravel(), minlength=32768))[::-1]
    tops = {f"top_{n}_colours": float(counts[:n].sum()) / spread.size for n in (1, 2, 4, 16, 64)}
    coloured, neutral = spread > _COLOURED, spread <= 12  # noqa: PLR2004
    return {
        **tops,
        "distinct": float(np.count_nonzero(counts)) / spread.size**0.5,
        "saturation": float(spread.mean()) / 255,
        "coloured": share(coloured),
        "vivid": share(spread > 3 * _COLOURED),
        "hues": _entropy(_hues(image[coloured])),
        "neutral": share(neutral),
        "light_neutral": share(neutral & (low >= 200) & (high < 250)),  # noqa: PLR2004
        "pale": share(~neutral & (low >= 180)),  # noqa: PLR2004
    }


def _hues(pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Count pixels by the sextant of the colour circle that the order of their channels tells."""
    red, green, blue = pixels[:, 0], pixels[:, 1], pixels[:, 2]
    order = 4 * (red >= green) + 2 * (green >= blue) + (blue >= red)
    return np.bincount(order, minlength=8)[1:7]


def _tones(grey: Grey) -> Measures:
    bins = np.bincount(grey.ravel() >> 3, minlength=32)
    top = np.sort(bins)[::-1]
    return {
        "white": share(grey >= 245),  # noqa: PLR2004
        "black": share(grey <= 40),  # noqa: PLR2004
        "middle": share((grey > 80) & (grey < 200)),  # noqa: PLR2004
        "mean": float(grey.mean()) / 255,
        "tones": _entropy(bins),
        "top_2_tones": float(top[:2].sum()) / grey.size,
    }

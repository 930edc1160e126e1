"""Images that are the shadow of a shape: painted before it, and a little larger than it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.records.record import Box

BLUR, SHIFT = 12.0, 1.0
"""A shadow ends at most so far from the edges of its shape, and shows by so much on two sides at least, in points."""
COVERED = 0.5
"""Its shape lies over at least this share of it."""

Placed = tuple[int, Box]
"""A box with its place in the order of painting."""


def shadows(sheer: Sequence[Placed], paths: Sequence[Placed]) -> set[int]:
    """Return the places of the images that are shadows; ``sheer`` are those that have a mask."""
    if not sheer or not paths:
        return set()
    places = np.array([place for place, _ in paths])
    boxes = np.array([box for _, box in paths], dtype=np.float64)
    return {place for place, image in sheer if _is_cast(image, boxes[places > place])}


def _is_cast(image: Box, paths: NDArray[np.float64]) -> bool:
    """Say whether a path of nearly the image's size lies on it."""
    beyond = (paths - np.array(image)) * (1, 1, -1, -1)
    near = (np.abs(beyond) <= BLUR).all(axis=1) & ((beyond >= SHIFT).sum(axis=1) > 1)
    width = np.minimum(paths[:, 2], image.x1) - np.maximum(paths[:, 0], image.x0)
    height = np.minimum(paths[:, 3], image.y1) - np.maximum(paths[:, 1], image.y0)
    covered = np.clip(width, 0.0, None) * np.clip(height, 0.0, None) >= COVERED * image.area
    return bool((near & covered).any())

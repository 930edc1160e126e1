"""An image–text model's stand-in: vectors are hashes."""

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np

from tasks.engines.protocols import RgbArray, Vectors

_DIMENSIONS = 8


class FakeClip:
    """Points each image and each text somewhere by its hash; what goes with what is chance, the same each time."""

    name = "fake"
    version = "2"
    weights_sha256: str | None = None

    def embed_images(self, images: Sequence[RgbArray]) -> Vectors:
        """Return one vector for each image; the others do not change it."""
        return _vectors(repr(image.shape).encode() + image.tobytes() for image in images)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Return one vector for each text; the others do not change it."""
        return _vectors(text.encode() for text in texts)


def _vectors(contents: Iterable[bytes]) -> Vectors:
    rows = [np.frombuffer(hashlib.sha256(content).digest(), "<i4").astype(np.float64) for content in contents]
    return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32).reshape(-1, _DIMENSIONS)

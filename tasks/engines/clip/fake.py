"""An image–text model's stand-in: the score is a hash."""

import hashlib
from collections.abc import Sequence

from tasks.engines.protocols import RgbArray


class FakeClip:
    """Scores an image and a text by the hash of both, evenly between -1 and 1."""

    name = "fake"
    version = "1"
    weights_sha256: str | None = None

    def match(self, image: RgbArray, texts: Sequence[str]) -> list[float]:
        """Return one number for each text; the others do not change it."""
        pixels = hashlib.sha256(repr(image.shape).encode() + image.tobytes())
        return [_score(pixels.digest(), text) for text in texts]


def _score(pixels: bytes, text: str) -> float:
    digest = hashlib.sha256(pixels + text.encode()).digest()
    return round(int.from_bytes(digest[:4]) / (2**32 - 1) * 2 - 1, 4)

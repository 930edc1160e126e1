"""Every contract a backend can fill, on one screen."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tasks.records.page import Line
from tasks.records.region import Region
from tasks.records.sample import Draft, Evidence

RgbArray = NDArray[np.uint8]
"""A page or figure image: (height, width, 3), RGB, 0 to 255."""


class Layout(Protocol):
    """Finds regions on a page image; boxes in page points."""

    name: str
    version: str
    weights_sha256: str | None

    def find(self, image: RgbArray, dpi: int, doc_id: str, page: int) -> list[Region]: ...


class Ocr(Protocol):
    """Reads a page image; boxes in page points."""

    name: str
    version: str
    weights_sha256: str | None

    def read(self, image: RgbArray, dpi: int) -> list[Line]: ...


class Clip(Protocol):
    """Says how well an image goes with each text, -1 to 1."""

    name: str
    version: str
    weights_sha256: str | None

    def match(self, image: RgbArray, texts: Sequence[str]) -> list[float]: ...


class Llm(Protocol):
    """Writes training samples about one figure, from its evidence alone."""

    name: str
    version: str
    weights_sha256: str | None

    def write(self, evidence: Evidence) -> list[Draft]: ...

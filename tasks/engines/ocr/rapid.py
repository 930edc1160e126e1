"""RapidOCR: PP-OCRv6 small on onnxruntime, its weights in the wheel (Apache-2.0)."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.engines import threads, version_of
from tasks.engines.protocols import RgbArray
from tasks.japanese.normalize import clean
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import POINTS_PER_INCH, Box

PARAMS: dict[str, Any] = {
    "Global.log_level": "critical",
    "Global.use_cls": False,
    "Global.text_score": 0.3,
    "Global.max_side_len": 3500,
    "Det.limit_type": "max",
    "Det.limit_side_len": 1280,
}
"""What differs from the package's defaults, which lose whole vertical lines and turn some lines over."""

PREPARED = 1
"""To be raised with any change to how pages and lines are prepared for the models."""
PALE, LEAST_CONTRAST = 128, 12
"""Ink is pale from this grey level on, of 255; it is ink, not paper, if it is so much darker than that."""
INK_SHARE = 0.5
"""So many per cent of a page are taken for its darkest ink."""
UPRIGHT = 1.5
"""A box this many times as tall as wide is read as a column: the engine turns it before it reads."""


class RapidOcr:
    """Reads horizontal lines and vertical columns; boxes are the engine's, not cut to the ink."""

    name = "rapidocr"

    @cached_property
    def version(self) -> str:
        """Return the versions of the package and of what runs its weights, and a hash of the parameters."""
        asked = sha256(repr([PREPARED, *sorted(PARAMS.items())]).encode()).hexdigest()[:8]
        return f"{version_of('rapidocr')}+onnxruntime-{version_of('onnxruntime')}+{asked}"

    @cached_property
    def weights_sha256(self) -> str | None:
        """Return one hash over the names and bytes of the weights in the package."""
        return hash_of(weights())

    @cached_property
    def _engine(self) -> Any:
        from tasks.engines.ocr.grain import GrainedRapidOCR  # noqa: PLC0415 (takes a second: only where it is used)

        return GrainedRapidOCR(params=params(threads.limited()))

    def read(self, image: RgbArray, dpi: int) -> list[Line]:
        """Return the lines as the engine found them, in its order, with its confidence."""
        found = self._engine(np.ascontiguousarray(darkened(image)[:, :, ::-1]))
        if found.boxes is None:
            return []
        scale = POINTS_PER_INCH / dpi
        return list(_lines(zip(found.boxes * scale, found.txts, found.scores, strict=True)))


def darkened(image: RgbArray) -> RgbArray:
    """Return the page with its darkest ink black, if all of it is pale: the engine overlooks pale print."""
    sample = image[::2, ::2].min(axis=2)
    ink, paper = float(np.percentile(sample, INK_SHARE)), float(np.median(sample))
    if not PALE <= ink < paper - LEAST_CONTRAST:
        return image
    table = np.clip((np.arange(256) - ink) * (255 / (paper - ink)), 0, 255)
    return np.asarray(table[image], dtype=np.uint8)


def params(thread_count: int) -> dict[str, Any]:
    """Return the parameters of the engine for so many threads."""
    return {**PARAMS, "EngineConfig.onnxruntime.intra_op_num_threads": thread_count}


def weights() -> list[Path]:
    """Return the files of the weights that are used; LookupError if the package is not installed."""
    found = find_spec("rapidocr")
    if found is None or found.origin is None:
        raise LookupError("rapidocr is not installed")
    return sorted((Path(found.origin).parent / "models").glob("PP-OCR*.onnx"))


def hash_of(files: Iterable[Path]) -> str:
    """Return one hash over the names and bytes of some files."""
    digest = sha256()
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _lines(found: Iterable[tuple[NDArray[np.float32], str, float]]) -> Iterator[Line]:
    for corners, raw, score in found:
        text = clean(raw).strip()
        if text:
            yield _line(corners, text, score)


def _line(corners: NDArray[np.float32], text: str, score: float) -> Line:
    direction, thickness = _run(corners, text)
    box = _along(corners, direction, thickness).rounded()
    size = max(0.1, round(thickness, 2))
    return Line(**box._asdict(), text=text, direction=direction, size=size, confidence=round(float(score), 4))


def _run(corners: NDArray[np.float32], text: str) -> tuple[Direction, float]:
    """Return where a line runs and how thick it is; corners go round from the top left."""
    top, right, bottom, left = (float(np.hypot(*(corners[at] - corners[at - 3]))) for at in range(4))
    width, height = (top + bottom) / 2, (left + right) / 2
    if height >= UPRIGHT * width and len(text) > 1:
        return Direction.VERTICAL, width
    return Direction.HORIZONTAL, height


def _along(corners: NDArray[np.float32], direction: Direction, thickness: float) -> Box:
    """Return the box around a line's middle, as thick as the line: a slight slope does not make it thicker."""
    (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    x, y = corners.mean(axis=0).tolist()
    if direction is Direction.VERTICAL:
        return Box(x - thickness / 2, y0, x + thickness / 2, y1)
    return Box(x0, y - thickness / 2, x1, y + thickness / 2)

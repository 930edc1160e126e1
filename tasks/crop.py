"""Cut the figures out of a page."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO

import numpy as np
import pymupdf
from numpy.typing import NDArray
from PIL import Image
from pydantic import Field

from tasks.geometry.figures import group_figures, turn_away_repeats
from tasks.pixels.codes import is_qr_code
from tasks.pixels.kinds import kind_of
from tasks.read import LINES
from tasks.records import identity
from tasks.records.enums import FigureKind, Outcome, Reason, RegionKind, Step
from tasks.records.figure import Figure
from tasks.records.page import Line, Page
from tasks.records.record import POINTS_PER_INCH, Box, Record
from tasks.records.region import Region
from tasks.runtime.cache import cached_as
from tasks.runtime.execution import Execution, Output
from tasks.store.blobs import Blobs

TOLD_BY_RULES = (FigureKind.TABLE,)
"""Told by rules or a layout model, with their cells: pixels take too many screenshots and forms for tables."""
_SEEN = (Reason.UNIFORM, Reason.QR_CODE)
"""Why figures are turned away for their pixels."""
UNIFORM_RANGE = 8
"""A crop whose grey levels lie within this many of 255 shows nothing."""


class CropSpec(Record):
    """How figures are cut out."""

    dpi: int = Field(200, ge=72, le=400, description="Resolution of the crops, in dots per inch.")
    max_side_px: int = Field(
        2048, ge=64, le=8192, description="Longest side of a crop; the resolution is lowered to fit."
    )
    png_effort: int = Field(2, ge=1, le=9, description="zlib level of the PNG: 1 is fast, 9 is small.")


def crop_page(
    page: pymupdf.Page, record: Page, regions: Sequence[Region], spec: CropSpec, lines: Sequence[Line] = ()
) -> list[tuple[Figure, bytes | None]]:
    """Return every figure row of a page, and the PNG of those that are kept.

    ``lines`` are what ``segment`` found the figures with, so that both find the same; without them, the text regions
    serve.
    """
    kept = [region for region in regions if region.outcome is Outcome.KEPT]
    texts = [region for region in kept if region.kind not in (RegionKind.FIGURE, RegionKind.TABLE)]
    rows = [
        _cut(page, figure, texts, spec) if figure.outcome is Outcome.KEPT else (figure, None)
        for figure in group_figures(record, kept, lines or texts)
    ]
    seen_as = {figure.figure_id: figure for figure, _ in rows if figure.reason in _SEEN}
    return [(_with_its_main(figure, seen_as), png) for figure, png in rows]


def render_figure(page: pymupdf.Page, box: Box, spec: CropSpec) -> Image.Image:
    """Render ``box`` as the page shows it, labels and overlays included; RGB."""
    longest = max(box.width, box.height)
    zoom = min(spec.dpi / POINTS_PER_INCH, (spec.max_side_px - 1) / longest)
    clip = pymupdf.Rect(*box)
    pixmap = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), clip=clip, colorspace=pymupdf.csRGB, alpha=False)
    return Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples)


def encode_png(image: Image.Image, effort: int = 2) -> bytes:
    """Return the image as a PNG; the same pixels give the same bytes."""
    target = BytesIO()
    image.save(target, "PNG", compress_level=effort)
    return target.getvalue()


def is_uniform(image: Image.Image) -> bool:
    """Say whether the image shows nothing: all its grey levels are about the same."""
    low, high = image.convert("L").getextrema()
    return float(high) - float(low) <= UNIFORM_RANGE  # type: ignore[arg-type]


def phash(image: Image.Image) -> str:
    """Return the 64-bit DCT perceptual hash in hex, bit for bit that of ImageHash.

    32 × 32 grey levels, type II DCT, the 8 × 8 lowest frequencies against their median (Zauner 2010).
    """
    small = image.convert("L").resize((32, 32), Image.Resampling.LANCZOS)
    pixels = np.asarray(small, dtype=np.float64)
    cosines = _cosines()
    low = cosines @ pixels @ cosines.T
    bits = (low > np.median(low)).flatten()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


@cache
def _cosines() -> NDArray[np.float64]:
    """Return the first 8 rows of the type II DCT over 32 samples."""
    k, n = np.arange(8)[:, None], np.arange(32)[None, :]
    return np.asarray(2 * np.cos(np.pi * k * (2 * n + 1) / 64), dtype=np.float64)


def _cut(page: pymupdf.Page, figure: Figure, texts: Sequence[Region], spec: CropSpec) -> tuple[Figure, bytes | None]:
    image = render_figure(page, figure.box, spec)
    pixels = np.asarray(image)
    reason = Reason.UNIFORM if is_uniform(image) else Reason.QR_CODE if is_qr_code(pixels) else None
    if reason is not None:
        turned_away = {"outcome": Outcome.REJECTED, "rule": reason.value, "reason": reason}
        return figure.model_copy(update=turned_away), None
    png = encode_png(image, spec.png_effort)
    seen = {
        "image_sha256": identity.sha256(png),
        "width_px": image.width,
        "height_px": image.height,
        "phash": phash(image),
        "kind": figure.kind or kind_of(pixels, never=TOLD_BY_RULES).kind,
        "text_inside": figure.text_inside or _text_inside(figure.box, texts),
    }
    return figure.model_copy(update=seen), png


def _with_its_main(figure: Figure, seen_as: dict[str, Figure]) -> Figure:
    """Turn away what was merged into a figure whose pixels were."""
    main = seen_as.get(figure.merged_into or "")
    if main is None:
        return figure
    why = {"outcome": Outcome.REJECTED, "merged_into": None, "rule": main.rule, "reason": main.reason}
    return figure.model_copy(update=why)


def _text_inside(box: Box, texts: Sequence[Region]) -> str | None:
    """Return the labels within the box in reading order, a line each."""
    inside = [text for text in texts if text.kind is RegionKind.LABEL and text.box.share_in(box) >= 0.5]  # noqa: PLR2004
    inside.sort(key=lambda text: (text.reading_order is None, text.reading_order or 0, text.y0, text.x0))
    return "\n".join(text.text for text in inside if text.text) or None


def _crop_and_keep(
    page: pymupdf.Page, record: Page, regions: Sequence[Region], blobs: Blobs, spec: CropSpec
) -> list[Figure]:
    """Return the figure rows of a page; the crops of the kept ones are blobs."""
    lines = LINES.validate_json(blobs.get(record.lines_sha256)) if record.lines_sha256 else ()
    cut = crop_page(page, record, regions, spec, lines)
    for _, png in cut:
        if png is not None:
            blobs.put(png)
    return [figure for figure, _ in cut]


@cached_as(Step.CROP, version=4)
def crop(run: Execution, spec: CropSpec) -> Output:
    """Cut the figures out of every kept page of one document; decoys are rejected rows."""
    regions = run.by_page("regions", Region)
    found = run.over_pages(_crop_and_keep, run.pages(), lambda page: (regions[page.page], run.workspace.blobs, spec))
    figures = turn_away_repeats([page for page, _ in found.done], found.flat())
    crops = [figure.image_sha256 for figure in figures if figure.image_sha256]
    return Output({"figures": figures, "pages": found.away}, blobs=crops)

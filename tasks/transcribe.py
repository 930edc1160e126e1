"""transcribe: figures → text inside figures. OCR of the crop where the text layer has none."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import pymupdf
from pydantic import Field

from tasks import engines
from tasks.engines.protocols import RgbArray
from tasks.geometry.blocks import blocks
from tasks.geometry.frames import page_direction, reading_box
from tasks.geometry.order import Item, reading_order
from tasks.geometry.pieces import around
from tasks.pdf.render import decoded
from tasks.pixels.lines import settled
from tasks.read import LINES, asked_once
from tasks.records.enums import Direction, EngineKind, FigureKind, Outcome, RegionKind, Step, TextSource
from tasks.records.figure import Figure
from tasks.records.page import Line, Page
from tasks.records.record import POINTS_PER_INCH, Box, Record
from tasks.records.region import Region
from tasks.runtime.cache import cached_as
from tasks.runtime.execution import Execution, Output
from tasks.store.outputs import Outputs

INSIDE = 0.5
"""A text with this share of it in a figure is a label of it; so much of a line under a label is that label."""
SURE, SURE_OF_ONE = 0.5, 0.8
"""A line in a picture is believed from this confidence on, a single character from the second."""
PATTERN = {1: 4, 2: 20}
"""So many characters of one kind, or of two, are no text."""

MOST_PIXELS = 12_000_000
"""Crops of so many pixels are read at a time: those of a poster full of screenshots take minutes together."""


class TranscribeSpec(Record):
    """How text in pictures is read."""

    ocr: str = Field("rapidocr", description="OCR engine for text in pictures; none keeps what the text layer has.")


class Label(NamedTuple):
    """A text in a figure: its lines as printed, its box on the page, its em size and direction."""

    text: str
    box: Box
    size: float
    direction: Direction


def transcript(known: Sequence[Label], seen: Sequence[Line]) -> str | None:
    """Return the text in a figure in reading order, a line each.

    ``known`` are labels that the text layer has; of ``seen``, the lines that an engine read, those that are sure and
    not known already are added.
    """
    fresh = [line for line in seen if _is_sure(line) and not _is_known(line, known)]
    labels = [*known, *_labels(fresh)]
    ordered = _in_order(labels, page_direction([*map(_as_line, labels)]) or Direction.HORIZONTAL)
    return "\n".join(label.text for label in ordered) or None


def _is_sure(line: Line) -> bool:
    enough = line.confidence is None or line.confidence >= (SURE if len(line.text) > 1 else SURE_OF_ONE)
    return enough and not _is_pattern(line.text)


def _is_pattern(text: str) -> bool:
    """Say whether what was read is a row of dots or a hatching."""
    return len(text) >= PATTERN.get(len(set(text)), len(text) + 1)


def _is_known(line: Line, known: Sequence[Label]) -> bool:
    return sum(line.box.intersect(label.box).area for label in known) >= INSIDE * line.box.area


def _labels(lines: Sequence[Line]) -> list[Label]:
    """Gather lines into labels, broken where they are printed broken."""
    written = [line for line in lines if not line.ruby]
    return [
        Label("\n".join(line.text for line in block), around(line.box for line in block), block[0].size, way)
        for way in Direction
        for block in blocks([line for line in written if line.direction is way])
    ]


def _as_line(label: Label) -> Line:
    return Line(**label.box._asdict(), text=label.text, direction=label.direction, size=label.size)


def _in_order(labels: Sequence[Label], direction: Direction) -> list[Label]:
    items = [Item(reading_box(label.box, direction), label.size) for label in labels]
    return [labels[place] for place in reading_order(items)]


def labels_in(figure: Figure, regions: Sequence[Region]) -> list[Label]:
    """Return the labels that the text layer, or the reading of the page, has within a figure."""
    return [
        Label(region.text, region.box, region.size or 1.0, region.direction or Direction.HORIZONTAL)
        for region in regions
        if region.kind is RegionKind.LABEL and region.text and region.box.share_in(figure.box) >= INSIDE
    ]


def believed(labels: Sequence[Label], lines: Sequence[Line]) -> list[Label]:
    """Return the labels with a line that is sure: what an engine makes of the grain of a photo is no text."""
    sure = [line.box for line in lines if _is_sure(line)]
    return [label for label in labels if any(box.share_in(label.box) >= INSIDE for box in sure)]


def is_to_be_read(page: Page, figure: Figure, parts: Sequence[Region], known: Sequence[Label]) -> bool:
    """Say whether a figure may have text that no layer has: pixels, or drawings without a single label."""
    if figure.outcome is not Outcome.KEPT or figure.kind is FigureKind.TABLE:
        return False
    drawn = all(part.source == "drawing" for part in parts)
    return page.text_source is TextSource.OCR or not drawn or not known


def portions(figures: Iterable[Figure]) -> list[list[Figure]]:
    """Divide the figures of a page so that each portion can be read in a page's time; the smallest come first."""
    ranked = sorted(figures, key=lambda figure: (_pixels(figure), figure.figure_id))
    taken: list[list[Figure]] = []
    spent = 0
    for figure in ranked:
        spent += _pixels(figure)
        if not taken or spent > MOST_PIXELS:
            taken.append([])
            spent = _pixels(figure)
        taken[-1].append(figure)
    return taken


def _pixels(figure: Figure) -> int:
    return (figure.width_px or 0) * (figure.height_px or 0)


def read_crop(image: RgbArray, figure: Figure, read: Callable[[RgbArray, int], list[Line]]) -> list[Line]:
    """Return what ``read`` finds in the crop of a figure; boxes in points of the figure's page."""
    dpi = max(1, round(image.shape[1] * POINTS_PER_INCH / max(figure.box.width, 1.0)))
    lines = settled(read(image, dpi), image, dpi)
    return [line.model_copy(update=_moved(line.box, figure.box)._asdict()) for line in lines]


def _moved(box: Box, figure: Box) -> Box:
    return Box(box.x0 + figure.x0, box.y0 + figure.y0, box.x1 + figure.x0, box.y1 + figure.y0).rounded()


def _portions(page: Page, figures: Sequence[Figure], regions: Sequence[Region]) -> list[list[Figure]]:
    return portions(
        figure
        for figure in figures
        if is_to_be_read(page, figure, _parts(figure, figures, regions), labels_in(figure, regions))
    )


def _transcribe(
    _: pymupdf.Page, page: Page, portion: Sequence[Figure], regions: Sequence[Region], outputs: Outputs, name: str
) -> list[Figure]:
    """Return some figures of a page with their text."""
    read = LINES.validate_json(outputs.blobs.get(page.lines_sha256 or ""))
    done = []
    for figure in portion:
        known = believed(labels_in(figure, regions), read)
        done.append(figure.model_copy(update={"text_inside": _text(page, known, _seen(figure, outputs, name))}))
    return done


def _text(page: Page, known: Sequence[Label], seen: Sequence[Line]) -> str | None:
    """Return the text in a figure; what was read off the whole page gives way to what was read off the figure."""
    if page.text_source is TextSource.LAYER:
        return transcript(known, seen)
    close, far = transcript((), seen), transcript(known, ())
    return max((close, far), key=lambda text: len(text or ""))


def _parts(figure: Figure, figures: Sequence[Figure], regions: Sequence[Region]) -> list[Region]:
    merged = {other.region_id for other in figures if other.merged_into == figure.figure_id}
    return [region for region in regions if region.region_id in {figure.region_id, *merged}]


def _seen(figure: Figure, outputs: Outputs, name: str) -> list[Line]:
    """Read a figure's crop, or take what the engine said of the same picture before."""
    read = asked_once(name, outputs, figure.doc_id, Step.TRANSCRIBE)
    image = decoded(outputs.blobs.get(figure.image_sha256 or ""))
    return read_crop(image, figure, lambda image, dpi: read(f"{figure.image_sha256}@{dpi}", image, dpi))


@cached_as(Step.TRANSCRIBE, version=3, engine=EngineKind.OCR)
def transcribe(run: Execution, spec: TranscribeSpec) -> Output:
    """Read the text in every kept figure of one document that the text layer does not have."""
    if spec.ocr == engines.NONE:
        return Output({})
    figures, regions, left = run.by_page("figures", Figure), run.by_page("regions", Region), run.pages()
    asked = {page.page: _portions(page, figures.get(page.page, ()), regions.get(page.page, ())) for page in left}
    done, away = list[Figure](), list[Page]()
    for turn in range(max(map(len, asked.values()), default=0)):

        def arguments(page: Page, turn: int = turn) -> tuple[Any, ...]:
            portion = asked[page.page][turn : turn + 1]
            return (
                [figure for figures in portion for figure in figures],
                regions.get(page.page, ()),
                run.workspace.outputs,
                spec.ocr,
            )

        found = run.over_pages(_transcribe, left, arguments)
        done, away, left = done + found.flat(), away + found.away, [page for page, _ in found.done]
    return Output({"figures": done, "pages": away})

"""read: pages → lines with boxes."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Self

import numpy as np
import pymupdf
from pydantic import Field, TypeAdapter

from tasks import engines
from tasks.engines.protocols import Analyzer, Ocr, RgbArray, is_analyzer
from tasks.geometry.frames import page_direction
from tasks.pdf.render import render
from tasks.pdf.resolution import ocr_dpi
from tasks.pdf.text import lines_of
from tasks.pixels.lines import settled
from tasks.records.enums import EngineKind, Reason, Step, TextSource
from tasks.records.page import Line, Page
from tasks.records.record import Box, Record
from tasks.records.region import Region
from tasks.runtime.cache import cached_as
from tasks.runtime.errors import RejectedError
from tasks.runtime.execution import Execution, Output
from tasks.store.outputs import Outputs, question_of

LINES = TypeAdapter(list[Line])
"""How the lines of a page are spelled as a blob."""
REGIONS = TypeAdapter(list[Region])
"""What a layout engine answers; a plug-in, which knows no records, may answer by mappings."""


class ReadSpec(Record):
    """How text is read."""

    ocr: str = Field(
        default="rapidocr", description="OCR engine for pages without a sound text layer; none leaves them unread."
    )


def read_page(page: pymupdf.Page) -> list[Line]:
    """Return the lines of a page's text layer, not yet in reading order; boxes in points of the page as displayed."""
    return on_page(lines_of(page), Box(0.0, 0.0, page.rect.width, page.rect.height))


def on_page(lines: Iterable[Line], sheet: Box) -> list[Line]:
    """Return the lines that can be seen, their boxes cut at the edges of the page."""
    seen = [(line, line.box.intersect(sheet).rounded()) for line in lines]
    return [line.model_copy(update=box._asdict()) for line, box in seen if box.area > 0]


class Scan(NamedTuple):
    """A page as an OCR engine sees it: RGB pixels, their resolution, and the page's box in points."""

    image: RgbArray
    dpi: int
    sheet: Box

    @classmethod
    def of(cls, page: pymupdf.Page) -> Self:
        """Render a page at the resolution that its type needs."""
        dpi = ocr_dpi(page)
        return cls(render(page, dpi), dpi, Box(0.0, 0.0, page.rect.width, page.rect.height))


def recognised(scan: Scan, read: Callable[[RgbArray, int], list[Line]]) -> list[Line]:
    """Return what ``read`` finds on a scan, boxes cut to the ink and to the page, furigana marked."""
    return on_page(settled(read(scan.image, scan.dpi), scan.image, scan.dpi), scan.sheet)


def recognise(page: pymupdf.Page, record: Page, outputs: Outputs, name: str) -> list[Line]:
    """Return the lines that the OCR engine ``name`` sees on a page; it is asked once for ever, the answer kept."""
    scan = Scan.of(page)
    ocr: Ocr = engines.load(EngineKind.OCR, name)
    if is_analyzer(ocr):
        question = _analyzer_question("analyze", EngineKind.OCR, name, scan.dpi)
        said = outputs.answer(record.doc_id, question, str(record.page), lambda: ocr.analyze(scan.image, scan.dpi))
        return recognised(scan, lambda *_: written(LINES.validate_python(ocr.lines(said))))
    read = asked_once(name, outputs, record.doc_id, Step.READ, scan.dpi)
    return recognised(scan, lambda image, dpi: read(str(record.page), image, dpi))


def analyzed(page: pymupdf.Page, record: Page, outputs: Outputs, name: str, analyzer: Analyzer) -> list[Region]:
    """Return the regions that the analyzer ``name`` sees on a page as it is read: recalled if it has read the page.

    A page that it has not read it looks at once for ever: that may take as long as reading it.
    """
    item, dpi = str(record.page), ocr_dpi(page)
    said = outputs.recall(record.doc_id, _analyzer_question("analyze", EngineKind.LAYOUT, name, dpi), item)
    if said is not None:
        return REGIONS.validate_python(analyzer.regions(said, record.doc_id, record.page))

    def find() -> bytes:
        found = analyzer.find(Scan.of(page).image, dpi, record.doc_id, record.page)
        return REGIONS.dump_json(REGIONS.validate_python(found))

    question = _analyzer_question("find", EngineKind.LAYOUT, name, dpi)
    return REGIONS.validate_json(outputs.answer(record.doc_id, question, item, find))


def _analyzer_question(verb: str, kind: EngineKind, name: str, dpi: int) -> str:
    """Return what an analyzer is asked of a page, the same whether a step wants its lines or its regions."""
    asked = engines.fingerprint(kind, name).model_dump(mode="json", exclude={"kind"})
    return question_of(verb, asked, dpi)


def asked_once(
    name: str, outputs: Outputs, doc_id: str, step: Step, *more: object
) -> Callable[[str, RgbArray, int], list[Line]]:
    """Return what reads an item (a page, a picture) of a document by the OCR engine ``name``, or recalls the answer."""
    ocr: Ocr = engines.load(EngineKind.OCR, name)
    key = question_of(step, engines.fingerprint(EngineKind.OCR, name).model_dump(mode="json"), *more)

    def read(item: str, image: RgbArray, dpi: int) -> list[Line]:
        said = outputs.answer(doc_id, key, item, lambda: LINES.dump_json(LINES.validate_python(ocr.read(image, dpi))))
        return written(LINES.validate_json(said))

    return read


def written(lines: Iterable[Line]) -> list[Line]:
    """Leave out what an engine boxed and could not read, and what has no extent."""
    return [line for line in lines if line.text.strip() and line.size > 0]


def _read_and_keep(page: pymupdf.Page, record: Page, outputs: Outputs, spec: ReadSpec) -> Page:
    """Keep the lines of a page as a blob and return the page's row; needs-ocr if nothing here can read it."""
    if record.text_source is TextSource.LAYER:
        lines, source = read_page(page), TextSource.LAYER
    elif spec.ocr == engines.NONE:
        raise RejectedError(Reason.NEEDS_OCR)
    else:
        lines, source = recognise(page, record, outputs, spec.ocr), TextSource.OCR
    confidences = [line.confidence for line in lines if line.confidence is not None]
    return record.model_copy(
        update={
            "lines_sha256": outputs.blobs.put(LINES.dump_json(lines)),
            "direction": page_direction(lines),
            "text_source": source,
            "chars": sum(len(line.text) for line in lines),
            "ocr_confidence": round(float(np.mean(confidences)), 4) if confidences else None,
        }
    )


@cached_as(Step.READ, version=4, engine=EngineKind.OCR)
def read(run: Execution, spec: ReadSpec) -> Output:
    """Read every kept page of one document; a page that nothing here can read is a rejected row."""
    found = run.over_pages(_read_and_keep, run.pages(), lambda _: (run.workspace.outputs, spec))
    lines = [page.lines_sha256 for page in found.values()]
    return Output({"pages": [*found.values(), *found.away]}, blobs=lines)

"""audit: pages → how well OCR of their render agrees with their sound text layer."""

from collections.abc import Sequence

import pymupdf
from pydantic import Field

from tasks.metrics.ocr import cer, cleval, ordered_text
from tasks.read import LINES, recognise
from tasks.records.enums import EngineKind, Outcome, Step, TextSource
from tasks.records.figure import Figure
from tasks.records.page import Audit, Line, Page
from tasks.records.record import Record
from tasks.runtime.cache import cached_as
from tasks.runtime.execution import Execution, Output
from tasks.segment import segment_page
from tasks.store.outputs import Outputs

ENOUGH_CHARS = 80
"""A page with less text says more about chance than about the engine."""
IN_FIGURE = 0.5
"""A line with this share of it in a figure is written in the picture."""


class AuditSpec(Record):
    """How much is read a second time."""

    ocr: str = Field("rapidocr", description="OCR engine that the text layers are compared with.")
    pages: int = Field(3, ge=1, description="At most this many pages of a document.")


def choose_pages(pages: Sequence[Page], count: int) -> list[Page]:
    """Return at most ``count`` pages with a sound layer and enough text, spread evenly over the document."""
    fit = sorted((page for page in pages if _is_fit(page)), key=lambda page: page.page)
    if len(fit) <= count:
        return fit
    return [fit[(2 * at + 1) * len(fit) // (2 * count)] for at in range(count)]


def audit_page(truth: Sequence[Line], read: Sequence[Line]) -> tuple[float | None, float | None]:
    """Return the CER of the text in reading order, and CLEval, of a page's lines as read by OCR; ruby is left out.

    Both are rounded to 4 decimals, and None where the layer has no text.
    """
    layer, ocr = _without_ruby(truth), _without_ruby(read)
    sheet = _sheet(layer, ocr)
    error = cer(_text(sheet, layer), _text(sheet, ocr))
    return _rounded(error), _rounded(cleval(layer, ocr))


def _is_fit(page: Page) -> bool:
    sound = page.outcome is Outcome.KEPT and page.text_source is TextSource.LAYER
    return sound and (page.chars or 0) >= ENOUGH_CHARS


def _without_ruby(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if not line.ruby]


def _sheet(*sides: Sequence[Line]) -> Page:
    """Return a page that holds all lines; where its edges are matters little to the order of text."""
    boxes = [line.box for side in sides for line in side]
    width, height = max((box.x1 for box in boxes), default=1.0), max((box.y1 for box in boxes), default=1.0)
    return Page(doc_id="", page=1, width=width, height=height, rotation=0)


def _text(sheet: Page, lines: Sequence[Line]) -> str:
    return ordered_text(segment_page(sheet, lines, ()))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def outside(lines: Sequence[Line], figures: Sequence[Figure]) -> list[Line]:
    """Return the lines that lie in no kept figure: what is written in pictures, a layer need not have."""
    boxes = [figure.box for figure in figures if figure.outcome is Outcome.KEPT]
    return [line for line in lines if all(line.box.share_in(box) < IN_FIGURE for box in boxes)]


def _audit_and_keep(
    page: pymupdf.Page, record: Page, figures: Sequence[Figure], outputs: Outputs, spec: AuditSpec
) -> Audit:
    """Read a page by OCR and compare with the lines that ``read`` kept of its layer."""
    layer = LINES.validate_json(outputs.blobs.get(record.lines_sha256 or ""))
    seen = recognise(page, record, outputs, spec.ocr)
    error, score = audit_page(outside(layer, figures), outside(seen, figures))
    return Audit(doc_id=record.doc_id, page=record.page, cer=error, cleval=score)


@cached_as(Step.AUDIT, version=3, engine=EngineKind.OCR)
def audit(run: Execution, spec: AuditSpec) -> Output:
    """Compare some pages of one document with what OCR reads of their render."""
    chosen, figures = choose_pages(run.pages(), spec.pages), run.by_page("figures", Figure)
    found = run.over_pages(
        _audit_and_keep, chosen, lambda page: (figures.get(page.page, ()), run.workspace.outputs, spec)
    )
    return Output({"audits": found.values(), "pages": found.away})

"""probe: document → pages. Which pages are selected, how large they are, and whether their text can be believed."""

import re
from collections.abc import Sequence
from pathlib import Path

import pymupdf
from pydantic import Field, field_validator

from tasks.japanese.soundness import SOUND_FROM, measure
from tasks.pdf.document import load_page, open_document
from tasks.pdf.ink import Ink, ink_of
from tasks.records.enums import Outcome, Reason, Step, TextLayerReason, TextSource
from tasks.records.page import DocumentFacts, Page
from tasks.records.record import Box, Record
from tasks.runtime.cache import cached_as
from tasks.runtime.errors import RejectedError
from tasks.runtime.execution import Execution, Output

_RANGES = re.compile(r"\s*[1-9]\d*\s*(-\s*([1-9]\d*)?\s*)?(,\s*[1-9]\d*\s*(-\s*([1-9]\d*)?\s*)?)*")
_TEXT = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
_LONGEST_FACT = 500
LEAST_SIDE = 0.1
"""A page without extent is given this much, in points."""


class ProbeSpec(Record):
    """Which pages are wanted."""

    pages: str | None = Field(
        default=None, description="Pages to read, counted from 1, such as 1-5,8 or 10- (to the end); all if empty."
    )
    max_pages: int | None = Field(default=None, ge=1, description="Read at most this many of the wanted pages.")
    first_page_only: bool = Field(default=False, description="Read page 1 only, whatever else is wanted.")

    @field_validator("pages")
    @classmethod
    def _is_a_list_of_ranges(cls, pages: str | None) -> str | None:
        if pages is None or not pages.strip():
            return None
        if not _RANGES.fullmatch(pages):
            raise ValueError(f"{pages!r} is no list of pages; write for example 1-5,8")
        if any(last is not None and last < first for first, last in _spans(pages)):
            raise ValueError(f"{pages!r} has a range that ends before it begins")
        return "".join(pages.split())


def probe_document(document: pymupdf.Document) -> DocumentFacts:
    """Return what a PDF says of itself."""
    metadata = document.metadata or {}
    return DocumentFacts(
        pages=document.page_count, title=_fact(metadata.get("title")), producer=_fact(metadata.get("producer"))
    )


def select_pages(count: int, spec: ProbeSpec) -> list[int]:
    """Return the wanted pages of a document of ``count`` pages, counted from 1, ascending."""
    if spec.first_page_only:
        return [1] if count else []
    wanted = range(1, count + 1)
    if spec.pages is not None:
        spans = _spans(spec.pages)
        chosen = [page for page in wanted if any(first <= page <= (last or count) for first, last in spans)]
    else:
        chosen = list(wanted)
    return chosen[: spec.max_pages]


def probe_page(page: pymupdf.Page, doc_id: str) -> Page:
    """Return a page's size as displayed and the soundness of its text layer; a page with nothing on it is rejected."""
    text = page.get_text("text", flags=_TEXT)
    score, reason = measure(text)
    ink = ink_of(page)
    if score >= SOUND_FROM and not _is_backed(ink):
        score, reason = 0.0, TextLayerReason.NOT_OVER_INK
    sound = score >= SOUND_FROM
    probed = Page(
        doc_id=doc_id,
        page=page.number + 1,
        width=round(page.rect.width, 1),
        height=round(page.rect.height, 1),
        rotation=page.rotation,
        text_source=TextSource.LAYER if sound else TextSource.NONE,
        text_layer_score=round(score, 4),
        text_layer_reason=reason,
        chars=sum(not character.isspace() for character in text),
    )
    return _blank(probed) if reason is TextLayerReason.NO_TEXT and not ink.painted else probed


def _blank(page: Page) -> Page:
    return page.model_copy(update={"outcome": Outcome.REJECTED, "rule": "ink", "reason": Reason.BLANK})


def _is_backed(ink: Ink) -> bool:
    """Say whether the text layer is what the page shows: painted, or hidden behind the scan that it reads."""
    if ink.shown:
        return not _is_stamped_scan(ink)
    return any(box.share_in(ink.picture) >= 0.5 for box in ink.hidden) if ink.picture else False  # noqa: PLR2004


def _is_stamped_scan(ink: Ink) -> bool:
    """Say whether all text stands in the margins of a page-sized picture: a stamp or page number on a scan."""
    sheet, picture = ink.sheet, ink.picture
    if picture is None or picture.intersect(sheet).area < 0.85 * sheet.area or ink.hidden:
        return False
    top, bottom = sheet.y0 + 0.06 * sheet.height, sheet.y1 - 0.06 * sheet.height
    return all(_middle(box) < top or _middle(box) > bottom for box in ink.shown)


def _middle(box: Box) -> float:
    return box.centre[1]


def _spans(pages: str) -> list[tuple[int, int | None]]:
    spans: list[tuple[int, int | None]] = []
    for part in pages.split(","):
        first, dash, last = part.partition("-")
        spans.append((int(first), int(last) if last.strip() else None if dash else int(first)))
    return spans


def _fact(value: str | None) -> str | None:
    """Return a metadata string as one line, null if it says nothing."""
    words = " ".join((value or "").encode("utf-8", "replace").decode().replace("\x00", " ").split())
    return words[:_LONGEST_FACT] or None


def look_through(pdf: Path, doc_id: str) -> tuple[DocumentFacts, list[Page]]:
    """Open a PDF and return what it says of itself, and its pages with their sizes, not probed yet."""
    document = open_document(pdf)
    return probe_document(document), [_sheet(document, number, doc_id) for number in range(1, document.page_count + 1)]


def _sheet(document: pymupdf.Document, number: int, doc_id: str) -> Page:
    try:
        page = load_page(document, number)
    except RejectedError as broken:
        nothing = Page(doc_id=doc_id, page=number, width=LEAST_SIDE, height=LEAST_SIDE, rotation=0)
        return nothing.model_copy(update={"outcome": Outcome.REJECTED, "rule": "page-tree", "reason": broken.reason})
    return Page(
        doc_id=doc_id, page=number, width=_side(page.rect.width), height=_side(page.rect.height), rotation=page.rotation
    )


def _side(points: float) -> float:
    return max(LEAST_SIDE, round(points, 1))


def _chosen(sheets: Sequence[Page], spec: ProbeSpec) -> tuple[list[Page], list[Page]]:
    """Return the pages to probe, and the rows of the others."""
    wanted = frozenset(select_pages(len(sheets), spec))
    passed_over = {"outcome": Outcome.REJECTED, "rule": "selection", "reason": Reason.NOT_SELECTED}
    rest = [sheet.model_copy(update=passed_over) for sheet in sheets if sheet.page not in wanted]
    chosen = [sheet for sheet in sheets if sheet.page in wanted]
    broken = [sheet for sheet in chosen if sheet.outcome is Outcome.REJECTED]
    return [sheet for sheet in chosen if sheet.outcome is Outcome.KEPT], rest + broken


def _probe_sheet(page: pymupdf.Page, sheet: Page) -> Page:
    return probe_page(page, sheet.doc_id)


@cached_as(Step.PROBE, version=2)
def probe(run: Execution, spec: ProbeSpec) -> Output:
    """Look at every selected page of one document; the others are rows too."""
    facts, sheets = run.once(look_through, run.pdf, run.doc_id)
    chosen, rest = _chosen(sheets, spec)
    found = run.over_pages(_probe_sheet, chosen)
    pages = sorted([*found.values(), *found.away, *rest], key=lambda page: page.page)
    return Output({"documents": [run.described(facts)], "pages": pages})

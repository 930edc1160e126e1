"""Two simple ways to captions, measured by the same rule on the same pages.

"Nearest text below" is given the true figure boxes and the text layer's blocks. "Layout" is PyMuPDF's own page
analysis, as its PyMuPDF4LLM runs it without OCR: figures are its own pictures and tables, and each takes the nearest
of its captions on the page, wherever it stands. On pages without a text layer neither has any text.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from tasks.metrics.gold import GoldDocument, GoldItem
from tasks.metrics.matching import Text, is_right, match_figures
from tasks.metrics.scores import Given, PageScore
from tasks.pdf.document import load_page, open_document
from tasks.records.enums import Role
from tasks.records.figure import Figure
from tasks.records.record import Box

_SLACK = 3.0
_PICTURES = {"picture", "table"}


class Part(NamedTuple):
    """A box that PyMuPDF found on a page, what it takes it for, and its text."""

    page: int
    kind: str
    box: Box
    words: str


def text_blocks(path: Path, pages: Sequence[int]) -> list[Part]:
    """Return the blocks of the text layer of some pages, as displayed."""
    found: list[Part] = []
    with open_document(path) as document:
        for number in pages:
            page = load_page(document, number)
            for *sides, words, _, form in page.get_text("blocks"):
                if form == 0 and words.strip():
                    found.append(Part(number, "text", _displayed(sides, page.rotation_matrix), words.strip()))
    return found


def layout_parts(path: Path, pages: Sequence[int]) -> list[Part]:
    """Return what PyMuPDF's page analysis finds on some pages, as displayed."""
    # Loading it changes how PyMuPDF reads tables in this process.
    from pymupdf4llm.helpers.document_layout import OCRMode, parse_document  # noqa: PLC0415

    with open_document(path) as document, open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):  # noqa: PTH123
        parsed = parse_document(document, pages=[number - 1 for number in pages], use_ocr=OCRMode.NEVER)
    return [
        Part(page.page_number, part.boxclass, Box(part.x0, part.y0, part.x1, part.y1), _words(part.textlines))
        for page in parsed.pages
        for part in page.boxes
    ]


def _words(lines: Iterable[dict[str, list[dict[str, str]]]] | None) -> str:
    return "\n".join("".join(span["text"] for span in line["spans"]) for line in lines or ())


def _displayed(sides: Sequence[float], matrix: Any) -> Box:
    """Turn a box as a page's rotation turns it."""
    a, b, c, d, e, f = matrix
    corners = [(x * a + y * c + e, x * b + y * d + f) for x in sides[::2] for y in sides[1::2]]
    (x0, y0), (x1, y1) = (tuple(map(end, zip(*corners, strict=True))) for end in (min, max))
    return Box(x0, y0, x1, y1)


def score_below(gold: GoldDocument, blocks: Sequence[Part]) -> Given:
    """Give each true figure the nearest block below it."""
    pairs = [(item, below) for item in gold.figures if (below := nearest_below(item, blocks))]
    return _given(gold, [(item, text) for item, text in pairs])


def nearest_below(item: GoldItem, blocks: Iterable[Part]) -> Part | None:
    """Return the nearest block under the figure, on its page, that has a part of its width; None if there is none."""
    box = item.figure_bbox
    under = [
        block
        for block in blocks
        if block.page == item.page and block.box.y0 >= box.y1 - _SLACK and block.box.overlap_x(box) > 0
    ]
    return min(under, key=lambda block: (block.box.y0, block.box.x0), default=None)


def score_layout(gold: GoldDocument, parts: Sequence[Part]) -> PageScore:
    """Give each picture and table the nearest caption of its page, by the gap between their boxes."""
    pictures = [_figure(number, part) for number, part in enumerate(parts) if part.kind in _PICTURES]
    captions = [part for part in parts if part.kind == "caption"]
    items = {match.figure.figure_id: match.item for match in match_figures(gold.figures, pictures)}
    pairs = [(items.get(each.figure_id), near) for each in pictures if (near := _nearest(each, captions))]
    return PageScore(layout=_given(gold, pairs), layout_matched=len(items))


def _nearest(figure: Figure, captions: Iterable[Part]) -> Part | None:
    here = [part for part in captions if part.page == figure.page]
    return min(here, key=lambda part: (_gap(part.box, figure.box), part.box.y0, part.box.x0), default=None)


def _gap(one: Box, other: Box) -> float:
    return one.gap_x(other) ** 2 + one.gap_y(other) ** 2


def _figure(number: int, part: Part) -> Figure:
    return Figure(figure_id=str(number), doc_id="", page=part.page, region_id="", **part.box._asdict())


def _given(gold: GoldDocument, pairs: Sequence[tuple[GoldItem | None, Part]]) -> Given:
    right = sum(
        item is not None and is_right(Text(part.words, part.page, part.box), item, Role.CAPTION) for item, part in pairs
    )
    wanted = sum(item.has_caption for item in gold.figures)
    return Given(given=len(pairs), right=right, gold=wanted, hit=right)

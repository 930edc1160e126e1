"""Pages with gold and findings drawn over them, for people to look at."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

from tasks.metrics.gold import GoldItem
from tasks.metrics.judging import Judgement
from tasks.metrics.pairs import Findings
from tasks.pdf.document import load_page, open_document
from tasks.pdf.render import render
from tasks.records.enums import Role
from tasks.records.record import POINTS_PER_INCH, Box

DPI = 100
GREEN, RED, ORANGE, BLUE, GREY = (0, 140, 60), (220, 30, 30), (235, 130, 0), (30, 90, 220), (130, 130, 130)
_LEGEND = (
    (GREEN, "gold figure - its text"),
    (RED, "found figure"),
    (ORANGE, "caption given, p"),
    (BLUE, "explanation given, p"),
    (GREY, "decoy"),
)
_BAND = 18


class Stroke(NamedTuple):
    """A box to draw, in page points, with a word at its corner, and the box that a line leads to."""

    colour: tuple[int, int, int]
    box: Box
    word: str = ""
    to: Box | None = None


class WrongPage(NamedTuple):
    """A page and how many of its figures came out wrong."""

    judgement: Judgement
    page: int
    wrong: int


def draw_worst(judgements: Iterable[Judgement], folder: Path, most: int) -> list[Path]:
    """Write a PNG of each of the pages with the most that is wrong; return their paths, the worst first."""
    folder.mkdir(parents=True, exist_ok=True)
    worst = sorted((page for each in judgements for page in wrong_pages(each)), key=_by_wrongness)[:most]
    return [_write(page, place, folder) for place, page in enumerate(worst, start=1)]


def _by_wrongness(page: WrongPage) -> tuple[int, str, int]:
    return -page.wrong, page.judgement.source.gold.pdf, page.page


def wrong_pages(judgement: Judgement) -> list[WrongPage]:
    """Return the pages of a document on which something is wrong: figures missed, pairs wrong or missing, decoys."""
    wrong = list(_wrong(judgement.findings))
    return [WrongPage(judgement, page, wrong.count(page)) for page in sorted(set(wrong))]


def _wrong(findings: Findings) -> Iterator[int]:
    """Yield the page of each figure that was missed or lacks its text, and of each text that is wrong."""
    judged = [each for role in (Role.CAPTION, Role.EXPLAINS) for each in findings.judged(role)]
    served = {(each.candidate.role, id(each.item)) for each in judged}
    found = {id(match.item) for match in findings.matches}
    pages = {figure.figure_id: figure.page for figure in findings.figures}
    for item in findings.gold.figures:
        unserved = any((role, id(item)) not in served for role in _wanted(item))
        if id(item) not in found or unserved:
            yield item.page
    yield from (pages[each.candidate.figure_id] for each in judged if not each.right)


def _wanted(item: GoldItem) -> list[Role]:
    return [Role.CAPTION] * item.has_caption + [Role.EXPLAINS] * item.has_explanation


def strokes(findings: Findings, page: int) -> list[Stroke]:
    """Return what to draw on a page: gold below what was found."""
    gold = [stroke for item in findings.gold.figures if item.page == page for stroke in _gold(item, page)]
    decoys = [Stroke(GREY, each.figure_bbox, each.decoy or "") for each in findings.gold.decoys if each.page == page]
    found = [Stroke(RED, figure.box.grown(1.5)) for figure in findings.figures if figure.page == page]
    return [*decoys, *gold, *found, *_given(findings, page)]


def _gold(item: GoldItem, page: int) -> Iterator[Stroke]:
    yield Stroke(GREEN, item.figure_bbox, item.kind or "")
    texts = ((item.caption_page, item.caption_bbox), (item.explains_page, item.explains_bbox))
    for at, box in texts:
        if box is not None and (at or item.page) == page:
            yield Stroke(GREEN, box, to=item.figure_bbox)


def _given(findings: Findings, page: int) -> Iterator[Stroke]:
    figures = {figure.figure_id: figure for figure in findings.figures if figure.page == page}
    for role, colour in ((Role.CAPTION, ORANGE), (Role.EXPLAINS, BLUE)):
        for each in findings.judged(role):
            figure = figures.get(each.candidate.figure_id)
            text = findings.text(each.candidate)
            if figure is None or text.box is None:
                continue
            word = f"{each.candidate.p_match:.2f}{'' if each.right else ' wrong'}"
            if text.page == page:
                yield Stroke(colour, text.box.grown(1), word, figure.box)
            else:
                yield Stroke(colour, figure.box.grown(3), f"{word}, text on page {text.page}")


def _write(wrong: WrongPage, place: int, folder: Path) -> Path:
    source = wrong.judgement.source
    with open_document(source.path) as document:
        picture = Image.fromarray(render(load_page(document, wrong.page), DPI))
    target = folder / f"{place:02d}-{source.path.stem}-{wrong.page}.png"
    drawn_over(picture, strokes(wrong.judgement.findings, wrong.page)).save(target)
    return target


def drawn_over(picture: Image.Image, marks: Iterable[Stroke]) -> Image.Image:
    """Return the picture of a page at ``DPI`` with the strokes over it, under a line that says what they are."""
    sheet = Image.new("RGB", (picture.width, picture.height + _BAND), "white")
    sheet.paste(picture, (0, _BAND))
    pen = ImageDraw.Draw(sheet)
    x = 4.0
    for colour, word in _LEGEND:
        pen.text((x, 3), word, fill=colour)
        x += pen.textlength(word) + 14
    for mark in marks:
        _draw(pen, mark)
    return sheet


def _draw(pen: ImageDraw.ImageDraw, mark: Stroke) -> None:
    x0, y0, x1, y1 = _pixels(mark.box)
    pen.rectangle((x0, y0, max(x0, x1), max(y0, y1)), outline=mark.colour, width=2)
    if mark.to is not None:
        pen.line([_centre(mark.box), _centre(mark.to)], fill=mark.colour, width=1)
    if mark.word:
        box = pen.textbbox((x0 + 2, y0 - 12), mark.word)
        pen.rectangle(box, fill="white")
        pen.text((x0 + 2, y0 - 12), mark.word, fill=mark.colour)


def _pixels(box: Box) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (value * DPI / POINTS_PER_INCH for value in box)
    return x0, y0 + _BAND, x1, y1 + _BAND


def _centre(box: Box) -> tuple[float, float]:
    x0, y0, x1, y1 = _pixels(box)
    return (x0 + x1) / 2, (y0 + y1) / 2

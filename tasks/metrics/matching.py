"""Which found figures are which gold figures, and which texts are right for a gold figure: what scores rest on."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tasks.metrics.gold import GoldItem, GoldText
from tasks.metrics.likeness import is_part, is_place, is_text
from tasks.records.enums import Outcome, Role
from tasks.records.figure import Figure
from tasks.records.record import Box
from tasks.records.region import Region

MIN_IOU = 0.5
_WITHIN = 0.5


class Text(NamedTuple):
    """A text that was given to a figure: what it says and where it stands; no box where that is not known."""

    words: str
    page: int
    box: Box | None


class Match(NamedTuple):
    """A gold figure, the figure that was found in its place, and how well their boxes agree."""

    item: GoldItem
    figure: Figure
    iou: float


def match_figures(gold: Sequence[GoldItem], figures: Iterable[Figure], min_iou: float = MIN_IOU) -> list[Match]:
    """Match kept figures and gold figures one to one at ``min_iou``, greatest IoU first; decoys match nothing."""
    kept = [figure for figure in figures if figure.outcome is Outcome.KEPT]
    possible = [
        Match(item, figure, iou)
        for item in gold
        for figure in kept
        if item.is_figure and figure.page == item.page and (iou := item.figure_bbox.iou(figure.box)) >= min_iou
    ]
    best: list[Match] = []
    for match in sorted(possible, key=lambda match: (-match.iou, match.figure.figure_id)):
        if all(match.item is not other.item and match.figure is not other.figure for other in best):
            best.append(match)
    return best


def pieces(item: GoldItem, figures: Iterable[Figure]) -> int:
    """Return how many kept figures lie, by half or more of their area, in a gold figure."""
    there = [figure for figure in figures if figure.outcome is Outcome.KEPT and figure.page == item.page]
    return sum(figure.box.share_in(item.figure_bbox) >= _WITHIN for figure in there)


def is_decoy(figure: Figure, decoy: GoldItem, gold: Iterable[GoldItem]) -> bool:
    """Tell whether a figure that matches no gold figure is the decoy: half in its box, or its box at IoU ≥ 0.5.

    A piece of a gold figure is none, whatever lies behind it.
    """
    if figure.page != decoy.page:
        return False
    true = [item.figure_bbox for item in gold if item.is_figure and item.page == figure.page]
    if any(figure.box.share_in(box) >= _WITHIN for box in true):
        return False
    return figure.box.share_in(decoy.figure_bbox) >= _WITHIN or figure.box.iou(decoy.figure_bbox) >= MIN_IOU


def is_right(text: Text, item: GoldItem, role: Role) -> bool:
    """Tell whether a text is what gold gives a figure in a role.

    Texts are compared by their words where gold has them, by their places otherwise. A mention is right if it is one
    of the figure's sentences.
    """
    if role is Role.MENTION:
        return any(is_text(text.words, [sentence]) for sentence in item.mentions or ())
    return _explains(text, item) if role is Role.EXPLAINS else _captions(text, item)


def right_captions(item: GoldItem, regions: Iterable[Region]) -> set[str]:
    """Return the region_id of each kept text region that is the gold figure's caption, on the page where it stands."""
    return _right_regions(item, regions, Role.CAPTION, item.caption_page)


def right_explanations(item: GoldItem, regions: Iterable[Region]) -> set[str]:
    """Return the region_id of each kept text region that explains the gold figure, on the page where it stands."""
    return _right_regions(item, regions, Role.EXPLAINS, item.explains_page)


def _right_regions(item: GoldItem, regions: Iterable[Region], role: Role, page: int | None) -> set[str]:
    there = [region for region in regions if region.page == (page or item.page) and region.outcome is Outcome.KEPT]
    return {
        region.region_id
        for region in there
        if region.text and is_right(Text(region.text, region.page, region.box), item, role)
    }


def _captions(text: Text, item: GoldItem) -> bool:
    if item.pdf_caption_line or item.caption:
        return is_text(text.words, [item.pdf_caption_line, item.caption])
    return _stands(text, item.caption_page or item.page, item.caption_bbox)


def _explains(text: Text, item: GoldItem) -> bool:
    first = GoldText(text=item.explains, page=item.explains_page, bbox=item.explains_bbox)
    return any(_is_said(text, each, item.page) for each in (first, *item.explains_also))


def _is_said(text: Text, gold: GoldText, page: int) -> bool:
    if gold.text:
        return is_text(text.words, [gold.text]) or is_part(text.words, gold.text)
    return _stands(text, gold.page or page, gold.bbox)


def _stands(text: Text, page: int, box: Box | None) -> bool:
    return box is not None and text.box is not None and text.page == page and is_place(text.box, box)

"""What is read after what: figures and texts of a page as one flow, and where a column or page breaks it."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from tasks.japanese.cues import Side, panel_label
from tasks.pairing.placement import place
from tasks.pairing.scene import Scene, Text
from tasks.records.enums import Outcome, RegionKind
from tasks.records.figure import Figure
from tasks.records.record import Box
from tasks.records.region import Region

_PART = 0.5
_UNREAD = 1e9
"""The place of what reading order left out: at the end, from top to bottom."""
_FEWEST_LETTERS = 2


class Read(NamedTuple):
    """One thing of the flow: a figure or a text, and whether it keeps its neighbours apart."""

    key: str
    order: float
    text: Text | None = None
    figure: Figure | None = None
    passive: bool = False


class Broken(NamedTuple):
    """A text that follows a figure in the flow (``side`` below) or leads to it (above), across a break."""

    text: Text
    side: Side
    page: bool


class Flow:
    """The figures and the texts outside pictures of each page, in reading order."""

    def __init__(self, scene: Scene, regions: Sequence[Region]) -> None:
        self._scene = scene
        self._pictures: dict[int, list[Region]] = {}
        for region in regions:
            is_picture = region.kind in {RegionKind.FIGURE, RegionKind.TABLE}
            if is_picture and region.outcome is Outcome.KEPT and region.reading_order is not None:
                self._pictures.setdefault(region.page, []).append(region)

    @cached_property
    def pages(self) -> dict[int, list[Read]]:
        """Return what is read on each page that has anything, in order."""
        numbers = {*self._scene.texts_by_page, *self._scene.figures_by_page}
        return {page: self._on(page) for page in sorted(numbers)}

    def _on(self, page: int) -> list[Read]:
        texts = [text for text, _ in self._scene.alone_by_page.get(page, [])]
        found = [Read(text.region.region_id, _order(text), text=text, passive=_is_passive(text)) for text in texts]
        figures = self._scene.figures_by_page.get(page, [])
        found += [Read(figure.figure_id, self._order_of(figure, texts), figure=figure) for figure in figures]
        return sorted(found, key=_reading)

    def _order_of(self, figure: Figure, texts: Sequence[Text]) -> float:
        own = [r for r in self._pictures.get(figure.page, []) if r.box.share_in(figure.box) >= _PART]
        orders = [region.reading_order for region in own if region.reading_order is not None]
        if orders:
            return float(min(orders))
        above = [_order(text) for text in texts if text.box.centre[1] < figure.box.centre[1]]
        known = [order for order in above if order < _UNREAD]
        return max(known) + 0.5 if known else _UNREAD if above else -0.5

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        return {read.key: (page, at) for page, reads in self.pages.items() for at, read in enumerate(reads)}

    def between(self, figure: Figure, text: Text) -> int | None:
        """Return how many things are read between the two, below 0 where the text comes first; None if not known.

        What follows at once is 1 away, what leads at once -1; credits, panel letters and marks do not count.
        """
        ways = [self._way(figure, part) for part in text.parts or (text.region,)]
        return min((way for way in ways if way is not None), key=abs, default=None)

    def _way(self, figure: Figure, text: Region) -> int | None:
        one, other = self._places.get(figure.figure_id), self._places.get(text.region_id)
        if one is None or other is None or one[0] != other[0]:
            return None
        low, high = sorted((one[1], other[1]))
        count = 1 + sum(1 for read in self.pages[one[0]][low + 1 : high] if not read.passive)
        return count if other[1] > one[1] else -count

    def broken(self, figure: Figure) -> list[Broken]:
        """Return the texts from which only the break of a column or of the page keeps the figure."""
        return [*self._across_columns(figure), *self._across_pages(figure)]

    def _across_columns(self, figure: Figure) -> list[Broken]:
        page, at = self._places[figure.figure_id]
        reads = self.pages[page]
        ahead = _first_text(reads[at + 1 :])
        behind = _first_text(reads[:at][::-1])
        found = [(text, side) for text, side in ((ahead, Side.BELOW), (behind, Side.ABOVE)) if text is not None]
        return [Broken(text, side, page=False) for text, side in found if place(figure.box, text.box).slip > 0]

    def _across_pages(self, figure: Figure) -> list[Broken]:
        page, at = self._places[figure.figure_id]
        reads = self.pages[page]
        found = []
        if all(read.passive for read in reads[at + 1 :]):
            found.append((_first_text(self.pages.get(page + 1, [])), Side.BELOW))
        if all(read.passive for read in reads[:at]):
            found.append((_first_text(self.pages.get(page - 1, [])[::-1]), Side.ABOVE))
        return [Broken(text, side, page=True) for text, side in found if text is not None]


def _first_text(reads: Sequence[Read]) -> Text | None:
    """Return the first thing that counts, if it is a text."""
    return next((read.text for read in reads if not read.passive), None)


def _reading(read: Read) -> tuple[float, float, float, str]:
    thing = read.text or read.figure
    box = thing.box if thing is not None else Box(0.0, 0.0, 0.0, 0.0)
    return read.order, box.y0, box.x0, read.key


def _order(text: Text) -> float:
    order = text.region.reading_order
    return float(order) if order is not None else _UNREAD


def _is_passive(text: Text) -> bool:
    letters = sum(char.isalnum() for char in text.words)
    return text.credit or letters < _FEWEST_LETTERS or (panel_label(text.words) is not None and letters <= 1)

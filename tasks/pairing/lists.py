"""Lists: items that stand under each other, and which of them read as one text about a figure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import pairwise
from statistics import median

from tasks.pairing.scene import Scene, Text
from tasks.records import identity
from tasks.records.record import Box

CIRCLED = re.compile(r"[①-⑳❶-❿Ⓐ-Ⓩⓐ-ⓩ]")
_MARK = re.compile(r"\s*(?:([・●•○◦■□◆◇▪–*➢✓❖‣➤▶>])|([①-⑳❶-❿Ⓐ-Ⓩⓐ-ⓩ])|[(（]?[0-9０-９]{1,2}[)）.．、]|-(?!\d))")
_CIRCLE, _NUMBER = "circle", "number"
_SAME_TYPE = 0.12
_SAME_EDGE_EM, _INDENT_EM = 0.6, 3.0
_NEXT_EM, _GOES_ON_EM = 1.6, 0.9
"""An item stands at most this far under the one before, what goes on with it without a mark even nearer."""
_WIDER = 1.5
"""White space so many times the list's own, and a third of an em more, parts it."""
_LONE_MARK_EM = 2.5

Items = tuple[Text, ...]


def mark_of(words: str) -> str | None:
    """Return what an item begins with: the mark itself, ``circle``, ``number``; None for what is no item."""
    found = _MARK.match(words)
    if found is None:
        return None
    return found[1] or (_CIRCLE if found[2] else _NUMBER)


class Lists:
    """The lists of a document, by its pages."""

    def __init__(self, scene: Scene) -> None:
        self._by_page = {page: lists_on(scene, page) for page in scene.texts_by_page}
        self._items = {text.region.region_id for found in self._by_page.values() for items in found for text in items}

    def on(self, page: int) -> list[Items]:
        """Return the lists of a page."""
        return self._by_page.get(page, [])

    def hold(self, text: Text) -> bool:
        """Tell whether a text is an item of one."""
        return text.region.region_id in self._items


def lists_on(scene: Scene, page: int) -> list[Items]:
    """Return the lists of two items or more on a page, each from top to bottom."""
    texts = sorted((text for text, _ in scene.alone_by_page.get(page, []) if not text.vertical), key=_from_top)
    begun: list[list[Text]] = []
    for text in texts:
        own = next((items for items in begun if _goes_on(items, text)), None)
        if own is not None:
            own.append(text)
        elif mark_of(text.words):
            begun.append([text])
    return [tuple(items) for items in begun if sum(mark_of(text.words) is not None for text in items) > 1]


def _from_top(text: Text) -> tuple[float, float, str]:
    return text.box.y0, text.box.x0, text.region.region_id


def _goes_on(items: Sequence[Text], text: Text) -> bool:
    last, first = items[-1], items[0]
    gap = text.box.y0 - last.box.y1
    alike = abs(text.em - first.em) <= _SAME_TYPE * first.em and gap > -first.em
    indent = (text.box.x0 - first.box.x0) / first.em
    if mark_of(text.words):
        same = mark_of(text.words) == mark_of(first.words) and abs(indent) <= _SAME_EDGE_EM
        return alike and same and gap <= _NEXT_EM * first.em
    return alike and _SAME_EDGE_EM < indent <= _INDENT_EM and gap <= _GOES_ON_EM * first.em


def circles_of(box: Box, inside: str | None, texts: Iterable[Text]) -> set[str]:
    """Return the circled numbers in a figure and those that stand alone at its edge."""
    lone = [text for text in texts if len(text.words) == 1 and CIRCLED.match(text.words)]
    near = {text.words for text in lone if text.box.share_in(box.grown(_LONE_MARK_EM * text.em)) > 0}
    return near | set(CIRCLED.findall(inside or ""))


def readings(items: Items, circles: set[str], speaks: Callable[[Text], bool]) -> list[Items]:
    """Return the parts of a list, of two items or more, that may be read as one text about a figure.

    They are the whole, what white space sets apart, what speaks (in sentences), and what bears the figure's circles.
    """
    shown = [bool(circles & set(CIRCLED.findall(text.words))) for text in items]
    every = [
        items,
        *_parted(items),
        *_runs(items, [speaks(text) for text in items]),
        *(_runs(items, _with_followers(items, shown)) if any(shown) else ()),
    ]
    return [found for found in dict.fromkeys(every) if len(found) > 1]


def _with_followers(items: Items, shown: Sequence[bool]) -> list[bool]:
    """Let what goes on without a mark do as its item does."""
    kept: list[bool] = []
    for text, is_shown in zip(items, shown, strict=True):
        kept.append(is_shown if mark_of(text.words) or not kept else kept[-1])
    return kept


def _parted(items: Items) -> Iterator[Items]:
    gaps = [under.box.y0 - over.box.y1 for over, under in pairwise(items)]
    wide = _WIDER * max(0.0, median(gaps)) + items[0].em / 3
    ends = [at + 1 for at, gap in enumerate(gaps) if gap > wide]
    for start, end in pairwise([0, *ends, len(items)]):
        yield items[start:end]


def _runs(items: Items, kept: Sequence[bool]) -> Iterator[Items]:
    edges = [at for at, (one, other) in enumerate(pairwise([False, *kept, False])) if one != other]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield items[start:end]


def as_one(items: Items) -> Text:
    """Return the items as one text, with an id of its own, their lines under each other."""
    words = "\n".join(text.words for text in items)
    box = reduce(Box.union, (text.box for text in items))
    first = items[0].region
    region_id = identity.of("list", *(text.region.region_id for text in items))
    region = first.model_copy(update={**box._asdict(), "region_id": region_id, "text": words})
    return items[0].model_copy(update={"region": region, "words": words, "parts": tuple(text.region for text in items)})

"""Headers, footers and page numbers: what comes back at the same place of page after page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tasks.japanese import numerals
from tasks.japanese.folding import squeeze
from tasks.records.enums import RegionKind
from tasks.records.page import Page
from tasks.records.region import Region

_MARGIN = 0.12
_SIDE = 0.08
_EDGE = 0.09
_SAME_HEIGHT = 3.0
_SAME_SIZE = 0.3
_MANY = 3
_FEW_PAGES = 4
_OFTEN = 0.5
_LARGER = 1.2
_LONGEST = 120
_DECORATION = r"[-~・|/<>()\[\]【】〔〕〈〉《》.:―‐–—◆●■*]*"
_NUMBER = re.compile(
    rf"{_DECORATION}(?:p\.?|page|第)?(?P<value>[0-9]{{1,4}}|[ivxlc]{{1,7}}|[〇一二三四五六七八九十百]{{1,5}})"
    rf"(?:(?:/|of)[0-9]{{1,4}}|頁|ページ)?{_DECORATION}",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[0-9]+|(?<![a-z])[ivxlc]+(?![a-z])", re.IGNORECASE)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_COULD_BE = frozenset({RegionKind.TITLE, RegionKind.TEXT, RegionKind.NOTE, RegionKind.LABEL})


class _Seen(NamedTuple):
    """A text in a page's margin: its text without spaces, its zone, and its page number if it could be one."""

    region: Region
    words: str
    zone: RegionKind
    edge: bool
    number: int | None


def settle(pages: Sequence[Page], regions: Sequence[Region]) -> list[Region]:
    """Return the regions with what repeats in the margins named; those are not read, the others close ranks."""
    sheets = {page.page: page for page in pages}
    seen = [one for region in regions if (one := _seen(region, sheets.get(region.page))) is not None]
    kinds = _repeated(seen, len(pages), _body_size(regions)) | _page_numbers(seen, len(pages))
    return _closed([_named(region, kinds.get(region.region_id)) for region in _without_false_titles(regions)])


def _without_false_titles(regions: Sequence[Region]) -> list[Region]:
    """Call text what is a title only on its own page: there the notes outweigh the running text."""
    body = _body_size(regions)
    return [
        region.model_copy(update={"kind": RegionKind.TEXT})
        if region.kind is RegionKind.TITLE and not region.bold and abs((region.size or 0.0) - body) <= _SAME_SIZE
        else region
        for region in regions
    ]


def _seen(region: Region, page: Page | None) -> _Seen | None:
    if page is None or region.kind not in _COULD_BE or not region.text or len(region.text) > _LONGEST:
        return None
    x, y = region.box.centre
    zone = _zone(x / page.width, y / page.height, region.box.height > region.box.width)
    if zone is None:
        return None
    words = squeeze(region.text)
    edge = y < _EDGE * page.height or y > (1 - _EDGE) * page.height or zone is RegionKind.PAGE_NUMBER
    return _Seen(region, words, zone, edge, _number(words))


def _zone(x: float, y: float, upright: bool) -> RegionKind | None:  # noqa: FBT001
    """Return header or footer; the outer sides count as header where text stands upright in them."""
    if y < _MARGIN:
        return RegionKind.HEADER
    if y > 1 - _MARGIN:
        return RegionKind.FOOTER
    return RegionKind.HEADER if upright and (x < _SIDE or x > 1 - _SIDE) else None


def _number(words: str) -> int | None:
    found = _NUMBER.fullmatch(words)
    if found is None:
        return None
    value = found["value"].lower()
    if value.isdigit():
        return int(value)
    if value[0] in _ROMAN:
        return _roman(value)
    canonical = numerals.canonical(value)
    return int(canonical) if canonical.isdigit() else None


def _roman(value: str) -> int:
    digits = [_ROMAN[letter] for letter in value]
    return sum(-one if one < following else one for one, following in zip(digits, [*digits[1:], 0], strict=True))


def _page_numbers(seen: Sequence[_Seen], pages: int) -> dict[str, RegionKind]:
    """Trust a number in the margin that counts with the pages, or any at the very edge of a short document."""
    offsets = sorted({(one.number - one.region.page, one.region.page) for one in seen if one.number is not None})
    shared = Counter(offset for offset, _ in offsets)
    return {
        one.region.region_id: RegionKind.PAGE_NUMBER
        for one in seen
        if one.number is not None
        and (
            shared[one.number - one.region.page] >= _MANY
            or (one.edge and pages < _FEW_PAGES and any(map(str.isdigit, one.words)))
        )
    }


def _body_size(regions: Iterable[Region]) -> float:
    weights: dict[float, int] = defaultdict(int)
    for region in regions:
        if region.kind is RegionKind.TEXT and region.size:
            weights[round(region.size * 2) / 2] += len(region.text or "")
    return max(weights, key=lambda size: (weights[size], size), default=0.0)


def _repeated(seen: Sequence[_Seen], pages: int, body: float) -> dict[str, RegionKind]:
    kinds: dict[str, RegionKind] = {}
    for zone in (RegionKind.HEADER, RegionKind.FOOTER):
        for slot in _slots([one for one in seen if one.zone is zone and one.region.kind is not RegionKind.LABEL]):
            kinds |= {one.region.region_id: zone for one in _running(slot, pages, body)}
    return kinds


def _slots(seen: Sequence[_Seen]) -> list[list[_Seen]]:
    """Group what stands at one height, on whatever page."""
    slots: list[list[_Seen]] = []
    for one in sorted(seen, key=lambda one: (one.region.y0, one.region.page, one.region.region_id)):
        if not slots or one.region.y0 - slots[-1][0].region.y0 > _SAME_HEIGHT:
            slots.append([])
        slots[-1].append(one)
    return slots


def _running(slot: Sequence[_Seen], pages: int, body: float) -> list[_Seen]:
    """Return what runs through the pages: words that come back, and others in a slot that most pages fill so."""
    counts: dict[str, set[int]] = defaultdict(set)
    for one in slot:
        counts[_DIGITS.sub("#", one.words)].add(one.region.page)
    filled = len({one.region.page for one in slot})
    least = _MANY if pages > _FEW_PAGES or filled < _OFTEN * pages else 2
    if filled >= max(_MANY, _OFTEN * pages):
        least = min(least, 2)
    return [
        one
        for one in slot
        if (times := len(counts[_DIGITS.sub("#", one.words)])) >= least and _is_modest(one.region, times, pages, body)
    ]


def _is_modest(region: Region, times: int, pages: int, body: float) -> bool:
    """Say whether a text is set small enough for a running head; the title of a slide that goes on is not."""
    return (region.size or 0.0) <= _LARGER * body or times >= max(_MANY, _OFTEN * pages)


def _named(region: Region, kind: RegionKind | None) -> Region:
    return region if kind is None else region.model_copy(update={"kind": kind, "reading_order": None})


def _closed(regions: Sequence[Region]) -> list[Region]:
    """Count each page's reading order again from 0, without gaps; pictures of one figure share a number."""
    used: dict[int, set[int]] = defaultdict(set)
    for region in regions:
        if region.reading_order is not None:
            used[region.page].add(region.reading_order)
    ranks = {page: {order: rank for rank, order in enumerate(sorted(orders))} for page, orders in used.items()}
    return [
        region
        if region.reading_order is None
        else region.model_copy(update={"reading_order": ranks[region.page][region.reading_order]})
        for region in regions
    ]

"""Reading order by recursive cuts along white space, columns before rows.

After Nagy and Seth's XY-cut; a strip that one gutter runs through as through the strips above it belongs to the same
columns, so that white space that happens to cross a page does not break them.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tasks.records.record import Box

_GUTTER = 0.6
_ROW_GAP = -1.0
_NARROW_CELL = 7.0
_TABLE_ROWS = 3
_DEEPEST = 40


class Item(NamedTuple):
    """Something to be read: its box as it lies for the reader, its em size, and whether it heads what follows."""

    box: Box
    size: float
    heading: bool = False
    picture: bool = False


def reading_order(items: Sequence[Item]) -> list[int]:
    """Return the places of ``items`` in the order in which they are read."""
    return _ordered(items, list(range(len(items))), _DEEPEST)


def _ordered(items: Sequence[Item], places: list[int], depth: int) -> list[int]:
    if len(places) <= 1 or depth == 0:
        return _by_place(items, places)
    columns = _columns(items, places)
    if len(columns) > 1 and not _is_parted(items, places):
        return [place for column in columns for place in _ordered(items, column, depth - 1)]
    strips = _strips(items, places)
    if len(strips) == 1:
        return _overlapping(items, places, depth)
    groups = _grouped(items, strips)
    if len(groups) == 1:
        groups = strips
    return [place for group in groups for place in _ordered(items, group, depth - 1)]


def _is_parted(items: Sequence[Item], places: Sequence[int]) -> bool:
    """Say whether a lone heading at the left parts the page, with columns above it and below."""
    strips = _strips(items, places)
    lone = [at for at, strip in enumerate(strips) if at and _heads(items, places, strip)]
    wide = [at for at, strip in enumerate(strips) if len(strip) > 1 and _gutters(items, strip)]
    return any(wide and min(wide) < at < max(wide) for at in lone)


def _by_place(items: Sequence[Item], places: Sequence[int]) -> list[int]:
    return sorted(places, key=lambda place: (items[place].box.y0, items[place].box.x0, place))


def _overlapping(items: Sequence[Item], places: list[int], depth: int) -> list[int]:
    """Order what no cut parts: the uppermost item first, then the rest."""
    first, *rest = _by_place(items, places)
    return [first, *_ordered(items, rest, depth - 1)]


def _strips(items: Sequence[Item], places: Sequence[int]) -> list[list[int]]:
    """Cut at every white gap that runs across."""
    strips: list[list[int]] = []
    end = float("-inf")
    for place in _by_place(items, places):
        box = items[place].box
        if not strips or box.y0 - end > _ROW_GAP:
            strips.append([])
        strips[-1].append(place)
        end = max(end, box.y1)
    return strips


def _columns(items: Sequence[Item], places: Sequence[int]) -> list[list[int]]:
    """Cut at every gutter that runs down; one column where the cells make rows of a table."""
    gutters = _gutters(items, places)
    if not gutters:
        return [list(places)]
    columns: list[list[int]] = [[] for _ in range(len(gutters) + 1)]
    for place in places:
        middle = items[place].box.centre[0]
        columns[sum(middle > (low + high) / 2 for low, high in gutters)].append(place)
    return [list(places)] if _is_table(items, columns) else columns


def _gutters(items: Sequence[Item], places: Sequence[int]) -> list[tuple[float, float]]:
    """Return the white x ranges that no item crosses and that are wide for the type beside them."""
    found = []
    spans = sorted((items[place].box.x0, items[place].box.x1) for place in places)
    least = _GUTTER * _type_size(items, places)
    end = spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 - end >= least:
            found.append((end, x0))
        end = max(end, x1)
    return found


def _type_size(items: Sequence[Item], places: Sequence[int]) -> float:
    sizes = sorted(items[place].size for place in places if not items[place].picture)
    return sizes[len(sizes) // 2] if sizes else 1.0


def _is_table(items: Sequence[Item], columns: Sequence[Sequence[int]]) -> bool:
    """Say whether neighbouring columns are cells in rows: short texts on common lines."""
    if any(items[place].picture for column in columns for place in column):
        return False
    if min(map(len, columns)) < _TABLE_ROWS:
        return _is_row(items, columns)
    first, second = sorted(columns, key=len)[:2]
    level = sum(any(_is_level(items[place], items[other]) for other in second) for place in first)
    narrow = sorted(items[place].box.width / items[place].size for place in first)
    return level >= 0.7 * len(first) and narrow[len(narrow) // 2] < _NARROW_CELL


def _is_row(items: Sequence[Item], columns: Sequence[Sequence[int]]) -> bool:
    """Say whether few cells stand on common lines; with one line a column the order is the same either way."""
    few = min(columns, key=len)
    others = [place for column in columns if column is not few for place in column]
    if len(few) <= 1:
        return False
    level = all(any(_is_level(items[place], items[other]) for other in others) for place in few)
    return level and all(items[place].box.width < _NARROW_CELL * items[place].size for place in few)


def _is_level(one: Item, other: Item) -> bool:
    return abs(one.box.y0 - other.box.y0) <= 0.5 * min(one.size, other.size)


def _grouped(items: Sequence[Item], strips: Sequence[list[int]]) -> list[list[int]]:
    """Join strips that one gutter runs through."""
    groups = [list(strips[0])]
    for strip in strips[1:]:
        if _share_gutter(items, groups[-1], strip):
            groups[-1] += strip
        else:
            groups.append(list(strip))
    return groups


def _share_gutter(items: Sequence[Item], above: Sequence[int], strip: Sequence[int]) -> bool:
    both = [*above, *strip]
    columns = _columns(items, both)
    if len(columns) == 1 or _heads(items, above, strip):
        return False
    if not _gutters(items, strip) and not all(_is_text(items, column) for column in columns):
        return False
    own = _gutters(items, above) or _gutters(items, strip)
    together = _gutters(items, both)
    return any(low < high_other and low_other < high for low, high in own for low_other, high_other in together)


def _is_text(items: Sequence[Item], column: Sequence[int]) -> bool:
    """Say whether a column is wide enough for running text, or holds a picture; cells of a table are not."""
    return any(items[at].picture or items[at].box.width >= _NARROW_CELL * items[at].size for at in column)


def _heads(items: Sequence[Item], above: Sequence[int], strip: Sequence[int]) -> bool:
    """Say whether a strip is a lone heading at the left, which opens a new part of the page."""
    if len(strip) != 1 or not items[strip[0]].heading:
        return False
    left = min(items[place].box.x0 for place in above)
    return abs(items[strip[0]].box.x0 - left) <= items[strip[0]].size

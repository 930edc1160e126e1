"""Vertical pages (縦書き) in one to three tiers (段), with vertical or horizontal captions."""

import random
from dataclasses import dataclass, replace

from pagemaker.document import A4, A5, B5, Made, family
from pagemaker.families.desk import Desk, Plate
from pagemaker.families.house import house
from pagemaker.families.places import PHOTOS
from pagemaker.labels import numbering
from pagemaker.prose import Words

STYLES = ("kanji", "wide", "kanji-ordinal", "photo", "wide", "plain")
PICTURES = (*PHOTOS, "photo", "line_chart", "bar_chart", "map_svg")
GUTTER = 15.0


@dataclass(frozen=True)
class Unit:
    """A figure with its caption, and its size in points."""

    plate: Plate
    html: str
    width: float
    height: float


def desk(chance: random.Random, words: Words) -> Desk:
    """Return the desk of a document in vertical lines."""
    style = replace(house(chance, (A4, B5, B5, A5)), label_css="font-weight: bold;", align="left")
    numbered = chance.random() < 0.6
    made = Desk(words, style, numbering(chance, chance.choice(STYLES)) if numbered else None, chance)
    made.vertical = True
    return made


def _beside(desk: Desk, side: str, width: float, height: float) -> Unit:
    """Return a figure with a vertical caption at its side."""
    plate = desk.plate(width, height, PICTURES)
    caption, wide = desk.standing(plate, plate.height, long=desk.chance.random() < 0.5)
    parts = (plate.html, caption) if side == "right" else (caption, plate.html)
    html = f'<div class="row" style="gap:{desk.house.gap}pt;align-items:flex-start">{"".join(parts)}</div>'
    return Unit(plate, html, plate.width + wide + desk.house.gap, plate.height)


def _hanging(desk: Desk, width: float, height: float) -> Unit:
    """Return a figure with a caption of short vertical lines under it, from its right edge."""
    drop = desk.house.caption * desk.chance.choice((7, 9, 11))
    plate = desk.plate(width, height - drop - desk.house.gap, PICTURES)
    caption, wide = desk.standing(plate, drop)
    html = (
        f'<div style="width:{max(width, wide):.1f}pt">{plate.html}<div style="height:{desk.house.gap}pt"></div>'
        f'<div class="row" style="justify-content:flex-end">{caption}</div></div>'
    )
    return Unit(plate, html, max(width, wide), height)


def _lying(desk: Desk, width: float, height: float) -> Unit:
    """Return a figure with a horizontal caption under it."""
    lines = desk.chance.choice((1, 1, 2))
    below = lines * desk.house.caption * 1.42
    plate = desk.plate(width, height - below - desk.house.gap, PICTURES)
    caption = desk.caption(plate, width, long=lines == 2)
    space = f'<div style="height:{desk.house.gap}pt"></div>'
    html = f'<div style="width:{width:.1f}pt">{plate.html}{space}{caption.html}</div>'
    return Unit(plate, html, width, plate.height + desk.house.gap + caption.height)


def _unit(desk: Desk, way: str, width: float, height: float) -> Unit:
    """Return a figure captioned the way of the document, not much higher than wide."""
    height = min(height, width * desk.chance.uniform(1.1, 1.5) + 30)
    if way == "lying":
        return _lying(desk, width, height)
    return _hanging(desk, width, height) if way == "hanging" else _beside(desk, way, width, height)


def _pocket(desk: Desk, unit: Unit, height: float) -> str:
    """Return a figure with text over or under it, as long as the rest of the tier is high."""
    rest = height - unit.height - GUTTER
    if rest < desk.house.body * 8:
        return unit.html
    text = desk.prose(rest, unit.width)
    parts = (text, unit.html) if desk.chance.random() < 0.4 else (unit.html, text)
    return f'<div class="stack" style="height:{height:.1f}pt;align-items:flex-end">{"".join(parts)}</div>'


def _text(desk: Desk, width: float, height: float, unit: Unit | None = None, *, heading: bool = False) -> str:
    """Return vertical text of so many points from right to left."""
    return desk.prose(height, width, [unit.plate] if unit else [], heading=heading)


def _across(parts: list[str]) -> str:
    """Return what follows from right to left."""
    style = "flex-direction:row-reverse;justify-content:space-between;width:100%"
    return f'<div class="row" style="{style}">{"".join(parts)}</div>'


def _tier(desk: Desk, height: float, way: str) -> str:
    """Return one tier: text, a figure with text around, text."""
    house = desk.house
    width = house.width * desk.chance.uniform(0.28, 0.5)
    unit = _unit(desk, way, width, height * desk.chance.choice((1.0, 0.62, 0.5)) if height > 250 else height)
    rest = house.width - unit.width - 2 * GUTTER
    first = rest * desk.chance.uniform(0.2, 0.8)
    texts = [_text(desk, first, height, unit, heading=True), _text(desk, rest - first, height, unit)]
    return _across([texts[0], _pocket(desk, unit, height), texts[1]])


def _whole(desk: Desk, height: float, way: str) -> str:
    """Return a page in one tier with two figures, text before, between and after them."""
    width = desk.house.width * desk.chance.uniform(0.24, 0.34)
    units = [_unit(desk, way, width, height * desk.chance.uniform(0.35, 0.6)) for _ in range(2)]
    rest = (desk.house.width - sum(unit.width for unit in units) - 4 * GUTTER) / 3
    parts = [_text(desk, rest, height, units[0], heading=True)]
    for unit in units:
        parts += [_pocket(desk, unit, height), _text(desk, rest, height, unit)]
    return _across(parts)


def _plain_tier(desk: Desk, height: float) -> str:
    """Return one tier of nothing but text."""
    return _across([_text(desk, desk.house.width, height, heading=desk.chance.random() < 0.5)])


def _double(desk: Desk, height: float, way: str) -> str:
    """Return two tiers with a figure over both, at the left, at the right or between."""
    high = height * 2 + GUTTER
    unit = _unit(desk, way, desk.house.width * desk.chance.uniform(0.35, 0.55), high)
    rest = desk.house.width - unit.width - GUTTER
    tiers = [_text(desk, rest, height, unit, heading=True), _text(desk, rest, height)]
    texts = f'<div class="stack" style="height:{high:.1f}pt;align-items:flex-end">{"".join(tiers)}</div>'
    return _across([texts, unit.html] if desk.chance.random() < 0.6 else [unit.html, texts])


def _sheet(desk: Desk, tiers: int, way: str) -> None:
    """Add a page of tiers, two at least with a figure if there are so many."""
    height = (desk.house.height - GUTTER * (tiers - 1)) / tiers
    if tiers == 1:
        parts = [_whole(desk, height, way)]
    elif tiers == 3 and desk.chance.random() < 0.5:
        parts = [_double(desk, height, way), _tier(desk, height, way)]
    else:
        parts = [_tier(desk, height, way) for _ in range(tiers)]
        if tiers == 3:
            parts[desk.chance.randrange(3)] = _plain_tier(desk, height)
    desk.sheet(f'<div class="stack" style="width:100%;height:100%">{"".join(parts)}</div>')


def pages(desk: Desk, ways: tuple[str, ...]) -> Made:
    """Return a document in vertical lines, figures captioned one way."""
    tiers, way = desk.chance.choice((1, 2, 2, 3, 3)), desk.chance.choice(ways)
    for _ in range(desk.chance.randint(2, 4)):
        _sheet(desk, tiers, way)
    return desk.made()


@family("vertical-vertical")
def vertical_vertical(chance: random.Random, words: Words) -> Made:
    """Set vertical pages whose captions are vertical, at the left or right of their figures or under them."""
    return pages(desk(chance, words), ("left", "left", "right", "hanging"))


@family("vertical-horizontal")
def vertical_horizontal(chance: random.Random, words: Words) -> Made:
    """Set vertical pages whose captions lie under their figures."""
    return pages(desk(chance, words), ("lying",))

"""Captions that stand in another column than their figure, on another page, or in one block with others."""

import random
from collections.abc import Sequence

from pagemaker.document import Made, family
from pagemaker.families.desk import Block, Desk, Plate, Text
from pagemaker.families.places import MIXED, PHOTOS, PLAIN, captioned, desk
from pagemaker.prose import Words

GUTTER = 18.0
PLACES = {2: ("左", "右"), 3: ("左", "中央", "右"), 4: ("左上", "右上", "左下", "右下")}


def _columns(columns: Sequence[str]) -> str:
    return f'<div class="row" style="justify-content:space-between;width:100%">{"".join(columns)}</div>'


def _overflowing(desk: Desk, count: int, *, long: bool) -> str:
    """Return columns, each with a figure at its foot, whose caption heads the next one."""
    width = (desk.house.width - GUTTER * (count - 1)) / count
    columns, before = [], None
    for at in range(count):
        plate = (
            desk.plate(width, desk.house.height * desk.chance.uniform(0.18, 0.38), MIXED) if at < count - 1 else None
        )
        items: list[Block | Text] = [desk.caption(before, width, long=long, css="text-align:left")] if before else []
        items.append(Text(tuple(filter(None, (before, plate))), heading=at == 0))
        # A table may be lower than the room it was given; the foot of its column is where it stands all the same.
        items += [Block(_at_foot(plate), plate.height)] if plate else []
        columns.append(desk.stack(width, desk.house.height, items, 11))
        before = plate
    return _columns(columns)


def _at_foot(plate: Plate) -> str:
    return f'<div style="height:{plate.height}pt;display:flex;align-items:flex-end">{plate.html}</div>'


def _spanning(desk: Desk) -> str:
    """Return three columns: a figure over two of them, its caption at the foot or head of the third, text elsewhere."""
    width = (desk.house.width - GUTTER * 2) / 3
    height = desk.house.height * desk.chance.uniform(0.28, 0.4)
    plate = desk.plate(width * 2 + GUTTER, height, PLAIN)
    caption = desk.caption(plate, width, long=True, css="text-align:left")
    rest = desk.house.height - height - 14
    lower = desk.chance.random() < 0.5
    texts: list[Block | Text] = [Text((plate,)), caption] if lower else [caption, Text((plate,))]
    aside = desk.stack(width, height, texts, 8)
    band = _columns([plate.html, aside] if desk.chance.random() < 0.5 else [aside, plate.html])
    text = _columns([desk.prose(width, rest, heading=at == 0) for at in range(3)])
    parts = (text, band) if desk.chance.random() < 0.5 else (band, text)
    return f'<div class="stack" style="width:100%;height:100%">{"".join(parts)}</div>'


@family("caption-next-column")
def caption_next_column(chance: random.Random, words: Words) -> Made:
    """Set a figure at the foot of a column and its caption at the head of the next; or a wide one beside it."""
    made = desk(chance, words, numbered=chance.random() < 0.85)
    long = chance.random() < 0.5
    count = chance.choice((2, 2, 3))
    for at in range(chance.randint(2, 4)):
        made.sheet(_spanning(made) if at and chance.random() < 0.4 else _overflowing(made, count, long=long))
    return made.made()


def _ordinary(desk: Desk, *, above: bool) -> tuple[Plate, Block]:
    """Return a figure with its caption at it, as the house sets most."""
    width = desk.house.width * desk.chance.uniform(0.5, 0.85)
    plate = desk.plate(width, desk.house.height * desk.chance.uniform(0.18, 0.27), PLAIN)
    return plate, captioned(desk, plate, above=above)


def _big(desk: Desk, makers: Sequence[str], most: float = 0.62) -> Plate:
    """Return a figure that leaves no room for its caption, up to ``most`` of the height."""
    width = desk.house.width * desk.chance.choice((1.0, 1.0, 0.85))
    return desk.plate(width, desk.house.height * desk.chance.uniform(0.34, most), makers)


def _spilling(desk: Desk, before: Plate | None, *, last: bool) -> Plate | None:
    """Add a page that starts with the caption of the figure before and ends with a figure; return that one."""
    items: list[Block | Text] = [desk.caption(before, desk.house.width)] if before else [desk.headline()]
    cites = [before] if before else []
    if last or desk.chance.random() < 0.5:
        near, block = _ordinary(desk, above=False)
        items += [Text((*cites, near), 0.7, heading=True), block]
        cites = [near]
    plate = None if last else _big(desk, PLAIN, 0.44 if len(items) > 1 else 0.62)
    items.append(Text((*cites, plate) if plate else tuple(cites), heading=len(items) == 1))
    items += [Block(plate.html, plate.height)] if plate else []
    desk.sheet(desk.stack(desk.house.width, desk.house.height, items, 12))
    return plate


@family("caption-next-page")
def caption_next_page(chance: random.Random, words: Words) -> Made:
    """Set a figure at the foot of a page and its caption as the first lines of the next."""
    made = desk(chance, words, numbered=chance.random() < 0.8)
    before, pages = None, chance.randint(3, 4)
    for at in range(pages):
        before = _spilling(made, before, last=at == pages - 1)
    return made.made()


@family("caption-previous-page")
def caption_previous_page(chance: random.Random, words: Words) -> Made:
    """Set the title of a figure as the last line of a page, and the figure at the top of the next."""
    made = desk(chance, words, numbered=chance.random() < 0.7)
    pages = chance.randint(3, 4)
    before: Plate | None = None
    for at in range(pages):
        items: list[Block | Text] = [Block(before.html, before.height)] if before else [made.headline(), Text()]
        cites = (before,) if before else ()
        if not before or before.height < made.house.height * 0.5:
            near, block = _ordinary(made, above=True)
            items += [Text(cites), block]
            cites = (near,)
        items.append(Text(cites))
        before = _big(made, MIXED) if at < pages - 1 else None
        items += [made.caption(before, made.house.width)] if before else []
        made.sheet(made.stack(made.house.width, made.house.height, items, 12))
    return made.made()


def _signs(chance: random.Random, count: int) -> list[str]:
    """Return how a block of captions tells its pictures apart: by place or by number."""
    return chance.choice(
        (
            [f"{place}：" for place in PLACES[count]],
            [f"（{place}）" for place in PLACES[count]],
            [f"({number})" for number in range(1, count + 1)],
            [f"{letter}　" for letter in "①②③④"[:count]],
        )
    )


def _shared(desk: Desk, count: int, height: float) -> tuple[list[Plate], Block]:
    """Return pictures in a row or a square, and one block that captions them all."""
    across, gap = (2, 2, 2, 3, 2)[count], desk.chance.uniform(4, 10)
    down = -(-count // across)
    width = (desk.house.width - gap * (across - 1)) / across
    plates = [desk.plate(width, height / down - gap, PHOTOS, numbered=at == 0) for at in range(count)]
    style = f"display:grid;grid-template-columns:repeat({across},auto);gap:{gap}pt"
    grid = f'<div style="{style}">{"".join(plate.html for plate in plates)}</div>'
    told = [
        sign + desk.words.caption(plate.kind) for sign, plate in zip(_signs(desk.chance, count), plates, strict=True)
    ]
    caption = _block(desk, plates, desk.chance.choice(("　", "。", "／")).join(told))
    space = f'<div style="height:{desk.house.gap}pt"></div>'
    html = caption.html + space + grid if desk.chance.random() < 0.2 else grid + space + caption.html
    return plates, Block(html, height + caption.height + desk.house.gap)


def _block(desk: Desk, plates: Sequence[Plate], text: str) -> Block:
    """Return the caption that belongs to all of these plates."""
    first = plates[0]
    label = f'<span class="label" data-part="label">{first.label}</span>　' if first.label else ""
    block = desk.caption(first, desk.house.width, told=label + desk.plain(text), css="text-align:left")
    ids = " ".join(plate.number for plate in plates)
    return Block(block.html.replace(f'data-caption="{first.number}"', f'data-caption="{ids}"'), block.height)


@family("same-caption-block")
def same_caption_block(chance: random.Random, words: Words) -> Made:
    """Set pictures together with one block that says what each of them shows."""
    made = desk(chance, words, numbered=chance.random() < 0.5)
    for at in range(chance.randint(2, 4)):
        items: list[Block | Text] = [made.headline()] if at == 0 else []
        count = chance.choice((2, 3, 4))
        plates, block = _shared(made, count, made.house.height * chance.uniform(0.2, 0.26) * (1 if count < 4 else 1.7))
        items += [Text(tuple(plates[:1]), heading=True), block, Text((), chance.choice((0.4, 1.0)))]
        if chance.random() < 0.3 and count < 4:
            near, below = _ordinary(made, above=False)
            items += [below, Text((near,), 0.5)]
        made.sheet(made.stack(made.house.width, made.house.height, items, 11))
    return made.made()

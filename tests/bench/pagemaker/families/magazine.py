"""Pages of a town's paper (広報): headlines, photos with small marked captions, columns and tinted panels."""

import random
from collections.abc import Sequence
from dataclasses import replace

from pagemaker.document import A4, B5, Made, family
from pagemaker.families.desk import Block, Desk, Plate, Text
from pagemaker.families.house import House, house
from pagemaker.families.places import CHARTS, PHOTOS
from pagemaker.prose import Words, escaped

GAP = 11.0
MARKS = {"below": ("▲", "△", "↑"), "above": ("▼", "▽"), "right": ("◀", "◁", "←"), "left": ("▶", "▷", "→")}


def _house(chance: random.Random) -> House:
    """Return a style of small type and narrow margins."""
    style = house(chance, (A4, A4, B5), (8.2, 9.6))
    return replace(
        style,
        side=round(chance.uniform(28, 44)),
        top=round(chance.uniform(30, 54)),
        bottom=round(chance.uniform(34, 50)),
        caption=round(chance.uniform(6.3, 7.8), 1),
        gap=round(chance.uniform(1.5, 4.5), 1),
        serif=chance.random() < 0.35,
        align=chance.choice(("left", "left", "center")),
    )


def _mark(side: str, marks: int) -> str:
    """Return the mark of a caption on this side of its photo; the ``marks``-th of the house, none at all for 3."""
    kinds = MARKS[side]
    return "" if marks == 3 else kinds[min(marks, len(kinds) - 1)]


def _photo(desk: Desk, width: float, height: float, side: str, marks: int) -> Block:
    """Return a photo in a box so wide with its small caption above or below."""
    plate = desk.plate(width, height, (*PHOTOS, "photos_overlaid"))
    long = desk.chance.random() < (0.25 if width > 130 else 0.05)
    caption = desk.caption(plate, width, long=long, mark=_mark(side, marks))
    space = f'<div style="height:{desk.house.gap}pt"></div>'
    parts = (caption.html, space, plate.html) if side == "above" else (plate.html, space, caption.html)
    return Block(f'<div style="width:{width:.1f}pt">{"".join(parts)}</div>', height + caption.height + desk.house.gap)


def _beside(desk: Desk, width: float, height: float, side: str, marks: int) -> Block:
    """Return a photo with its caption in the narrow rest of a box so wide."""
    narrow = max(48.0, width * 0.27)
    plate = desk.plate(width - narrow - 5, height, PHOTOS)
    caption = desk.caption(plate, narrow, mark=_mark(side, marks), css="text-align:left")
    parts = (plate.html, caption.html) if side == "right" else (caption.html, plate.html)
    foot = desk.chance.choice(("flex-end", "flex-start"))
    return Block(f'<div class="row" style="gap:5pt;align-items:{foot}">{"".join(parts)}</div>', height)


def _banner(desk: Desk) -> Block:
    """Return a headline on a band of colour, or big and plain, and a lead."""
    title, lead = escaped(desk.words.title()), escaped(desk.words.sentence())
    if desk.chance.random() < 0.5:
        band = f"background:{desk.house.accent};color:#fff;padding:8pt 10pt"
        return Block(f'<h1 style="{band}">{title}</h1>', desk.house.body * 2.7 + 16)
    style = f"font-weight:bold;font-size:{desk.house.body * 1.15:.1f}pt;line-height:1.5"
    return Block(f'<h1>{title}</h1><div style="{style}">{lead}</div>', desk.house.body * 6.4)


def _strip(desk: Desk, marks: int) -> Block:
    """Return photos in a row, each over its caption."""
    count = desk.chance.choice((2, 3, 3, 4))
    width = (desk.house.width - 8 * (count - 1)) / count
    height = width * desk.chance.uniform(0.6, 0.78)
    photos = [_photo(desk, width, height, "below", marks) for _ in range(count)]
    html = f'<div class="row" style="gap:8pt;align-items:flex-start">{"".join(photo.html for photo in photos)}</div>'
    return Block(html, max(photo.height for photo in photos))


def _article(desk: Desk, height: float, marks: int, count: int) -> Block:
    """Return columns under a heading, a photo somewhere in one of them."""
    width = (desk.house.width - 14 * (count - 1)) / count
    pictured, columns = desk.chance.randrange(count), []
    for at in range(count):
        items: list[Block | Text] = [Text((), 1.0, heading=at == 0)]
        if at == pictured:
            side = desk.chance.choice(("below", "below", "below", "above"))
            photo = _photo(desk, width, min(height * 0.45, width * 0.72), side, marks)
            items = desk.chance.choice(([photo, *items], [*items, photo], [*items, photo, Text((), 0.8)]))
        columns.append(desk.stack(width, height, items, 7))
    return Block(f'<div class="row" style="justify-content:space-between">{"".join(columns)}</div>', height)


def _report(desk: Desk, height: float, marks: int) -> Block:
    """Return text at one side, at the other a photo with its caption beside it or under it."""
    width = desk.house.width * desk.chance.uniform(0.42, 0.56)
    side = desk.chance.choice(("right", "left", "below"))
    room = height - (desk.house.caption * 3.2 if side == "below" else 0)
    high = min(room, width * 0.75)
    photo = _photo(desk, width, high, side, marks) if side == "below" else _beside(desk, width, high, side, marks)
    text = desk.prose(desk.house.width - width - 14, height, heading=True)
    held = f'<div style="width:{width:.1f}pt">{photo.html}</div>'
    parts = (text, held) if desk.chance.random() < 0.5 else (held, text)
    return Block(f'<div class="row" style="gap:14pt;height:{height:.1f}pt">{"".join(parts)}</div>', height)


def _notice(desk: Desk) -> Block:
    """Return a tinted or ruled panel of short points: no figure."""
    accent = desk.house.accent
    look = desk.chance.choice((f"background:{accent}1c", f"border:1pt solid {accent}", f"border:1.5pt dashed {accent}"))
    points = desk.words.bullets(desk.chance.choice((3, 4)))
    inside = "".join(f"<div>{desk.chance.choice(('・', '●', '▶'))}{escaped(point)}</div>" for point in points)
    html = (
        f'<div data-decoy="frame" style="{look};padding:7pt 10pt;border-radius:{desk.chance.choice((0, 6))}pt">'
        f"<h2>{escaped(desk.words.heading())}</h2>{inside}</div>"
    )
    return Block(html, desk.house.line * (len(points) + 1) + 18)


def _panel(desk: Desk, marks: int) -> Block:
    """Return a tinted panel with text and a figure in it, captioned beside or under."""
    inner, height = desk.house.width - 20, desk.chance.uniform(105, 150)
    width = inner * 0.46
    plate = desk.plate(width, height - desk.house.caption * 3, CHARTS if desk.chance.random() < 0.4 else PHOTOS)
    caption = desk.caption(plate, width, mark=_mark("below", marks))
    figure = f'<div style="width:{width:.1f}pt">{_white(plate)}{caption.html}</div>'
    text = desk.prose(inner - width - 12, height, heading=True)
    style = f"gap:12pt;background:{desk.house.accent}16;padding:9pt 10pt;height:{height + 18:.1f}pt"
    return Block(f'<div class="row" style="{style}">{text}{figure}</div>', height + 18)


def _white(plate: Plate) -> str:
    """Return a figure on white, as a chart stands on a tinted panel."""
    return f'<div style="background:#fff;width:{plate.width}pt;margin-bottom:3pt">{plate.html}</div>'


def _front(desk: Desk, marks: int) -> list[Block]:
    """Return a front page's head: a headline and one wide photo."""
    height = desk.house.height * desk.chance.uniform(0.24, 0.34)
    return [_banner(desk), _photo(desk, desk.house.width, height, "below", marks)]


def _page(desk: Desk, blocks: Sequence[Block], marks: int, columns: int) -> None:
    """Add a page of these blocks and an article in what they leave."""
    left = desk.house.height - sum(block.height for block in blocks) - GAP * len(blocks)
    parts = [*blocks]
    if left > 330:
        parts.insert(desk.chance.randint(0, len(parts)), _report(desk, left * 0.4, marks))
        left = left * 0.6 - GAP
    if left > 90:
        parts.insert(desk.chance.randint(1, len(parts)), _article(desk, left - 4, marks, columns))
    desk.sheet(desk.stack(desk.house.width, desk.house.height, parts, GAP))


@family("magazine")
def magazine(chance: random.Random, words: Words) -> Made:
    """Set a town's paper: photos of many sizes with small captions marked ▲▼◀▶, panels, columns."""
    made = Desk(words, _house(chance), None, chance)
    marks, columns = chance.choice((0, 0, 0, 1, 2, 3)), chance.choice((2, 3))
    for at in range(chance.randint(2, 4)):
        blocks = _front(made, marks) if at == 0 else [_banner(made)] if chance.random() < 0.4 else []
        others = [_notice(made)] if at == 0 else [chance.choice((_panel, _strip))(made, marks)]
        blocks += [*others, _notice(made)] if chance.random() < 0.4 and at else others
        _page(made, blocks, marks, columns)
    return made.made()

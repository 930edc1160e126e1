"""Pages whose text and captions give readings (ルビ), in horizontal and in vertical lines."""

import random
from dataclasses import replace

from pagemaker.document import A4, B5, Made, family
from pagemaker.families import vertical
from pagemaker.families.desk import Block, Desk, Text
from pagemaker.families.house import house
from pagemaker.families.places import PLAIN, captioned
from pagemaker.labels import numbering
from pagemaker.prose import Words


def _read_aloud(desk: Desk, chance: random.Random) -> Desk:
    """Return the desk with readings over its text, and lines far enough apart for them."""
    desk.house = replace(desk.house, leading=round(chance.uniform(1.85, 2.1), 2), caption=desk.house.body * 0.9)
    desk.ruby = chance.choice((0.5, 0.8, 1.0))
    return desk


def _lines(desk: Desk) -> Made:
    """Return horizontal pages, captions below their figures or above them."""
    above, gap = desk.chance.random() < 0.2, desk.house.gap + 3
    for at in range(desk.chance.randint(2, 4)):
        items: list[Block | Text] = [desk.headline()] if at == 0 else []
        count = desk.chance.choice((2, 2, 3))
        for _ in range(count):
            width = desk.house.width * desk.chance.uniform(0.5, 0.85)
            plate = desk.plate(width, desk.house.height * desk.chance.uniform(0.16, 0.5 / count), PLAIN)
            items += [Text((plate,), heading=desk.chance.random() < 0.5), captioned(desk, plate, above=above, gap=gap)]
        desk.sheet(desk.stack(desk.house.width, desk.house.height, [*items, Text((), 0.5)], 11))
    return desk.made(".caption { line-height: 1.75 }")


@family("furigana")
def furigana(chance: random.Random, words: Words) -> Made:
    """Set text and captions with readings over them, or beside them in vertical lines."""
    if chance.random() < 0.35:
        ways = chance.choice((("lying",), ("left", "right")))
        return vertical.pages(_read_aloud(vertical.desk(chance, words), chance), ways)
    numbers = numbering(chance) if chance.random() < 0.75 else None
    return _lines(_read_aloud(Desk(words, house(chance, (A4, B5), (10, 12.5)), numbers, chance), chance))

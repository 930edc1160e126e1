"""Captions beside their figures, on sides that differ by kind, nearer to the wrong figure, or without numbers."""

import random
from collections.abc import Sequence

from pagemaker.document import A4, B5, Made, family
from pagemaker.families.desk import Block, Desk, Plate, Text
from pagemaker.families.house import house
from pagemaker.labels import numbering
from pagemaker.prose import Words

PHOTOS = ("photo", "photo", "photo", "drawing_over_photo", "line_drawing", "map_picture")
CHARTS = ("bar_chart", "line_chart", "pie_chart", "scatter", "raster_chart", "flowchart", "block_diagram")
SHOTS = ("screenshot", "photo", "map_svg", "line_drawing", "photo_in_strips")
PLAIN = (*PHOTOS, *CHARTS, *SHOTS)
MIXED = (*PLAIN, "table", "table")
BESIDE = ("flex-start", "flex-end", "center")


def desk(chance: random.Random, words: Words, *, numbered: bool = True, style: str | None = None) -> Desk:
    """Return the desk of a document on A4 or B5."""
    return Desk(words, house(chance, (A4, A4, B5)), numbering(chance, style) if numbered else None, chance)


def _beside(desk: Desk, side: str, mark: str, stands: str, height: float, share: float) -> tuple[Plate, Block]:
    """Return a figure with its caption in a narrow column at its side."""
    gap = desk.house.gap + 5
    narrow = desk.house.width * share
    plate = desk.plate(desk.house.width - narrow - gap, height, MIXED)
    caption = desk.caption(plate, narrow, long=desk.chance.random() < 0.6, mark=mark, css=_towards(desk, side))
    parts = (caption.html, plate.html) if side == "left" else (plate.html, caption.html)
    return plate, Block(f'<div class="row" style="gap:{gap}pt;align-items:{stands}">{"".join(parts)}</div>', height)


def _towards(desk: Desk, side: str) -> str:
    """Return how a caption in a side column is set: like the house, or towards its figure."""
    return "text-align:right" if side == "left" and desk.house.align == "center" else "text-align:left"


def _sides(desk: Desk, side: str, marks: Sequence[str]) -> Made:
    """Return pages of figures whose captions all stand on one side."""
    mark, stands = desk.chance.choice(marks), desk.chance.choice(BESIDE)
    gap, share = desk.chance.uniform(10, 18), desk.chance.uniform(0.2, 0.32)
    for _ in range(desk.chance.randint(2, 4)):
        count = desk.chance.choice((2, 2, 3))
        heights = [desk.house.height * desk.chance.uniform(0.16, 0.56 / count) for _ in range(count)]
        pairs = [_beside(desk, side, mark, stands, height, share) for height in heights]
        items: list[Block | Text] = [Text((pairs[0][0],), heading=True)]
        for plate, block in pairs:
            items += [block, Text((plate,), desk.chance.choice((0.01, 0.6, 1.0)))]
        desk.sheet(desk.stack(desk.house.width, desk.house.height, items, gap))
    return desk.made(".caption .label { display: block }" if desk.chance.random() < 0.4 else "")


@family("caption-left")
def caption_left(chance: random.Random, words: Words) -> Made:
    """Set captions in a narrow column on the left of their figures."""
    numbered = chance.random() < 0.65
    return _sides(desk(chance, words, numbered=numbered), "left", ("",) if numbered else ("▶", "", "→ "))


@family("caption-right")
def caption_right(chance: random.Random, words: Words) -> Made:
    """Set captions in a narrow column on the right of their figures."""
    numbered = chance.random() < 0.65
    return _sides(desk(chance, words, numbered=numbered), "right", ("",) if numbered else ("◀", "", "← "))


def _centred(html: str) -> str:
    return f'<div style="display:flex;flex-direction:column;align-items:center">{html}</div>'


def captioned(desk: Desk, plate: Plate, *, above: bool, gap: float | None = None, long: bool = False) -> Block:
    """Return a figure with its caption above or below it, in the middle of the column."""
    gap = desk.house.gap if gap is None else gap
    caption = desk.caption(plate, max(plate.width, 150), long=long)
    space = f'<div style="height:{gap}pt"></div>'
    parts = (caption.html, space, plate.html) if above else (plate.html, space, caption.html)
    return Block(_centred("".join(parts)), plate.height + gap + caption.height)


@family("captions-mixed-sides")
def captions_mixed_sides(chance: random.Random, words: Words) -> Made:
    """Set captions of figures below them, those of tables above, each counted apart."""
    made = desk(chance, words)
    if made.numbering:
        made.numbering.together = False
    gap = chance.uniform(9, 18)
    for _ in range(chance.randint(2, 4)):
        makers = [chance.choice((("table",), PLAIN)) for _ in range(chance.choice((1, 2)))] + [("table",), PLAIN]
        chance.shuffle(makers)
        items: list[Block | Text] = [Text((), 0.5, heading=True)]
        for each in makers:
            width = made.house.width * chance.uniform(0.55, 0.95)
            plate = made.plate(width, made.house.height * chance.uniform(0.1, 0.58 / len(makers)), each)
            items.append(captioned(made, plate, above=plate.kind == "table", long=chance.random() < 0.2))
            items.append(Text((plate,), chance.choice((0.01, 0.7, 1.0))))
        made.sheet(made.stack(made.house.width, made.house.height, items, gap))
    return made.made()


@family("tight")
def tight(chance: random.Random, words: Words) -> Made:
    """Stack figures so that a caption stands nearer to the next figure than to its own."""
    made = desk(chance, words, numbered=chance.random() < 0.75)
    above = chance.random() < 0.35
    own, other = chance.uniform(11, 18), chance.uniform(3, 7)
    makers = PLAIN if chance.random() < 0.7 else MIXED
    for _ in range(chance.randint(2, 3)):
        count = chance.choice((2, 3, 3, 4))
        width = made.house.width * chance.uniform(0.55, 0.9)
        plates = [
            made.plate(width, made.house.height * chance.uniform(0.12, 0.66 / count), makers) for _ in range(count)
        ]
        pile = [captioned(made, plate, above=above, gap=own) for plate in plates]
        height = sum(block.height for block in pile) + other * (count - 1)
        html = f'<div class="stack" style="gap:{other}pt">{"".join(block.html for block in pile)}</div>'
        text = Text(tuple(plates), 1.0, heading=True)
        items = [text, Block(html, height)] if chance.random() < 0.5 else [Block(html, height), text]
        made.sheet(made.stack(made.house.width, made.house.height, items, 14))
    return made.made()


def _cell(desk: Desk, width: float, height: float, mark: str, makers: Sequence[str]) -> str:
    """Return a picture over its small unnumbered caption, or under it if the mark points down."""
    plate = desk.plate(width, height, makers)
    caption = desk.caption(plate, width, long=desk.chance.random() < 0.25, mark=mark)
    space = f'<div style="height:{desk.house.gap}pt"></div>'
    parts = (caption.html, space, plate.html) if mark == "▼" else (plate.html, space, caption.html)
    return f'<div style="width:{width:.1f}pt">{"".join(parts)}</div>'


def _grid(desk: Desk, across: int, down: int, mark: str, height: float) -> Block:
    """Return rows of pictures, each over its caption."""
    gap = desk.chance.uniform(8, 16)
    width = (desk.house.width - gap * (across - 1)) / across
    words = desk.house.caption * 1.42 * 3
    cells = "".join(_cell(desk, width, height / down - words - gap, mark, PHOTOS) for _ in range(across * down))
    style = f"display:grid;grid-template-columns:repeat({across},auto);column-gap:{gap}pt;row-gap:{gap}pt"
    return Block(f'<div style="{style}">{cells}</div>', height)


def _alone(desk: Desk, mark: str) -> Block:
    """Return one wide picture over its caption."""
    height = desk.chance.uniform(150, 230)
    width = desk.house.width * desk.chance.uniform(0.6, 1.0)
    return Block(_centred(_cell(desk, width, height - desk.house.caption * 4, mark, PLAIN)), height)


def _row(desk: Desk, mark: str) -> Block:
    """Return two or three pictures side by side."""
    return _grid(desk, desk.chance.choice((2, 3)), 1, mark, desk.chance.uniform(130, 180))


def _square(desk: Desk, mark: str) -> Block:
    """Return four pictures, two over two."""
    return _grid(desk, 2, 2, mark, desk.chance.uniform(280, 360))


GROUPS = ((_row, _alone), (_square,), (_alone, _row), (_row, _row), (_alone, _alone))


@family("unnumbered")
def unnumbered(chance: random.Random, words: Words) -> Made:
    """Set pictures singly, in rows and in grids over small captions, or under them, that bear no number."""
    made = desk(chance, words, numbered=False)
    mark = chance.choice(("", "", "▲", "△", "↑", "●", "▼"))
    for at in range(chance.randint(2, 4)):
        items: list[Block | Text] = [made.headline()] if at == 0 and chance.random() < 0.6 else []
        for group in chance.choice(GROUPS):
            items += [Text((), 1.0, heading=chance.random() < 0.5), group(made, mark)]
        if chance.random() < 0.5:
            items.append(Text((), 0.8))
        made.sheet(made.stack(made.house.width, made.house.height, items, chance.uniform(9, 14)))
    return made.made()

"""Pictures of every make: vector drawings, photos in strips, maps; and figures that bear no caption."""

import random
from collections.abc import Sequence

from pagemaker.document import Made, Sheet, family
from pagemaker.families.imprint import CHARTS, MIXED, VECTOR, Block, Imprint, Text
from pagemaker.pictures import picture
from pagemaker.prose import Words, escaped

STRIPS = ("photo_in_strips", "photo_in_strips", "photos_overlaid", "drawing_over_photo", "photo")
MAPS = ("map_picture", "map_svg", "map_svg")


def plate(style: Imprint, makers: Sequence[str], height: float) -> list[Block]:
    """Return one captioned figure of a height, or two of them side by side."""
    chance = style.chance
    if chance.random() < 0.65:
        width = min(style.body_width, height * chance.uniform(1.2, 2.1))
        return [style.captioned(style.draw(width, height, makers))]
    width = style.body_width * chance.uniform(0.44, 0.48)
    pair = [style.captioned(style.draw(width, min(height, width * 0.85), makers)) for _ in range(2)]
    row = f'<div class="row" style="align-items:flex-start">{"".join(block.html for block in pair)}</div>'
    return [Block(row, max(block.height for block in pair))]


def illustrated(style: Imprint, makers: Sequence[str]) -> Sheet:
    """Return a page of running text with two or three rows of captioned figures."""
    chance, count = style.chance, style.chance.randint(2, 3)
    blocks: list[Block | Text] = [style.heading()]
    for at in range(count):
        seen = set(style.cited)
        shown = plate(style, makers, style.body_height * chance.uniform(0.4, 0.62) / count)
        fresh = [each for each in style.cited if each not in seen]
        text = Text(tuple(style.cite_id(each) for each in fresh if chance.random() < 0.7))
        blocks += [text, *shown] if at or chance.random() < 0.7 else [*shown, text]
    return style.filled([*blocks, Text(weight=chance.choice((0.05, 0.6)))])


@family("vector-only")
def vector_only(chance: random.Random, words: Words) -> Made:
    """Charts, trees and flowcharts whose words are live text; no image object on any page."""
    style = Imprint(chance, words)
    return Made(style.css(), [illustrated(style, VECTOR) for _ in range(chance.randint(2, 4))])


@family("photos-strips")
def photos_strips(chance: random.Random, words: Words) -> Made:
    """Photos cut in strips or tiles, laid over each other, or drawn upon."""
    style = Imprint(chance, words)
    return Made(style.css(), [illustrated(style, STRIPS) for _ in range(chance.randint(2, 3))])


def legend(style: Imprint, width: float) -> str:
    """Return a box that tells what a map's colours mean."""
    chance = style.chance
    rows = []
    for _ in range(chance.randint(3, 5)):
        swatch = f"background:hsl({chance.randint(0, 359)} 55% 60%);border:0.4pt solid #444"
        square = f'<i style="display:inline-block;width:9pt;height:7pt;margin-right:4pt;{swatch}"></i>'
        rows.append(f"<div>{square}{escaped(style.words.label_text(7))}</div>")
    look = f"width:{width:.0f}pt;font-size:7pt;line-height:11pt;border:0.5pt solid #555;padding:3pt 5pt;background:#fff"
    return f'<div style="{look};white-space:nowrap;text-align:left"><b>凡例</b>{"".join(rows)}</div>'


def mapped(style: Imprint, height: float) -> Block:
    """Return a captioned map with a legend in it, beside it, or with none."""
    chance, side = style.chance, style.chance.choice(("none", "inside", "beside"))
    width = min(style.body_width - 90, height * chance.uniform(1.0, 1.6))
    made = picture(style.words, round(width, 1), round(height, 1), MAPS)
    if side == "none":
        drawn = style.marked(made.html, "map", width, height)
    elif side == "inside":
        corner = chance.choice(("right:5pt;bottom:5pt", "left:5pt;top:5pt", "right:5pt;top:5pt"))
        over = f'<div style="position:absolute;{corner}">{legend(style, 74)}</div>'
        box = f'<div style="position:relative;width:{width:.1f}pt;height:{height:.1f}pt">{made.html}{over}</div>'
        drawn = style.marked(box, "map", width, height)
    else:
        row = f'<div style="display:flex;gap:6pt;align-items:flex-end">{made.html}{legend(style, 74)}</div>'
        drawn = style.marked(row, "map", width + 82, height)
    return style.captioned(drawn, numbered=chance.random() < 0.8)


@family("maps")
def maps(chance: random.Random, words: Words) -> Made:
    """Raster and vector maps, the legend beside, inside or missing."""
    style, sheets = Imprint(chance, words), []
    for _ in range(chance.randint(2, 3)):
        count = chance.randint(1, 2)
        blocks: list[Block | Text] = [style.heading()]
        for _ in range(count):
            block = mapped(style, style.body_height * chance.uniform(0.45, 0.6) / count)
            newest = style.newest()
            says = (style.cite_id(newest),) if newest in style.cited else ()
            blocks += [Text(says), block]
        sheets.append(style.filled([*blocks, Text(weight=0.4)]))
    return Made(style.css(), sheets)


def speaking(style: Imprint, height: float) -> list[Block | Text]:
    """Return a figure and the paragraph that points at it and explains it, above or below."""
    drawn = style.draw(style.body_width * style.chance.uniform(0.5, 0.9), height, MIXED)
    below = style.chance.random() < 0.65
    pointing = style.words.pointing("below" if below else "above")
    said = f'<span data-mentions="{drawn.id}">{escaped(pointing)}</span>{escaped(style.words.explanation(drawn.kind))}'
    told = style.paragraph(said, style.body_width, f'data-explains="{drawn.id}"')
    return (
        [Text(weight=0.6), told, style.alone(drawn)] if below else [Text(weight=0.6), style.alone(drawn), told, Text()]
    )


def article(style: Imprint, height: float) -> list[Block | Text]:
    """Return an article of a brochure: a heading, and a picture at the side of text that never speaks of it."""
    chance = style.chance
    width = style.body_width * chance.uniform(0.32, 0.48)
    drawn = style.draw(width, height * chance.uniform(0.8, 1.0), ("photo", "photo", "raster_chart", *CHARTS))
    column = style.body_width - width - 14
    text = f'<div style="width:{column:.1f}pt">{style.prose(column, height)}</div>'
    sides = [drawn.html, text] if chance.random() < 0.5 else [text, drawn.html]
    return [style.heading(), Block(f'<div class="row" style="height:{height:.1f}pt">{"".join(sides)}</div>', height)]


@family("no-captions")
def no_captions(chance: random.Random, words: Words) -> Made:
    """Reports and brochures without a single caption; the text speaks of a figure or does not."""
    style, sheets = Imprint(chance, words), []
    brochure = chance.random() < 0.45
    for _ in range(chance.randint(2, 3)):
        count = chance.randint(2, 3)
        blocks: list[Block | Text] = [] if brochure else [style.heading()]
        for _ in range(count):
            share = style.body_height / count
            silent = brochure and chance.random() < 0.75
            blocks += article(style, share * 0.78) if silent else speaking(style, share * chance.uniform(0.45, 0.6))
        sheets.append(style.filled([*blocks, Text(weight=0.3)]))
    return Made(style.css(), sheets)

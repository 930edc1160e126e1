"""White papers and reports of tables: 図表 and 表 above, 資料 and 注 below."""

import random
from collections.abc import Sequence

from pagemaker.document import Made, Sheet, family
from pagemaker.families.imprint import CHARTS, Block, Drawn, Imprint, Text
from pagemaker.labels import numbering
from pagemaker.prose import Words, escaped

SHOWN = (*CHARTS, *CHARTS, "raster_chart", "table", "flowchart", "block_diagram", "map_svg")


def sources(style: Imprint, count: int) -> str:
    """Return the lines of source and notes that stand under a chart."""
    return "".join(f'<div class="credit">{escaped(style.words.source_credit())}</div>' for _ in range(count))


def banded(style: Imprint, width: float, height: float, look: str) -> tuple[Block, Drawn]:
    """Return a chart under its 図表 caption on a tinted band, with its sources below."""
    drawn = style.draw(width - 14, height, SHOWN)
    caption = style.caption(drawn, style=f"{look};padding:2pt 6pt")
    count = style.chance.choice((0, 1, 1, 2))
    inner = f'{caption}<div style="margin:5pt 7pt">{drawn.html}</div>{sources(style, count)}'
    takes = height + 24 + style.caption_pt * 2.8 + count * style.pt * 2
    return Block(f'<div style="width:{width:.1f}pt">{inner}</div>', takes), drawn


def bands(style: Imprint) -> str:
    """Return how the house sets off the caption of a chart."""
    return style.chance.choice(
        (
            f"background:{style.tint}",
            f"background:{style.accent};color:#fff",
            f"border-left:6pt solid {style.accent};background:#f2f2f2",
            f"border-top:1pt solid {style.accent};border-bottom:1pt solid {style.accent}",
            "background:none",
        )
    )


def exhibits(style: Imprint, look: str, height: float) -> tuple[Block, list[str]]:
    """Return one wide chart or two side by side, and the sentences that cite them."""
    width = style.body_width
    if style.chance.random() < 0.55:
        block, drawn = banded(style, width, height, look)
        return block, [style.cite(drawn)]
    pair = [banded(style, width * 0.485, height, look) for _ in range(2)]
    row = f'<div class="row" style="align-items:flex-start">{"".join(block.html for block, _ in pair)}</div>'
    return Block(row, max(block.height for block, _ in pair)), [style.cite(drawn) for _, drawn in pair]


def commented(style: Imprint, look: str, columns: int) -> Sheet:
    """Return a page of commentary and charts: charts gathered at the head or foot, or between the text."""
    chance, height = style.chance, style.body_height
    count = chance.randint(1, 2)
    shown = [exhibits(style, look, height * chance.uniform(0.34, 0.46) / count) for _ in range(count)]
    head = style.heading()
    taken = sum(block.height for block, _ in shown) + head.height + style.gap * (count + 2)
    says = [said for _, sentences in shown for said in sentences if chance.random() < 0.8]
    text = style.columns(style.body_width, height - taken, columns, says)
    charts = [block for block, _ in shown]
    orders: list[list[Block | Text]] = [
        [head, text, *charts],
        [*charts, head, text],
        [head, charts[0], text, *charts[1:]],
    ]
    return style.filled(chance.choice(orders))


@family("white-paper")
def white_paper(chance: random.Random, words: Words) -> Made:
    """White papers: 図表Ⅰ-1-2-3 above charts on a tinted band, 資料 and 注 below, commentary in columns."""
    style = Imprint(chance, words, pt=(8.5, 10))
    style.numbers = numbering(chance, chance.choice(("white-paper", "white-paper", "roman", "hyphen")))
    style.align = chance.choice(("left", "left", "center"))
    look, columns = bands(style), chance.choice((1, 2, 2))
    return Made(style.css(), [commented(style, look, columns) for _ in range(chance.randint(2, 4))])


def tabled(style: Imprint, height: float) -> tuple[Block, Drawn]:
    """Return a table: its caption above, its source and notes below."""
    width = style.body_width * style.chance.choice((1.0, 0.85, 0.7))
    drawn = style.draw(width, height, ("table",))
    tail = sources(style, style.chance.choice((0, 1, 1, 2)))
    return style.captioned(drawn, above=True, tail=tail), drawn


def pictured(style: Imprint, height: float, makers: Sequence[str]) -> tuple[Block, Drawn]:
    """Return a chart or a photo with its caption below, or above where the house does so for all."""
    drawn = style.draw(style.body_width * style.chance.uniform(0.5, 0.85), height, makers)
    return style.captioned(drawn), drawn


@family("tables-report")
def tables_report(chance: random.Random, words: Words) -> Made:
    """Reports of tables under 表2-1, sources and notes under them, mixed with figures."""
    style, sheets = Imprint(chance, words), []
    for _ in range(chance.randint(2, 4)):
        blocks: list[Block | Text] = [style.heading()]
        count = chance.randint(2, 3)
        for _ in range(count):
            height = style.body_height * chance.uniform(0.4, 0.6) / count
            is_table = chance.random() < 0.65
            block, drawn = (
                tabled(style, height) if is_table else pictured(style, height, (*CHARTS, "photo", "map_picture"))
            )
            blocks += [Text((style.cite(drawn),) if chance.random() < 0.8 else ()), block]
        sheets.append(style.filled([*blocks, Text(weight=chance.choice((0.1, 0.5)))]))
    return Made(style.css(), sheets)

"""Charts and tables under titles without a number, which are set like headings: 【…の推移】, ■…, ＜…＞, （参考）…."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from pagemaker.document import B5, Made, Sheet, family
from pagemaker.families.decoys import iconed
from pagemaker.families.imprint import CHARTS, GRAPHS, Block, Drawn, Imprint, Text
from pagemaker.families.slides import Deck
from pagemaker.prose import Words, escaped

WRITTEN = (
    "【{}】", "【{}】", "＜{}＞", "＜{}＞", "《{}》", "〔{}〕", "［{}］", "〈{}〉", "≪{}≫", "■{}", "■　{}", "●{}",
    "○ {}", "○{}", "◆{}", "◆ {}", "◇{}", "□ {}", "▼{}", "◎{}", "★{}", "・{}", "（参考）{}", "＜参考＞　{}", "参考：{}",
    "{}", "（{}）",
)  # fmt: skip
"""How a title or a heading is written; the two are alike in many documents."""
OTHERS = ("（{n}）{}", "{n}　{}", "{n}．{}", "■ {}", "○{}", "◆{}", "【{}】", "{}")
UNITS = ("件", "％", "人", "百万円", "千トン", "万人", "戸", "円", "か所", "億円")
SHOWN = (*CHARTS, *CHARTS, "raster_chart", "table", "table", *GRAPHS, "map_svg", "map_picture")
LEADS = ("{}の状況は次のとおりです。", "{}については、以下に示すとおりである。", "{}の結果を下にまとめました。")
PANELS = ("titled", "titled", "points", "bare")
LEADING = 1.45


@dataclass(frozen=True)
class Look:
    """How a house sets titles over charts, headings over paragraphs, and the units of charts."""

    title: str
    heading: str
    size: float
    css: str
    heading_css: str
    unit: str
    """Where a unit stands: none, in the title, at the right of its line, on the next line."""
    gap: float
    notes: float
    """How likely a note under a chart is."""


def look(style: Imprint) -> Look:
    """Return how one document marks its titles and headings."""
    chance, written = style.chance, style.chance.choice(WRITTEN)
    size = round(style.pt * chance.choice((0.85, 0.92, 1.0, 1.0, 1.1)), 1)
    colour = chance.choice(("#111", "#111", style.accent))
    ground = chance.choice(
        ("", "", "", f"background:{style.tint};padding:1pt 5pt", f"border-bottom:.8pt solid {colour}")
    )
    weight = chance.choice((400, 700, 700))
    css = f"font:{weight} {size}pt/{LEADING} {style.display};color:{colour};text-align:{style.align};{ground}"
    flush = f"font:700 {style.pt}pt/{LEADING} {style.display};color:{colour};text-align:left"
    return Look(
        written,
        written if chance.random() < 0.55 else chance.choice(OTHERS),
        size,
        css,
        chance.choice((css, flush, flush)),
        chance.choice(("none", "none", "in", "right", "right", "next")),
        chance.choice((0.0, 1.5, 3.0, 6.0, 10.0)),
        chance.choice((0.0, 0.4, 0.8, 1.0)),
    )


def silent(style: Imprint, width: float, height: float) -> Block:
    """Return running text, at whose side stands a photo without any words."""
    wide = width * style.chance.uniform(0.26, 0.4)
    drawn = style.draw(wide, min(height, wide * style.chance.uniform(0.65, 1.2)), ("photo",))
    text = style.prose(width - wide - 12, drawn.height)
    held = f'<div style="width:{width - wide - 12:.1f}pt;overflow:hidden">{text}</div>'
    parts = (held, drawn.html) if style.chance.random() < 0.7 else (drawn.html, held)
    return Block(f'<div class="row">{"".join(parts)}</div>', drawn.height + 2)


class Report:
    """A document whose charts stand under titles that look like its headings."""

    def __init__(self, style: Imprint) -> None:
        self.style, self.chance, self.words, self.look = style, style.chance, style.words, look(style)
        self._headings = 0

    def heading(self) -> Block:
        """Return a heading over paragraphs; it is marked like the titles of charts or in its own way."""
        if self.chance.random() < 0.2:
            return self.style.heading()
        self._headings += 1
        said = self.words.caption("chart") if self.chance.random() < 0.3 else self.words.heading()
        text = self.look.heading.format(said, n=self._headings)
        return Block(f'<div style="{self.look.heading_css}">{escaped(text)}</div>', self.look.size * LEADING + 6)

    def title(self, drawn: Drawn) -> Block:
        """Return the title over a chart, its caption, with the chart's unit if the house gives one."""
        said = self.words.caption(drawn.kind if drawn.kind != "photo" else "chart")
        text, unit = self.look.title.format(said), f"（単位：{self.chance.choice(UNITS)}）"
        place = self.look.unit if drawn.kind in {"chart", "table"} else "none"
        if place == "in":
            text += unit
        if place == "right" and (len(text) + 8) * self.look.size > drawn.width * (
            0.9 if "left" in self.look.css else 0.6
        ):
            place = "next"
        caption = f'<div data-caption="{drawn.id}" style="{self.look.css}">{escaped(text)}</div>'
        lines = math.ceil(len(text) * self.look.size / (drawn.width - 12))
        html, more = self._with_unit(caption, unit, place)
        return Block(html, lines * self.look.size * LEADING + more + self.look.gap + 4)

    def _with_unit(self, caption: str, unit: str, place: str) -> tuple[str, float]:
        """Return a title with its unit, and what height the unit takes."""
        size = round(self.style.pt * 0.8, 1)
        font = f"font:400 {size}pt/{LEADING} {self.style.display};text-align:right"
        if place == "right":
            at = f"position:absolute;right:2pt;bottom:2pt;{font}"
            return f'<div style="position:relative">{caption}<div style="{at}">{escaped(unit)}</div></div>', 0
        if place == "next":
            return f'{caption}<div style="{font}">{escaped(unit)}</div>', size * LEADING
        return caption, 0

    def titled(self, width: float, height: float, makers: Sequence[str] = SHOWN) -> Block:
        """Return a chart under its title, sources and notes below it."""
        drawn = self.style.draw(width, height, makers)
        title = self.title(drawn)
        count = (self.chance.random() < self.look.notes) * self.chance.choice((1, 1, 2))
        notes = "".join(f'<div class="credit">{escaped(self.words.source_credit())}</div>' for _ in range(count))
        space = f'<div style="height:{self.look.gap}pt"></div>'
        side = "margin:0 auto" if self.style.align == "center" else ""
        html = f'<div style="width:{width:.1f}pt;{side}">{title.html}{space}{drawn.html}{notes}</div>'
        lines = 2 if width < 260 else 1
        return Block(html, title.height + height + count * lines * self.style.pt)

    def lead(self, width: float) -> Block:
        """Return a sentence that leads on to a chart."""
        said = self.chance.choice(LEADS).format(self.words.label_text(6))
        return self.style.paragraph(escaped(said), width)

    def bare(self, width: float, height: float) -> list[Block | Text]:
        """Return a heading, what explains a chart, and the chart without a title."""
        drawn = self.style.draw(width * self.chance.uniform(0.6, 0.95), height, SHOWN)
        told = self.style.paragraph(escaped(self.words.pointing()), width, f'data-explains="{drawn.id}"')
        return [self.heading(), told, self.style.alone(drawn)]

    def photo(self, width: float, height: float) -> list[Block | Text]:
        """Return a heading over text, at whose side stands a photo without any words."""
        return [self.heading(), silent(self.style, width, height)]

    def pair(self, width: float, height: float) -> list[Block | Text]:
        """Return two charts side by side, each under its title."""
        cells = [self.titled(width * 0.475, height * 0.85) for _ in range(2)]
        row = f'<div class="row" style="align-items:flex-end">{"".join(cell.html for cell in cells)}</div>'
        return [self.heading(), Text(), Block(row, max(cell.height for cell in cells))]

    def one(self, width: float, height: float) -> list[Block | Text]:
        """Return a chart under its title below a heading and text, after a sentence that leads on, or right away."""
        chart = self.titled(width * self.chance.choice((1.0, 1.0, 0.85, 0.7)), height)
        before: list[list[Block | Text]] = [[self.heading(), Text()], [Text()], [self.heading(), self.lead(width)], []]
        after: list[Block | Text] = [self.heading(), Text()] if self.chance.random() < 0.3 else []
        return [*self.chance.choice(before), chart, *after]

    def zones(self, width: float, height: float, count: int) -> str:
        """Return a column of charts, headings and text."""
        kinds = (self.one, self.one, self.one, self.bare, self.photo, *([self.pair] if width > 360 else []))
        blocks: list[Block | Text] = []
        for _ in range(count):
            blocks += self.chance.choice(kinds)(width, height * self.chance.uniform(0.36, 0.5) / count)
        if self.chance.random() < 0.15:
            blocks.insert(0, iconed(self.style))
        return self.style.stack(width, height, [*blocks, Text()])

    def page(self, columns: int) -> Sheet:
        """Return a page of one or two columns."""
        width, height = self.style.body_width, self.style.body_height
        if columns == 1:
            return self.style.sheet(self.zones(width, height, self.chance.randint(2, 3)))
        narrow = (width - self.style.pt * 2) / 2
        held = "".join(self.zones(narrow, height, self.chance.randint(1, 3)) for _ in range(2))
        return self.style.sheet(f'<div class="row">{held}</div>')


@family("headed")
def headed(chance: random.Random, words: Words) -> Made:
    """Set charts of a report or a newsletter under titles that look like its headings and bear no number."""
    style = Imprint(chance, words, chance.choice(((595.5, 842.25), (595.5, 842.25), B5)))
    style.align, columns = chance.choice(("left", "left", "center")), chance.choice((1, 1, 2))
    report = Report(style)
    return Made(style.css(), [report.page(columns) for _ in range(chance.randint(2, 4))])


def panel(report: Report, deck: Deck, kind: str, width: float, height: float) -> str:
    """Return a part of a slide: a chart under its title, a bare one, or points under a heading that looks the same."""
    if kind == "titled":
        makers = SHOWN if width > 260 else CHARTS
        room = height - report.look.size * LEADING * 2 - report.style.pt * 4
        inner = report.titled(width, min(room, width * 0.8), makers).html
    elif kind == "bare":
        inner = report.style.draw(width, min(height * 0.85, width * 0.8), ("photo", "photo", *CHARTS)).html
    else:
        inner = report.heading().html + deck.bullets(report.words.bullets(4), width, height * 0.75)[0]
    return f'<div style="width:{width:.1f}pt;height:{height:.1f}pt">{inner}</div>'


@family("headed-slides")
def headed_slides(chance: random.Random, words: Words) -> Made:
    """Set charts on slides under titles without numbers, beside points under headings marked the same way."""
    deck, sheets = Deck(chance, words), list[Sheet]()
    deck.style.pt = chance.choice((10.0, 11.0, 12.0))
    deck.style.leading = round(deck.style.pt * 1.5, 1)
    report = Report(deck.style)
    for _ in range(chance.randint(2, 4)):
        across, down = chance.choice(((2, 1), (2, 1), (3, 1), (2, 2), (1, 1)))
        gap, lead = chance.uniform(14, 26), deck.words.sentence() if chance.random() < 0.5 else ""
        said = report.style.paragraph(escaped(lead), report.style.body_width) if lead else Block("", 0)
        width = (report.style.body_width - gap * (across - 1)) / across
        height = (report.style.body_height - said.height - 12 - 10 * (down - 1)) / down
        kinds = ["titled", *chance.choices(PANELS, k=across * down - 1)]
        chance.shuffle(kinds)
        panels = [panel(report, deck, kind, width, height) for kind in kinds]
        rows = ["".join(panels[at : at + across]) for at in range(0, len(panels), across)]
        grid = "".join(f'<div class="row" style="margin-bottom:10pt">{row}</div>' for row in rows)
        sheets.append(deck.slide(f'{said.html}<div style="height:10pt"></div>{grid}'))
    return deck.made(sheets)

"""A house's imprint: type, margins, colours, page heads, and how its figures bear captions; differs with every seed."""

import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pagemaker.document import A4, Sheet
from pagemaker.labels import numbering
from pagemaker.pictures import picture
from pagemaker.prose import Words, escaped

SANS, SERIF = "'Noto Sans CJK JP'", "'Noto Serif CJK JP'"
ACCENTS = ("#1f4e79", "#8b1a1a", "#2e6b34", "#5b3a8c", "#b35900", "#00697a", "#333333", "#a0225f", "#3f5f9f")
RASTER = ("photo", "screenshot", "raster_chart", "map_picture")
CHARTS = ("bar_chart", "line_chart", "pie_chart", "scatter")
GRAPHS = ("flowchart", "tree", "block_diagram")
VECTOR = (*CHARTS, *GRAPHS, "line_drawing")
MIXED = (*RASTER, "photo", *VECTOR)
HEADINGS = (
    "font-weight:700",
    "font-weight:700;color:{accent}",
    "font-weight:700;border-left:5pt solid {accent};padding-left:6pt",
    "font-weight:700;border-bottom:1.2pt solid {accent}",
    "font-weight:700;background:{tint};padding-left:6pt",
    "font-weight:500;border-bottom:0.6pt dotted #555;color:{accent}",
    "font-weight:700;background:{accent};color:#fff;padding-left:7pt",
)
HEADS = ("none", "left", "right", "ruled", "band")
FOLIOS = ("none", "centre", "dashes", "outer", "of", "top")


@dataclass(frozen=True)
class Drawn:
    """A picture that is marked as a figure; sizes in points."""

    id: str
    html: str
    kind: str
    width: float
    height: float


@dataclass(frozen=True)
class Block:
    """HTML and the height in points that it takes, or a little more."""

    html: str
    height: float


@dataclass(frozen=True)
class Text:
    """Running text that takes its share of the height left over; ``says`` are sentences, as HTML, that it must hold."""

    says: tuple[str, ...] = ()
    weight: float = 1.0


def plain(html: str) -> str:
    """Return the HTML without tags."""
    return re.sub(r"<[^>]*>", "", html)


class Imprint:
    """One document's style, and the figures that it has numbered so far."""

    def __init__(
        self,
        chance: random.Random,
        words: Words,
        size: tuple[float, float] = A4,
        pt: tuple[float, float] = (8.5, 11.0),
        margin: tuple[float, float] = (42.0, 76.0),
    ) -> None:
        self.chance, self.words = chance, words
        self.width, self.height = size
        self.pt = chance.choice([value / 2 for value in range(int(pt[0] * 2), int(pt[1] * 2) + 1)])
        self.leading = round(self.pt * chance.uniform(1.45, 1.85), 1)
        self.left, self.right, self.top, self.bottom = (chance.uniform(*margin) for _ in range(4))
        self.face = chance.choice((SANS, SERIF))
        self.display = chance.choice((SANS, self.face))
        self.accent = chance.choice(ACCENTS)
        self.tint = chance.choice((f"{self.accent}22", f"{self.accent}18", "#eeeeee", "#fff4dc"))
        self.gap = chance.uniform(6, 14)
        self.caption_gap = chance.uniform(2, 7)
        self.caption_pt = round(self.pt * chance.choice((0.78, 0.85, 0.92, 1.0)), 1)
        self.align = chance.choice(("center", "center", "left"))
        self.indented = chance.random() < 0.75
        self.above = chance.random() < 0.3
        self.long_share = chance.choice((0.0, 0.0, 0.15, 0.4))
        self.head, self.folio = chance.choice(HEADS), chance.choice(FOLIOS)
        self.heading_style = chance.choice(HEADINGS).format(accent=self.accent, tint=self.tint)
        self.heading_pt = round(self.pt * chance.uniform(1.15, 1.5), 1)
        self.caption_style = self._caption_style()
        self.numbers = numbering(chance)
        self.title = words.title()
        self.cited: dict[str, str] = {}
        self._figures = 0
        self._pages = chance.randint(1, 180)

    @property
    def body_width(self) -> float:
        """Width between the margins in points."""
        return self.width - self.left - self.right

    @property
    def body_height(self) -> float:
        """Height between the margins in points."""
        return self.height - self.top - self.bottom

    def _caption_style(self) -> str:
        weight = self.chance.choice((400, 400, 500, 700))
        colour = self.chance.choice(("#000", "#000", "#333", self.accent))
        face = self.chance.choice((self.face, SANS))
        return f"font-family:{face};font-weight:{weight};color:{colour}"

    def css(self, more: str = "") -> str:
        """Return the style sheet, the family's own rules last."""
        indent = "1em" if self.indented else "0"
        return f"""
section.sheet {{ font: {self.pt}pt/{self.leading}pt {self.face}; color: #111; background: #fff; text-align: justify; }}
section.sheet p, section.sheet ul, section.sheet ol {{ margin: 0; text-indent: {indent}; line-break: strict; }}
section.sheet p {{ widows: 1; orphans: 1; }}
section.sheet ul, section.sheet ol {{ padding-left: 1.4em; text-indent: 0; }}
.body {{ position: absolute; }}
.stack {{ display: flex; flex-direction: column; gap: {self.gap:.1f}pt; }}
.stack > *, .row > * {{ flex: none; }}
.row {{ display: flex; justify-content: space-between; }}
.heading {{ font-family: {self.display}; font-size: {self.heading_pt}pt; line-height: {self.heading_pt * 1.5:.1f}pt;
  white-space: nowrap; overflow: hidden; {self.heading_style}; }}
.caption {{ font-size: {self.caption_pt}pt; line-height: {self.caption_pt * 1.4:.1f}pt; text-align: {self.align};
  {self.caption_style}; }}
.credit {{ font-size: {self.pt * 0.75:.1f}pt; line-height: {self.pt:.1f}pt; text-align: left; }}
.head, .folio {{ position: absolute; font-size: 7.5pt; line-height: 10pt; color: #444; font-family: {SANS}; }}
.figure {{ line-height: 1.3; text-indent: 0; }}
{more}"""

    def draw(self, width: float, height: float, makers: Sequence[str] = MIXED) -> Drawn:
        """Return a picture marked as the next figure."""
        made = picture(self.words, round(width, 1), round(height, 1), makers)
        return self.marked(made.html, made.kind, width, height)

    def marked(self, html: str, kind: str, width: float, height: float, style: str = "") -> Drawn:
        """Return the HTML marked as the next figure, of the size given."""
        self._figures += 1
        name = f"f{self._figures}"
        attributes = f'class="figure" data-figure="{name}" data-kind="{kind}" data-ink'
        box = f'<div {attributes} style="width:{width:.1f}pt;{style}">{html}</div>'
        return Drawn(name, box, kind, width, height)

    def caption(self, *drawn: Drawn, numbered: bool = True, text: str | None = None, style: str = "") -> str:
        """Return the caption of the figures, whose label can be cited from then on."""
        label = ""
        if numbered:
            label, cited = self.numbers.next(drawn[0].kind)
            self.cited |= dict.fromkeys((each.id for each in drawn), cited)
            label = f'<span data-part="label">{escaped(label)}</span>' + (self.numbers.separator if text != "" else "")
        if text is None:
            written = self.words.long_caption if self.chance.random() < self.long_share else self.words.caption
            text = written(drawn[0].kind)
        said = escaped(text)
        names = " ".join(each.id for each in drawn)
        return f'<div class="caption" data-caption="{names}" style="{style}">{label}{said}</div>'

    def cite(self, drawn: Drawn) -> str:
        """Return a sentence that cites the figure by its label, or points at it when it has none."""
        return self.cite_id(drawn.id)

    def cite_id(self, name: str) -> str:
        """Return the sentence for the figure of that id."""
        label = self.cited.get(name)
        said = self.words.mention(label) if label else self.words.pointing()
        return f'<span data-mentions="{name}">{escaped(said)}</span>'

    def newest(self) -> str:
        """Return the id of the figure drawn last."""
        return f"f{self._figures}"

    def captioned(
        self, drawn: Drawn, *, above: bool | None = None, numbered: bool = True, text: str | None = None, tail: str = ""
    ) -> Block:
        """Return a figure with its caption on the house's side, in the middle of the column or at its left."""
        caption = self.caption(drawn, numbered=numbered, text=text)
        first = self.above if above is None else above
        parts = [caption, drawn.html] if first else [drawn.html, caption]
        lines = math.ceil(len(plain(caption)) * self.caption_pt / drawn.width)
        height = drawn.height + lines * self.caption_pt * 1.4 + self.caption_gap + (self.pt * 3 if tail else 0)
        side = "margin:0 auto" if self.align == "center" else ""
        style = f"width:{drawn.width:.1f}pt;display:flex;flex-direction:column;gap:{self.caption_gap:.1f}pt;{side}"
        return Block(f'<div style="{style}">{"".join(parts)}{tail}</div>', height)

    def alone(self, drawn: Drawn) -> Block:
        """Return a figure without a caption, where captioned ones would stand."""
        side = "margin:0 auto" if self.align == "center" else ""
        return Block(f'<div style="width:{drawn.width:.1f}pt;{side}">{drawn.html}</div>', drawn.height)

    def heading(self, text: str | None = None) -> Block:
        """Return a heading in the house's style."""
        said = escaped(text or self.words.heading())
        return Block(f'<div class="heading">{said}</div>', self.heading_pt * 1.5 + 2)

    def paragraph(self, html: str, width: float, attributes: str = "") -> Block:
        """Return one paragraph of given text set to a width."""
        return Block(f"<p {attributes}>{html}</p>", self.lines(html, width) * self.leading)

    def lines(self, html: str, width: float) -> int:
        """Return how many lines the text takes at the house's size."""
        return math.ceil((len(plain(html)) + 1.5) / max(1, int(width / self.pt)))

    def prose(self, width: float, height: float, says: Sequence[str] = ()) -> str:
        """Return paragraphs that fill the space and hold the sentences given."""
        left, due, paragraphs = int(height / self.leading), list(says), []
        while left > 0:
            sentences = [escaped(self.words.sentence()) for _ in range(self.chance.randint(1, 3))]
            if due:
                sentences.insert(self.chance.randint(0, len(sentences)), due.pop(0))
            while sentences and self.lines("".join(sentences), width) > left:
                sentences.remove(next((each for each in sentences if not each.startswith("<")), sentences[0]))
            if not sentences:
                break
            paragraphs.append(f"<p>{''.join(sentences)}</p>")
            left -= self.lines("".join(sentences), width)
        return "".join(paragraphs)

    def stack(self, width: float, height: float, blocks: Sequence[Block | Text]) -> str:
        """Return the blocks one below the other; running text takes what height is left."""
        taken = sum(each.height for each in blocks if isinstance(each, Block)) + self.gap * (len(blocks) - 1)
        share = max(0.0, height - taken) / max(1e-9, sum(each.weight for each in blocks if isinstance(each, Text)))
        parts = []
        for each in blocks:
            inner = each.html if isinstance(each, Block) else self.prose(width, share * each.weight, each.says)
            parts.append(f"<div>{inner}</div>")
        if isinstance(blocks[-1], Text) and not blocks[-1].says:
            # Pictures may be smaller than asked for: the last text is set longer, and what does not fit is dropped.
            more = self.prose(width, share * blocks[-1].weight + height * 0.18)
            parts[-1] = f'<div data-fit style="flex:1 1 0;min-height:0;overflow:hidden">{more}</div>'
        return f'<div class="stack" style="width:{width:.1f}pt;height:{height:.1f}pt">{"".join(parts)}</div>'

    def columns(self, width: float, height: float, count: int, says: Sequence[str] = ()) -> Block:
        """Return running text in columns that fill the space."""
        rows, gutter = int(height / self.leading), self.pt * 2
        if count == 1:
            return Block(self.prose(width, height, says), rows * self.leading)
        column = (width - gutter * (count - 1)) / count
        style = f"columns:{count};column-gap:{gutter}pt;column-fill:auto;height:{rows * self.leading:.1f}pt"
        inner = self.prose(column, (rows * count - 1) * self.leading, says)
        return Block(f'<div data-fit style="{style};width:{width:.1f}pt">{inner}</div>', rows * self.leading)

    def sheet(self, inner: str, under: str = "") -> Sheet:
        """Return a page with what stands between its margins, its head and its folio; ``under`` lies beneath all."""
        self._pages += 1
        place = f"left:{self.left:.1f}pt;top:{self.top:.1f}pt;width:{self.body_width:.1f}pt"
        body = f'{under}{self._head()}<div class="body" style="{place}">{inner}</div>{self._folio()}'
        return Sheet(body, self.width, self.height)

    def filled(self, blocks: Sequence[Block | Text]) -> Sheet:
        """Return a page of one column filled with the blocks."""
        return self.sheet(self.stack(self.body_width, self.body_height, blocks))

    def _head(self) -> str:
        if self.head == "none":
            return ""
        side = "right" if self.head == "right" else "left"
        rule = f"border-bottom:0.5pt solid #777;width:{self.body_width:.1f}pt;" if self.head == "ruled" else ""
        band = f"background:{self.tint};width:{self.body_width:.1f}pt;" if self.head == "band" else ""
        place = f"{side}:{getattr(self, side):.1f}pt;top:{self.top * 0.45:.1f}pt"
        return f'<div class="head" style="{place};{rule}{band}">{escaped(self.title)}</div>'

    def _folio(self) -> str:
        said = {"dashes": f"- {self._pages} -", "of": f"{self._pages} / 212"}.get(self.folio, str(self._pages))
        outer = "right" if self._pages % 2 else "left"
        foot = f"bottom:{self.bottom * 0.4:.1f}pt"
        places = {
            "none": "display:none",
            "outer": f"{outer}:{self.left * 0.6:.1f}pt;{foot}",
            "top": f"right:{self.right:.1f}pt;top:{self.top * 0.2:.1f}pt",
        }
        place = places.get(self.folio, f"left:0;right:0;text-align:center;{foot}")
        return f'<div class="folio" style="{place}">{said}</div>'

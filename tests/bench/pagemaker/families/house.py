"""The style of one house: paper, margins, type and the look of captions, the same on all sheets of a document."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from pagemaker.document import A4, A5, B5

SERIF = '"Noto Serif CJK JP", serif'
SANS = '"Noto Sans CJK JP", sans-serif'
ACCENTS = ("#1f4e79", "#8a1c1c", "#2c6e49", "#5b3a8c", "#b35c00", "#333333", "#007a87", "#a8326e")
CAPTION_LEADING = 1.42
CSS = """
section.sheet {{ font: {body}pt/{leading} {face}; color: #111; line-break: strict; }}
.area {{ position: absolute; display: flex; justify-content: space-between; }}
.stack {{ display: flex; flex-direction: column; flex: none; justify-content: space-between; }}
.row {{ display: flex; flex-direction: row; flex: none; }}
.prose {{ overflow: hidden; flex: none; }}
.prose p {{ margin: 0; text-indent: {indent}em; text-align: justify; letter-spacing: 0; }}
h1 {{ font: bold {title}pt/1.35 {heading_face}; color: {accent}; margin: 0; }}
h2 {{ font: bold {heading}pt/1 {heading_face}; color: {accent}; margin: 0; {h2} }}
.figure {{ flex: none; }}
.caption {{ font-family: {caption_face}; font-size: {caption}pt; line-height: 1.42; {caption_css} }}
.caption .label {{ {label_css} }}
.running, .folio {{ position: absolute; font: {small}pt/1.3 {heading_face}; color: #555; }}
.credit {{ font: {small}pt/1.3 {caption_face}; color: #444; }}
.upright {{ writing-mode: vertical-rl; }}
.tcy {{ text-combine-upright: all; text-indent: 0; }}
rt {{ font-size: 50%; line-height: 1; text-indent: 0; font-weight: normal; }}
"""


@dataclass(frozen=True)
class House:
    """How a house sets its pages; lengths in points."""

    paper: tuple[float, float]
    top: float
    bottom: float
    side: float
    body: float
    leading: float
    caption: float
    gap: float
    """Between a figure and its caption."""
    align: str
    serif: bool
    caption_sans: bool
    indent: bool
    """Paragraphs start one character in."""
    accent: str
    caption_css: str
    label_css: str
    h2: str

    @property
    def width(self) -> float:
        """Return how wide the text area is."""
        return self.paper[0] - 2 * self.side

    @property
    def height(self) -> float:
        """Return how high the text area is."""
        return self.paper[1] - self.top - self.bottom

    @property
    def line(self) -> float:
        """Return the distance from line to line."""
        return self.body * self.leading

    def css(self) -> str:
        """Return the style sheet."""
        return CSS.format(
            body=self.body,
            leading=self.leading,
            face=SERIF if self.serif else SANS,
            heading_face=SANS,
            caption_face=SANS if self.caption_sans or not self.serif else SERIF,
            accent=self.accent,
            indent=int(self.indent),
            title=round(self.body * 2, 1),
            heading=round(self.body * 1.25, 1),
            caption=self.caption,
            small=round(max(6.0, self.body * 0.75), 1),
            caption_css=f"text-align: {self.align}; {self.caption_css}",
            label_css=self.label_css,
            h2=self.h2,
        )


def caption_look(chance: random.Random, accent: str) -> str:
    """Return CSS for captions: colour and weight."""
    colour = chance.choice(("", "", "", "color: #444;", f"color: {accent};"))
    weight = chance.choice(("", "", "", "font-weight: bold;"))
    return colour + weight


def heading_look(chance: random.Random, accent: str) -> str:
    """Return CSS for headings: plain, with a bar before, a line under, or on a tint."""
    return chance.choice(
        (
            "",
            f"border-inline-start: 4pt solid {accent}; padding-inline-start: 5pt;",
            f"border-block-end: 0.8pt solid {accent}; padding-block-end: 2pt;",
            f"background: {accent}18; padding: 2pt 5pt;",
        )
    )


def house(
    chance: random.Random,
    papers: Sequence[tuple[float, float]] = (A4, A4, A4, B5, A5),
    body: tuple[float, float] = (8.5, 11),
) -> House:
    """Return a house's style; small paper gets small type and narrow margins."""
    paper = chance.choice(papers)
    shrink = paper[0] / A4[0]
    size = round(max(8.0, chance.uniform(*body) * (0.4 + 0.6 * shrink)), 1)
    accent = chance.choice(ACCENTS)
    return House(
        paper=paper,
        top=round(chance.uniform(52, 84) * shrink),
        bottom=round(chance.uniform(48, 80) * shrink),
        side=round(chance.uniform(42, 80) * shrink),
        body=size,
        leading=round(chance.uniform(1.45, 1.85), 2),
        caption=round(size * chance.choice((0.78, 0.85, 0.9, 1.0)), 1),
        gap=round(chance.uniform(2.5, 9), 1),
        align=chance.choice(("left", "center", "center")),
        serif=chance.random() < 0.6,
        caption_sans=chance.random() < 0.5,
        indent=chance.random() < 0.8,
        accent=accent,
        caption_css=caption_look(chance, accent),
        label_css=chance.choice(("", "", "font-weight: bold;", f"color: {accent}; font-weight: bold;")),
        h2=heading_look(chance, accent),
    )

"""Slides: bullets beside pictures, callouts laid over them, and several small charts under their titles."""

import random
from collections.abc import Sequence

from pagemaker.document import SLIDE_4_3, SLIDE_16_9, Made, Sheet, family
from pagemaker.families.imprint import CHARTS, MIXED, Drawn, Imprint
from pagemaker.ornaments import logo
from pagemaker.pictures import picture
from pagemaker.prose import Words, escaped

CIRCLED = "①②③④⑤⑥"
UNDER = ("screenshot", "screenshot", "photo", "photo", "map_picture", "raster_chart")
TITLES = (
    "background:{accent};color:#fff;left:0;right:0;top:0;padding:0 26pt",
    "color:{accent};border-bottom:2pt solid {accent};left:24pt;right:24pt;top:6pt",
    "left:0;right:0;top:8pt;text-align:center",
    "border-left:9pt solid {accent};left:22pt;right:22pt;top:9pt;padding-left:10pt",
    "background:{tint};border-bottom:1.5pt solid {accent};left:0;right:0;top:0;padding:0 20pt",
    "left:30pt;right:30pt;top:10pt;color:{accent}",
)
CALLOUTS = (
    "background:#fff;border:1.4pt solid #c00;color:#c00",
    "background:#fffbd0;border:1pt solid #b80;color:#222;border-radius:7pt",
    "background:{accent};color:#fff;border-radius:3pt",
    "background:#ffffffdd;border:1.2pt solid {accent};color:#111",
)


class Deck:
    """The slides of one document: a house's style, its title band, foot and bullets."""

    def __init__(self, chance: random.Random, words: Words) -> None:
        size = chance.choice((SLIDE_16_9, SLIDE_4_3))
        self.chance, self.words = chance, words
        self.style = Imprint(chance, words, size, pt=(11.5, 15.5), margin=(26, 42))
        self.style.head, self.style.indented, self.style.long_share = "none", False, 0.0
        self.style.folio = chance.choice(("none", "centre", "dashes", "of"))
        self.band = chance.uniform(38, 52)
        self.style.top = self.band + chance.uniform(18, 26)
        self.title_style = chance.choice(TITLES).format(accent=self.style.accent, tint=self.style.tint)
        self.bullet = chance.choice(("disc", "square", "'– '", "'◆ '", "'・'", "'● '", "'✓ '"))
        self.has_logo = chance.random() < 0.5
        self.numbers_charts = chance.random() < 0.2
        self.foot = chance.choice(("", escaped(words.heading()), f"© {chance.randint(2012, 2025)} {words.place()}市"))

    def made(self, sheets: Sequence[Sheet]) -> Made:
        """Return the document."""
        more = f"""
.title {{ position: absolute; height: {self.band:.0f}pt; line-height: {self.band:.0f}pt; font-weight: 700;
  font-size: {self.band * 0.5:.1f}pt; font-family: {self.style.display}; white-space: nowrap; {self.title_style}; }}
.foot {{ position: absolute; left: 24pt; bottom: 7pt; font-size: 8pt; line-height: 10pt; color: #666; }}
section.sheet ul {{ list-style: {self.bullet}; text-align: left; }}
section.sheet li {{ margin-bottom: 3pt; }}
.takeaway {{ font-weight: 700; color: {self.style.accent}; text-align: center; }}"""
        return Made(self.style.css(more), list(sheets))

    def slide(self, inner: str) -> Sheet:
        """Return a slide with its title, what it shows, and its foot."""
        mark = ""
        if self.has_logo:
            place = "position:absolute;right:14pt;bottom:5pt"
            mark = f'<div data-decoy="logo" data-ink style="{place}">{logo(self.words, 46, 16)}</div>'
        heading = escaped(self.words.heading())
        return self.style.sheet(inner, f'<div class="title">{heading}</div><div class="foot">{self.foot}</div>{mark}')

    def bullets(self, texts: Sequence[str], width: float, height: float, explains: str = "") -> tuple[str, float]:
        """Return those of the bullets that fit, and the height they take; ``explains`` are ids of figures."""
        kept, left = [], height
        for text in texts:
            takes = self.style.lines(text, width - self.style.pt * 1.6) * self.style.leading + 3
            if takes <= left:
                kept.append(f"<li>{escaped(text)}</li>")
                left -= takes
        marked = f' data-explains="{explains}"' if explains else ""
        return (f"<ul{marked}>{''.join(kept)}</ul>" if kept else ""), height - left

    def talk(self, drawn: Sequence[Drawn], width: float, height: float, *, explains: bool) -> str:
        """Return bullets for a column: some of the topic, and some that speak of the figures."""
        about = [said for each in drawn for said in points(self.words.explanation(each.kind))] if explains else []
        ids = " ".join(each.id for each in drawn)
        told, taken = self.bullets(about, width, height * 0.85, ids)
        general = self.words.bullets(self.chance.randint(1, 5))
        others, _ = self.bullets(general, width, height - taken - self.style.leading)
        both = [others, told] if self.chance.random() < 0.6 else [told, others]
        gap = self.chance.uniform(4, self.style.leading)
        return (
            f'<div style="display:flex;flex-direction:column;gap:{gap:.1f}pt;width:{width:.1f}pt">{"".join(both)}</div>'
        )


def points(text: str) -> list[str]:
    """Return the sentences as bullets bear them, without a full stop."""
    return [said for said in text.split("。") if said]


def beside(deck: Deck, makers: Sequence[str] = MIXED) -> str:
    """Return bullets on one side and one or two figures on the other, mostly without captions."""
    style, chance = deck.style, deck.chance
    width = style.body_width * chance.uniform(0.4, 0.56)
    count = 2 if chance.random() < 0.25 else 1
    each = (style.body_height - style.gap * (count - 1)) / count - 30
    drawn = [style.draw(width, min(each, width * chance.uniform(0.7, 1.1)), makers) for _ in range(count)]
    has_captions, is_silent = chance.random() < 0.25, chance.random() < 0.12
    shown = [
        style.captioned(one, numbered=chance.random() < 0.5) if has_captions else style.alone(one) for one in drawn
    ]
    pictures = f'<div class="stack" style="width:{width:.1f}pt">{"".join(block.html for block in shown)}</div>'
    said = deck.talk(drawn, style.body_width - width - 16, style.body_height, explains=not (has_captions or is_silent))
    sides = [said, pictures] if chance.random() < 0.7 else [pictures, said]
    align = chance.choice(("flex-start", "center"))
    return f'<div class="row" style="align-items:{align};height:{style.body_height:.0f}pt">{"".join(sides)}</div>'


def over(deck: Deck, makers: Sequence[str] = MIXED) -> str:
    """Return bullets above a wide figure, or below it."""
    style, chance = deck.style, deck.chance
    height = style.body_height * chance.uniform(0.58, 0.7)
    drawn = style.draw(min(style.body_width, height * chance.uniform(1.5, 2.4)), height, makers)
    about = points(deck.words.explanation(drawn.kind))
    said, taken = deck.bullets(about, style.body_width, style.body_height - height - style.gap, drawn.id)
    left = style.body_height - height - taken - style.gap * 2
    others, _ = deck.bullets(deck.words.bullets(2), style.body_width, left)
    parts = [others, said, style.alone(drawn).html]
    return f'<div class="stack">{"".join(parts if chance.random() < 0.7 else parts[::-1])}</div>'


def rows(deck: Deck) -> str:
    """Return two figures one below the other, each with what speaks of it at its side."""
    style, chance = deck.style, deck.chance
    height, width = (style.body_height - 14) / 2, style.body_width * chance.uniform(0.38, 0.5)
    first, parts = chance.random() < 0.5, []
    for _ in range(2):
        drawn = style.draw(width, height * chance.uniform(0.8, 0.97))
        said = deck.talk([drawn], style.body_width - width - 18, height, explains=True)
        pair = [drawn.html, said] if first else [said, drawn.html]
        parts.append(f'<div class="row" style="height:{height:.0f}pt;align-items:center">{"".join(pair)}</div>')
    return f'<div style="display:flex;flex-direction:column;gap:12pt">{"".join(parts)}</div>'


@family("slides")
def slides(chance: random.Random, words: Words) -> Made:
    """Bullets on one side and a figure on the other."""
    deck = Deck(chance, words)
    layouts = [beside, *(chance.choice((beside, beside, over, rows)) for _ in range(chance.randint(2, 3)))]
    return deck.made([deck.slide(layout(deck)) for layout in layouts])


def callout(deck: Deck, width: float, height: float, style: str, at: int, count: int) -> str:
    """Return a callout with its arrow, laid over a picture of the size given."""
    chance, row = deck.chance, height / count
    x, y = chance.uniform(0.02, 0.5) * width, row * at + chance.uniform(0.1, 0.4) * row
    to_x, to_y = min(width - 4, x + chance.uniform(50, 150)), min(height - 4, y + chance.uniform(12, 46))
    line = (
        f'<line x1="{x + 16:.0f}" y1="{y + 8:.0f}" x2="{to_x:.0f}" y2="{to_y:.0f}" stroke="#c00" stroke-width="1.6"/>'
    )
    head = f'<circle cx="{to_x:.0f}" cy="{to_y:.0f}" r="3" fill="#c00"/>'
    whole = f'viewBox="0 0 {width:.0f} {height:.0f}" style="position:absolute;inset:0;width:100%;height:100%"'
    svg = f"<svg {whole}>{line}{head}</svg>"
    said = escaped(deck.words.label_text(chance.randint(4, 9)))
    box = f"position:absolute;left:{x:.0f}pt;top:{y:.0f}pt;padding:1pt 5pt;font-size:9pt;white-space:nowrap;{style}"
    return f'{svg}<div style="{box}">{said}</div>'


def number(deck: Deck, width: float, height: float, at: int, count: int) -> str:
    """Return a numeral in a circle, laid over a picture of the size given."""
    x, y = deck.chance.uniform(0.06, 0.85) * width, height * (at + deck.chance.uniform(0.1, 0.6)) / count
    circle = "width:15pt;height:15pt;border-radius:50%;background:#c00;color:#fff;text-align:center;line-height:15pt"
    if deck.chance.random() < 0.5:
        circle = "background:#fff;color:#c00;line-height:14pt;border:1pt solid #c00"
        return (
            f'<div style="position:absolute;left:{x:.0f}pt;top:{y:.0f}pt;font-size:12pt;{circle}">{CIRCLED[at]}</div>'
        )
    return f'<div style="position:absolute;left:{x:.0f}pt;top:{y:.0f}pt;font-size:10pt;{circle}">{at + 1}</div>'


def called(deck: Deck) -> str:
    """Return a picture under callouts or numerals, and beside it the list that explains them."""
    style, chance = deck.style, deck.chance
    width, height = style.body_width * chance.uniform(0.5, 0.62), style.body_height * chance.uniform(0.7, 0.95)
    inset = chance.choice((0.0, 0.0, 0.12, 0.2)) * width
    made = picture(deck.words, round(width - inset, 1), round(height, 1), UNDER)
    count, numbered = chance.randint(2, 4), chance.random() < 0.6
    look = chance.choice(CALLOUTS).format(accent=style.accent)
    over_it = [
        number(deck, width, height, at, count) if numbered else callout(deck, width, height, look, at, count)
        for at in range(count)
    ]
    under = f'<div style="margin-left:{inset * chance.choice((0, 0.5, 1)):.1f}pt">{made.html}</div>'
    laid = f'<div style="position:relative;width:{width:.1f}pt;height:{height:.1f}pt">{under}{"".join(over_it)}</div>'
    drawn = style.marked(laid, made.kind, width, height)
    said = explained(deck, drawn, count if numbered else 0, style.body_width - width - 18)
    sides = [drawn.html, said] if chance.random() < 0.6 else [said, drawn.html]
    return f'<div class="row" style="align-items:flex-start">{"".join(sides)}</div>'


def explained(deck: Deck, drawn: Drawn, numerals: int, width: float) -> str:
    """Return the list beside a picture: an item for each numeral, or bullets that speak of the picture."""
    if not numerals:
        return deck.talk([drawn], width, deck.style.body_height * 0.9, explains=True)
    texts: list[str] = []
    left = deck.style.body_height * 0.9
    for at in range(numerals):
        said = f"{CIRCLED[at]} {points(deck.words.explanation(drawn.kind))[0]}"
        left -= deck.style.lines(said, width) * deck.style.leading + 4
        if left > 0 or not texts:
            texts.append(f'<p style="text-align:left;margin-bottom:4pt">{escaped(said)}</p>')
    return f'<div data-explains="{drawn.id}" style="width:{width:.1f}pt">{"".join(texts)}</div>'


@family("slides-callouts")
def slides_callouts(chance: random.Random, words: Words) -> Made:
    """Callouts, arrows and numerals laid over pictures; a list beside explains them."""
    deck = Deck(chance, words)
    return deck.made([deck.slide(called(deck)) for _ in range(chance.randint(2, 4))])


def charts(deck: Deck, across: int, down: int) -> str:
    """Return small charts in a grid, the title of each above it, and a line that sums them up."""
    style, chance = deck.style, deck.chance
    takeaway = f'<div class="takeaway">{escaped(deck.words.bullets(1)[0])}</div>'
    space = style.body_height - style.leading - style.gap * down
    width = (style.body_width - 18 * (across - 1)) / across
    title = style.caption_pt * 1.4 * (2 if across == 3 else 1.5) + style.caption_gap
    makers = chance.choice((CHARTS, ("raster_chart",), (*CHARTS, "raster_chart"), ("bar_chart", "line_chart")))
    tall, lines = min(space / down - title - 4, width * chance.uniform(0.7, 0.95)), []
    for _ in range(down):
        drawn = [style.draw(width * 0.96, tall, makers) for _ in range(across)]
        cells = [style.captioned(each, above=True, numbered=deck.numbers_charts).html for each in drawn]
        lines.append(f'<div class="row">{"".join(cells)}</div>')
    parts = [takeaway, *lines] if chance.random() < 0.5 else [*lines, takeaway]
    left = space - down * (tall + title + 4) - style.gap
    return f'<div class="stack">{"".join(parts)}{deck.bullets(deck.words.bullets(3), style.body_width, left)[0]}</div>'


@family("slides-many")
def slides_many(chance: random.Random, words: Words) -> Made:
    """Several small charts a slide, each under its own title."""
    deck = Deck(chance, words)
    grids = [chance.choice(((2, 1), (3, 1), (2, 2), (3, 2))) for _ in range(chance.randint(2, 3))]
    return deck.made([deck.slide(charts(deck, *grid)) for grid in grids])

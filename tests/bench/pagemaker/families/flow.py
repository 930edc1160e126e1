"""Documents whose pages are filled by text that flows: plates, captions, paragraphs, pages of columns."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from pagemaker.document import Made, Sheet
from pagemaker.families.house import CAPTION_LEADING, house
from pagemaker.labels import numbering
from pagemaker.pictures import CHARTS, DIAGRAMS, PHOTOS, PICTURES, figure
from pagemaker.prose import Words, escaped

CSS = """
.flow {{ position: absolute; column-fill: auto; column-gap: {gutter}pt; {rule} }}
.flow > p, .after > p {{ margin: 0 0 {between}pt; text-indent: {indent}em; text-align: justify; orphans: 1; widows: 1 }}
.flow > * {{ break-inside: avoid }}
.flow > p {{ break-inside: auto }}
.flow > h2 {{ margin: {line}pt 0 {half}pt; break-after: avoid }}
.plate {{ margin: {margin}pt 0; display: flex; flex-direction: column; gap: {gap}pt; align-items: {align} }}
.row {{ margin: {margin}pt 0; display: flex; justify-content: space-between }}
.row .plate {{ margin: 0 }}
.apart {{ display: block }}
.hanging {{ padding-left: 2.5em; text-indent: -2.5em }}
.credit {{ align-self: {credit} }}
"""
TASTES = (PICTURES, PICTURES, PHOTOS, (*CHARTS, "table"), (*CHARTS, *DIAGRAMS), (*PHOTOS, "map_svg", "map_picture"))
LOOKS = ("", "", "", "hanging", "apart")


@dataclass(frozen=True)
class Plate:
    """A figure on its way to the page: its id, kind, labels (in captions, in text) and HTML; width in points."""

    number: str
    kind: str
    width: float
    label: str
    cited: str
    html: str


class Flow:
    """The making of one document in one house's style."""

    def __init__(self, chance: random.Random, words: Words, style: str | None = None) -> None:
        self.chance, self.words = chance, words
        self.house, self.numbers = house(chance), numbering(chance, style)
        self.taste: Sequence[str] = chance.choice(TASTES)
        self.look = chance.choice(LOOKS)
        self.gutter = round(chance.uniform(14, 26), 1)
        self.margin = round(chance.uniform(6, 16), 1)
        self._running = words.title() if chance.random() < 0.7 else ""
        self._folio = chance.choice(("{}", "- {} -", "{}", "{} ページ", ""))
        self._page, self._figures = chance.randint(1, 150), 0
        self.sheets: list[Sheet] = []

    def made(self) -> Made:
        """Return the document."""
        line = self.house.line
        css = CSS.format(
            gutter=self.gutter, line=round(line * 0.7, 1), half=round(line * 0.3, 1), margin=self.margin,
            gap=self.house.gap, indent=int(self.house.indent),
            align="flex-start" if self.house.align == "left" else "center",
            between=self.chance.choice([0, 0, round(line * 0.4, 1)]),
            credit=self.chance.choice(["stretch", "flex-end"]),
            rule=self.chance.choice(["", "", "column-rule: .5pt solid #999"]),
        )  # fmt: skip
        return Made(self.house.css() + css, self.sheets)

    def plate(self, width: float, height: float, makers: Sequence[str] = (), *, numbered: bool = True) -> Plate:
        """Return the next figure; one that is not numbered is a panel of another."""
        self._figures += 1
        name = f"f{self._figures}"
        html, kind = figure(self.words, name, width, height, makers or self.taste)
        label, cited = self.numbers.next(kind) if numbered else ("", "")
        return Plate(name, kind, width, label, cited, html)

    def caption(self, *plates: Plate, text: str = "", style: str = "") -> str:
        """Return the caption of a figure, or of the panels of one whose label the first bears."""
        said = text or self.words.caption(plates[0].kind)
        names = " ".join(plate.number for plate in plates)
        part = (
            f'<span class="label{" apart" if self.look == "apart" else ""}" data-part="label">{plates[0].label}</span>'
        )
        between = "" if self.look == "apart" else self.numbers.separator
        looks = "caption hanging" if self.look == "hanging" else "caption"
        return f'<div class="{looks}" data-caption="{names}" style="{style}">{part}{between}{escaped(said)}</div>'

    def captioned(self, plate: Plate, *, above: bool = False, text: str = "", more: str = "") -> str:
        """Return a figure and its caption as one block; ``more`` stands below both."""
        caption = self.caption(plate, text=text, style=f"width:{plate.width:.1f}pt")
        parts = [caption, plate.html] if above else [plate.html, caption]
        return f'<div class="plate">{"".join(parts)}{more}</div>'

    def credit(self, plate: Plate) -> str:
        """Return a source or a note under a figure; it is no caption."""
        return f'<div class="credit" style="max-width:{plate.width:.1f}pt">{escaped(self.words.source_credit())}</div>'

    def mention(self, *plates: Plate) -> str:
        """Return a sentence that cites the figure."""
        names = " ".join(plate.number for plate in plates)
        return f'<span data-mentions="{names}">{escaped(self.words.mention(plates[0].cited))}</span>'

    def paragraph(self, mention: str = "") -> str:
        """Return running text, the mention somewhere in it."""
        sentences = [escaped(self.words.sentence()) for _ in range(self.chance.randint(2, 4))]
        sentences.insert(self.chance.randint(0, len(sentences)), mention)
        return f"<p data-sentences>{''.join(sentences)}</p>"

    def told(self, block: str, *plates: Plate) -> list[str]:
        """Return a figure's block between paragraphs, one of which cites it, mostly."""
        cite = self.mention(*plates) if self.chance.random() < 0.75 else ""
        before = self.chance.random() < 0.65
        heading = [f"<h2>{self.words.heading()}</h2>"] if self.chance.random() < 0.25 else []
        return [*heading, self.paragraph(cite if before else ""), block, *([] if before else [self.paragraph(cite)])]

    def column_width(self, columns: int = 1) -> float:
        """Return how wide a column is."""
        return (self.house.width - self.gutter * (columns - 1)) / columns

    def page(self, blocks: Sequence[str], columns: int = 1, top: str = "", top_height: float = 0) -> None:
        """Add a page filled with blocks, then with running text; ``top`` stands over the columns."""
        page, self._page = self.house, self._page + 1
        filling = [self.paragraph() for _ in range(7 * columns)]
        title = [f"<h1>{self.words.title()}</h1>"] if not self.sheets and self.chance.random() < 0.5 else []
        place = f"left:{page.side}pt;width:{page.width}pt"
        height, down = page.height - top_height, page.top + top_height
        columned = f"column-count:{columns};" if columns > 1 else ""
        style = f"{place};top:{down:.1f}pt;height:{height:.1f}pt;{columned}"
        body = f'<div class="flow" data-fit style="{style}">{"".join([*title, *blocks, *filling])}</div>'
        over = (
            f'<div style="position:absolute;{place};top:{page.top}pt;height:{top_height:.1f}pt">{top}</div>'
            if top
            else ""
        )
        self.sheets.append(Sheet(over + body + self._furniture(), *page.paper))

    def caption_height(self, characters: int, width: float) -> float:
        """Return about how high a caption of so many characters is, in points."""
        lines = -(-characters * self.house.caption // (width * 0.95)) + (self.look == "apart")
        return lines * self.house.caption * CAPTION_LEADING

    def _furniture(self) -> str:
        page, side = self.house, "right" if self._page % 2 else "left"
        head = f"top:{page.top * 0.45:.1f}pt;{side}:{page.side}pt"
        foot = f"bottom:{page.bottom * 0.4:.1f}pt;left:0;right:0;text-align:center"
        return (
            f'<div class="running" style="{head}">{escaped(self._running)}</div>'
            f'<div class="folio" style="{foot}">{self._folio.format(self._page)}</div>'
        )

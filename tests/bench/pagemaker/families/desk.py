"""Where a document is put together: numbered plates, their captions, text of a given area, stacks and sheets."""

import math
import random
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pagemaker.document import Made, Sheet
from pagemaker.families.house import CAPTION_LEADING, House
from pagemaker.labels import Numbering
from pagemaker.pictures import figure
from pagemaker.prose import Words, escaped

TAGS = re.compile(r"<rt>.*?</rt>|<[^>]*>")
DIGITS = re.compile(r"(?<![0-9.,])[0-9]{2}(?![0-9.,])|[0-9]")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
SLACK = 0.97
"""Share of a line that is counted on: line breaking keeps some characters back."""


@dataclass(frozen=True)
class Plate:
    """A figure on its way to the page; lengths in points, ``height`` an upper bound for tables."""

    number: str
    kind: str
    width: float
    height: float
    label: str
    cited: str
    html: str


@dataclass(frozen=True)
class Block:
    """HTML that takes so many points of a stack."""

    html: str
    height: float


@dataclass(frozen=True)
class Text:
    """Running text that takes its share of what the blocks of a stack leave, and cites these plates."""

    cites: tuple[Plate, ...] = ()
    share: float = 1.0
    heading: bool = False


@dataclass
class Measure:
    """How much text has been set of what a column can hold; counted in characters and lines."""

    per_line: int
    lines: int
    used: int = field(default=0)

    def left(self) -> int:
        """Return how many lines are free."""
        return self.lines - self.used

    def takes(self, text: str) -> int:
        """Return how many lines a paragraph of this HTML takes."""
        return math.ceil((ems(text) + 1) / max(1, self.per_line * SLACK))


def ems(text: str) -> float:
    """Return how wide HTML sets, in characters of full width."""
    bare = TAGS.sub("", text)
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.56 for letter in bare)


def upright(text: str) -> str:
    """Return text for vertical lines: one digit wide, two side by side in one square, more one below the other."""
    return DIGITS.sub(
        lambda found: f'<span class="tcy">{found[0]}</span>' if len(found[0]) == 2 else found[0].translate(WIDE), text
    )


class Desk:
    """The making of one document."""

    def __init__(self, words: Words, house: House, numbering: Numbering | None, chance: random.Random) -> None:
        self.words, self.house, self.numbering, self.chance = words, house, numbering, chance
        self.sheets: list[Sheet] = []
        self.vertical = False
        self.ruby = 0.0
        self._plates = 0
        self._running = words.title() if chance.random() < 0.7 else ""
        self._folio = chance.choice(("{}", "- {} -", "{}", "P.{}", ""))
        self._first = chance.randint(1, 180)

    def plate(self, width: float, height: float, makers: Sequence[str], *, numbered: bool = True) -> Plate:
        """Return the next figure, numbered if the house numbers."""
        self._plates += 1
        number = f"f{self._plates}"
        width, height = round(width, 1), round(height, 1)
        html, kind = figure(self.words, number, width, height, makers)
        label, cited = self.numbering.next(kind) if self.numbering and numbered else ("", "")
        return Plate(number, kind, width, height, label, cited, html)

    def plain(self, text: str) -> str:
        """Return plain text as HTML, with digits turned for vertical pages."""
        return upright(escaped(text)) if self.vertical else escaped(text)

    def written(self, text: str) -> str:
        """Return plain text as HTML, with readings in a document that gives them."""
        return self.words.with_furigana(text) if self.ruby else escaped(text)

    def told(self, plate: Plate, *, long: bool = False, mark: str = "", flat: bool = True) -> str:
        """Return the inside of a caption: mark or label, and words; digits are turned unless ``flat``."""
        turned = self.written if flat else lambda text: upright(self.written(text))
        text = self.words.long_caption(plate.kind) if long else self.words.caption(plate.kind)
        if not plate.label:
            return turned(mark + text)
        separator = self.numbering.separator if self.numbering and flat else "　"
        label = f'<span class="label" data-part="label">{turned(plate.label)}</span>'
        return label + turned(separator + text)

    def caption(
        self, plate: Plate, width: float, *, long: bool = False, mark: str = "", css: str = "", told: str = ""
    ) -> Block:
        """Return the caption of a plate in a column so wide, and about how high it is."""
        inside = told or self.told(plate, long=long, mark=mark)
        lines = math.ceil(ems(inside) * self.house.caption / (width * 0.97))
        html = f'<div class="caption" data-caption="{plate.number}" style="width:{width}pt;{css}">{inside}</div>'
        return Block(html, lines * self.house.caption * CAPTION_LEADING)

    def standing(self, plate: Plate, height: float, *, long: bool = False, css: str = "") -> tuple[str, float]:
        """Return a caption in vertical lines so high, and how wide it is."""
        inside = self.told(plate, long=long, flat=False)
        lines = math.ceil(ems(inside) * self.house.caption / (height * 0.97))
        style = f"height:{height:.1f}pt;{css}"
        html = f'<div class="caption upright" data-caption="{plate.number}" style="{style}">{inside}</div>'
        return html, lines * self.house.caption * CAPTION_LEADING

    def sentence(self) -> str:
        """Return a sentence of running text as HTML, with readings where the document gives them."""
        if self.chance.random() < self.ruby:
            read = self.words.furigana_sentence()
            return upright(read) if self.vertical else read
        return self.plain(self.words.sentence())

    def mention(self, plate: Plate) -> str:
        """Return a sentence that cites a plate."""
        return f'<span data-mentions="{plate.number}">{self.plain(self.words.mention(plate.cited))}</span>'

    def _paragraph(self, measure: Measure, waiting: list[Plate]) -> str:
        """Return a paragraph that fits, or nothing."""
        text = ""
        for _ in range(self.chance.randint(2, 5)):
            cite = bool(waiting) and self.chance.random() < 0.6
            more = text + (self.mention(waiting[0]) if cite else self.sentence())
            if measure.takes(more) > measure.left():
                break
            text = more
            if cite:
                waiting.pop(0)
        return text

    def prose(self, width: float, height: float, cites: Iterable[Plate] = (), *, heading: bool = False) -> str:
        """Return running text that fills lines of ``width`` over ``height``, and cites what it has room for."""
        measure = Measure(int(width / self.house.body), int(height / self.house.line))
        waiting = list(cites)
        inside = ""
        if heading and measure.lines > 4:
            inside = f"<h2>{self.plain(self.words.heading())}</h2>"
            measure.used = 2
        return self._column(inside + self.paragraphs(measure, waiting), width, height)

    def paragraphs(self, measure: Measure, waiting: list[Plate]) -> str:
        """Return paragraphs that fill what is free, and cite plates as long as there are any."""
        inside, waiting = "", [plate for plate in waiting if plate.cited]
        while measure.left() > 0 and (text := self._paragraph(measure, waiting) or self._paragraph(measure, [])):
            inside += f"<p>{text}</p>"
            measure.used += measure.takes(text)
        return inside

    def _column(self, inside: str, width: float, height: float) -> str:
        """Return text in a box that is as long as its text, but not longer than its place."""
        across, along, way = ("height", "width", " upright") if self.vertical else ("width", "height", "")
        size = f"{across}:{width:.1f}pt;max-{along}:{height:.1f}pt"
        return f'<div class="prose{way}" data-sentences data-fit style="{size}">{inside}</div>'

    def stack(self, width: float, height: float, items: Sequence[Block | Text], gap: float) -> str:
        """Return a column: blocks at their height, texts in what they leave, one under the other."""
        fixed = sum(item.height for item in items if isinstance(item, Block)) + gap * (len(items) - 1)
        shares = sum(item.share for item in items if isinstance(item, Text)) or 1.0
        room = max(0.0, height - fixed) / shares
        inside = ""
        for at, item in enumerate(items):
            if isinstance(item, Block):
                # What a text leaves free lies between it and the next block, so that feet of columns stand on one line.
                push = "margin-top:auto;" if at and isinstance(items[at - 1], Text) else ""
                inside += f'<div style="{push}flex:none">{item.html}</div>'
            else:
                inside += self.prose(width, room * item.share, item.cites, heading=item.heading)
        return f'<div class="stack" style="width:{width:.1f}pt;height:{height:.1f}pt;gap:{gap}pt">{inside}</div>'

    def headline(self) -> Block:
        """Return a title over the whole width, with some air below."""
        return Block(f"<h1>{self.plain(self.words.title())}</h1>", self.house.body * 3.6)

    def sheet(self, inside: str, *, bare: bool = False) -> None:
        """Add a page whose text area holds this; a running head and a page number unless ``bare``."""
        house = self.house
        area = (
            f'<div class="area" style="left:{house.side}pt;top:{house.top}pt;'
            f'width:{house.width}pt;height:{house.height}pt">{inside}</div>'
        )
        self.sheets.append(Sheet(area + ("" if bare else self._furniture()), *house.paper))

    def _furniture(self) -> str:
        """Return the running head and the page number."""
        house, page = self.house, self._first + len(self.sheets)
        side = "right" if page % 2 else "left"
        folio = self._folio.format(page)
        return (
            f'<div class="running" style="top:{house.top * 0.45:.1f}pt;{side}:{house.side}pt">'
            f"{escaped(self._running)}</div>"
            f'<div class="folio" style="bottom:{house.bottom * 0.4:.1f}pt;{side}:{house.side}pt">{folio}</div>'
        )

    def made(self, css: str = "") -> Made:
        """Return the document."""
        return Made(self.house.css() + css, self.sheets)

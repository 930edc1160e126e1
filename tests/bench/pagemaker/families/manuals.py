"""Manuals: steps above or beside their screens, and console boxes."""

import random
from collections.abc import Callable
from itertools import cycle

from pagemaker.document import Made, Sheet, family
from pagemaker.families.imprint import Block, Drawn, Imprint, Text
from pagemaker.labels import wide
from pagemaker.prose import Words, escaped

SCREENS = (*("screenshot",) * 6, "raster_chart", "drawing_over_photo")
STEP_NAMES: tuple[Callable[[int], str], ...] = (
    lambda at: f"手順{at}",
    lambda at: f"STEP {at}",
    lambda at: f"{at}.",
    lambda at: f"({at})",
    lambda at: "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"[at - 1],
    lambda at: f"手順{wide(at)}　",
    lambda at: f"【{at}】",
)
LEADS = (
    "次のコマンドを入力すると、下の画面のように表示されます。",
    "実行した結果を下に示します。表示された内容を確かめてください。",
    "端末を開き、次のように入力します。",
    "設定ファイルの内容は、以下のようになります。",
    "正しく動いたときの画面は次のとおりです。",
    "途中で止まったときは、次のような表示が出ます。",
)


class Manual:
    """One manual: its house style, and how it numbers its steps."""

    def __init__(self, chance: random.Random, words: Words) -> None:
        self.chance, self.words = chance, words
        self.style = Imprint(chance, words)
        self.name = chance.choice(STEP_NAMES)
        self.titled = chance.random() < 0.4
        self.framed = chance.random() < 0.4
        self._steps = 0

    def screen(self, width: float, height: float) -> Drawn:
        """Return a screenshot, in the house's frame."""
        return self.style.draw(width, height, SCREENS)

    def said(self, kind: str) -> str:
        """Return what a step says: what to do, and what the picture shows."""
        self._steps += 1
        lead = "" if self.titled else f"{self.name(self._steps)} "
        steps = "".join(self.words.steps(self.chance.choice((1, 1, 2))))
        return lead + steps + self.words.explanation(kind)

    def heading(self) -> list[Block]:
        """Return the heading of the step just begun, if the house gives steps a heading."""
        return [self.style.heading(f"{self.name(self._steps)} {self.words.heading()}")] if self.titled else []

    def step(self, drawn: Drawn) -> list[Block]:
        """Return a step's explanation, which stands above its picture."""
        said = escaped(self.said(drawn.kind))
        marked = f'data-explains="{drawn.id}"'
        return [*self.heading(), self.style.paragraph(said, self.style.body_width, marked)]

    def css(self, more: str = "") -> str:
        """Return the style sheet."""
        frame = ".figure { outline: 0.6pt solid #888; }" if self.framed else ""
        return self.style.css(frame + more)


def stepped(manual: Manual, pages: int) -> list[Sheet]:
    """Return pages of steps; the picture of a page's last step may stand on the next page."""
    style, chance = manual.style, manual.chance
    sheets: list[Sheet] = []
    carried: list[Block | Text] = []
    for page in range(pages):
        blocks: list[Block | Text] = [style.heading(), Text(weight=0.3)] if page == 0 else []
        blocks += carried
        count = chance.randint(2, 3) - len(carried)
        share = (style.body_height * (0.97 if page else 0.85)) / (count + len(carried))
        room = 4.5 * style.leading + 2 * style.gap + (style.heading_pt * 2.2 if manual.titled else 0)
        height = min(share - room, style.body_width * 0.62)
        drawn = [manual.screen(style.body_width * chance.uniform(0.55, 0.85), height) for _ in range(count)]
        carried = []
        for each in drawn:
            blocks += [*manual.step(each), style.alone(each)]
        if page + 1 < pages and chance.random() < 0.3:
            carried = [blocks.pop()]
        sheets.append(style.filled([*blocks, Text()] if page + 1 == pages else blocks))
    return sheets


@family("manual-steps")
def manual_steps(chance: random.Random, words: Words) -> Made:
    """The explanation of a step above, its screen below; the text under a screen belongs to the next one."""
    manual = Manual(chance, words)
    sheets = stepped(manual, chance.randint(2, 4))
    return Made(manual.css(), sheets)


def besides(manual: Manual, height: float, share: float, *, flipped: bool) -> Block:
    """Return a screen and, at its side, the steps that are done in it."""
    style, chance = manual.style, manual.chance
    width, gutter = style.body_width * share, 14.0
    drawn = manual.screen(width, height * chance.uniform(0.75, 1.0))
    column = style.body_width - width - gutter
    items: list[str] = []
    left = height
    for _ in range(chance.randint(1, 4)):
        said = escaped(manual.said(drawn.kind) if not items else manual.words.steps(1)[0])
        left -= style.lines(said, column) * style.leading + 4
        if left > 0 or not items:
            items.append(f'<p style="margin-bottom:4pt">{said}</p>')
    head = "".join(block.html for block in manual.heading())
    told = f'<div style="width:{column:.1f}pt">{head}<div data-explains="{drawn.id}">{"".join(items)}</div></div>'
    sides = [told, drawn.html] if flipped else [drawn.html, told]
    rule = "border-bottom:0.5pt solid #999;padding-bottom:4pt;" if manual.framed else ""
    return Block(f'<div class="row" style="{rule}height:{height:.1f}pt">{"".join(sides)}</div>', height)


@family("manual-beside")
def manual_beside(chance: random.Random, words: Words) -> Made:
    """Screens on one side, and the steps done in each at its side."""
    manual = Manual(chance, words)
    style, share, flipped = manual.style, chance.uniform(0.4, 0.56), chance.random() < 0.25
    sheets = []
    for _ in range(chance.randint(2, 3)):
        count = chance.randint(2, 4)
        opening: list[Block | Text] = [style.heading(), Text()]
        height = (style.body_height - 8 * style.leading) / count - style.gap
        sheets.append(
            style.filled([*opening, *(besides(manual, height, share, flipped=flipped) for _ in range(count))])
        )
    return Made(manual.css(), sheets)


def listing(style: Imprint, drawn: Drawn, name: str, at: int, *, above: bool) -> Block:
    """Return a console box captioned as リスト or as 図."""
    if name == "図":
        return style.captioned(drawn, above=above)
    label, text = f"{name}{at}", escaped(style.words.caption("screenshot"))
    style.cited[drawn.id] = label
    caption = f'<div class="caption" data-caption="{drawn.id}"><span data-part="label">{label}</span>　{text}</div>'
    parts = [caption, drawn.html] if above else [drawn.html, caption]
    inner = f'<div class="stack" style="gap:{style.caption_gap:.1f}pt;width:{drawn.width:.1f}pt">{"".join(parts)}</div>'
    return Block(inner, drawn.height + style.caption_pt * 3 + style.caption_gap)


def box(style: Imprint, chance: random.Random, *, decoy: bool) -> Drawn:
    """Return a console box, as a figure or as text that merely stands in a frame."""
    height = chance.uniform(60, 170)
    drawn = style.draw(style.body_width * chance.choice((1.0, 0.85, 0.7)), height, ("console",))
    if not decoy:
        return drawn
    html = drawn.html.replace(f'data-figure="{drawn.id}"', 'data-decoy="frame"')
    return Drawn(drawn.id, html, drawn.kind, drawn.width, drawn.height)


@family("consoles")
def consoles(chance: random.Random, words: Words) -> Made:
    """Console boxes: some captioned, some shown by the sentence above them, some mere text in a frame."""
    style, sheets, listed = Imprint(chance, words), [], 0
    name, above = chance.choice(("リスト", "図", "コード", "図")), chance.random() < 0.5
    leads = cycle(chance.sample(LEADS, len(LEADS)))
    for _ in range(chance.randint(2, 3)):
        blocks: list[Block | Text] = [style.heading()]
        for _ in range(chance.randint(3, 4)):
            form = chance.choice(("captioned", "captioned", "shown", "framed"))
            drawn = box(style, chance, decoy=form == "framed")
            if form == "captioned":
                listed += 1
                block = listing(style, drawn, name, listed, above=above)
                blocks += [Text((style.cite(drawn),)), block]
            elif form == "shown":
                said = escaped(words.sentence()) if chance.random() < 0.4 else ""
                lead = style.paragraph(said + next(leads), style.body_width, f'data-explains="{drawn.id}"')
                blocks += [Text(), lead, style.alone(drawn)]
            else:
                blocks += [Text(), style.alone(drawn)]
        sheets.append(style.filled([*blocks, Text()]))
    return Made(style.css(), sheets)

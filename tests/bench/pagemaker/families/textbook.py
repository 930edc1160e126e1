"""Textbooks with side notes, worked examples and exercises; worksheets that ask about a figure."""

import random
from collections.abc import Sequence

from pagemaker.document import Made, Sheet, family
from pagemaker.families.imprint import CHARTS, GRAPHS, MIXED, Block, Imprint, Text
from pagemaker.labels import wide
from pagemaker.prose import Words, escaped

SMALL = ("photo", "photo", "line_drawing", "line_chart", "map_picture")
ASKED = ("line_drawing", *CHARTS, *GRAPHS, "photo", "map_picture", "map_svg", "raster_chart")
NEXT = (
    "これについて、あとの問いに答えなさい。",
    "図を見て、次の(1)～(3)に答えよ。",
    "あとの各問いに答えなさい。",
    "下の問いに答えよ。",
)
ASKS = (
    "図から読み取れることを、簡単に書きなさい。",
    "最も大きな変化が見られるのはどこか、答えなさい。",
    "下線部の理由として正しいものを、次のア～エから一つ選びなさい。",
    "このような結果になる理由を、三十字以内で説明せよ。",
    "空らんに当てはまる語句を書きなさい。",
    "この後どのように変わると考えられるか、書きなさい。",
    "二つの値の差を求め、単位をつけて答えよ。",
    "もとの資料と比べて、気づいたことを述べよ。",
)
NAMES = ("問", "問", "課題", "")
LEADS = (
    "次の図は、{topic}について調べた結果を示している。",
    "図は、{topic}のようすを模式的に表したものである。",
    "右の図は、ある班が{topic}の学習で作成した資料である。",
    "下の図は、{topic}に関する記録をまとめたものである。",
)


class Book:
    """A textbook: a wide column of text, and a margin for side notes."""

    def __init__(self, chance: random.Random, words: Words) -> None:
        self.chance, self.words = chance, words
        self.style = Imprint(chance, words, pt=(9, 10.5), margin=(36, 60))
        self.margin = self.style.body_width * chance.uniform(0.22, 0.29)
        self.main = self.style.body_width - self.margin - 16
        self.on_left = chance.random() < 0.4
        self.tiny = chance.choice((6.5, 7.0, 7.5))
        self.note_mark = chance.choice(("▲", "▲", "◀", "", "図"))

    def side(self, height: float) -> str:
        """Return the margin: side notes, and small figures under which tiny captions stand."""
        parts = []
        for _ in range(self.chance.randint(1, 3)):
            drawn = self.style.draw(self.margin, self.margin * self.chance.uniform(0.6, 0.95), SMALL)
            text = self.note_mark.replace("図", "") + self.words.caption(drawn.kind)
            small = f"font-size:{self.tiny}pt;line-height:{self.tiny * 1.35:.1f}pt;text-align:left;margin-top:2pt"
            caption = self.style.caption(drawn, numbered=self.note_mark == "図", text=text, style=small)
            parts.append(f"<div>{drawn.html}{caption}</div>")
        note = escaped(self.words.sentence())
        term = f'<div style="font-size:{self.tiny}pt;line-height:{self.tiny * 1.5:.1f}pt"><b>＊注</b>　{note}</div>'
        parts.insert(self.chance.randint(0, len(parts)), term)
        spread = "display:flex;flex-direction:column;justify-content:space-evenly"
        return f'<div style="width:{self.margin:.1f}pt;height:{height:.0f}pt;{spread}">{"".join(parts)}</div>'

    def numbered(self, height: float, share: float = 0.8) -> list[Block | Text]:
        """Return running text that cites a figure, and the figure."""
        drawn = self.style.draw(self.main * self.chance.uniform(0.55, share), height, MIXED)
        block = self.style.captioned(drawn)
        return [Text((self.style.cite(drawn),) if self.chance.random() < 0.8 else ()), block]

    def example(self, at: int) -> Block:
        """Return a worked example (例題) in a box, a captioned figure in it."""
        width, height = self.main - 20, self.chance.uniform(70, 110)
        drawn = self.style.draw(width * 0.42, height, ASKED)
        shown = self.style.captioned(drawn)
        text = f"<b>例題{at}</b>　{self.style.cite(drawn)}"
        column = width * 0.54
        said = f'<div style="width:{column:.1f}pt">{text}{self.style.prose(column, height * 0.5)}</div>'
        look = self.chance.choice((f"border:0.8pt solid {self.style.accent}", f"background:{self.style.tint}"))
        box = f"{look};padding:6pt 10pt;width:{self.main:.1f}pt;align-items:flex-start"
        return Block(f'<div class="row" style="{box}">{said}{shown.html}</div>', shown.height + 40)

    def exercises(self) -> Block:
        """Return questions without figures."""
        rows = "".join(f"<p>問{at}　{escaped(ask)}</p>" for at, ask in enumerate(self.chance.sample(ASKS, 3), 1))
        head = f'<div style="font-weight:700;color:{self.style.accent}">練習問題</div>'
        return Block(head + rows, self.style.leading * 6)

    def page(self, at: int) -> Sheet:
        """Return a page of the book."""
        height = self.style.body_height
        blocks: list[Block | Text] = [self.style.heading(f"{wide(at)}　{self.words.heading()}")]
        blocks += self.numbered(height * self.chance.uniform(0.18, 0.26))
        if self.chance.random() < 0.6:
            blocks.append(self.example(at))
        else:
            blocks += self.numbered(height * self.chance.uniform(0.16, 0.22))
        closing = [Text(), self.exercises()] if self.chance.random() < 0.5 else [Text()]
        main = self.style.stack(self.main, height, [*blocks, *closing])
        columns = [self.side(height), main] if self.on_left else [main, self.side(height)]
        return self.style.sheet(f'<div class="row">{"".join(columns)}</div>')


@family("textbook")
def textbook(chance: random.Random, words: Words) -> Made:
    """Numbered figures, worked examples in boxes, and side notes with small figures in the margin."""
    book = Book(chance, words)
    sheets = [book.page(at) for at in range(1, chance.randint(3, 4))]
    return Made(book.style.css(), sheets)


def parts(style: Imprint, width: float) -> Block:
    """Return the parts of a question, with room to answer or choices."""
    asks = style.chance.sample(ASKS, style.chance.randint(1, 3))
    rows, height = [], 0.0
    for at, ask in enumerate(asks, 1):
        rows.append(f"<p>({at})　{ask}</p>")
        height += style.lines(ask, width) * style.leading
        if "ア～エ" in ask:
            choices = "　　".join(f"{mark}　{escaped(style.words.label_text(6))}" for mark in "アイウエ")
            rows.append(f"<p>{choices}</p>")
            height += style.lines(choices, width) * style.leading
    return Block("".join(rows), height)


def question(style: Imprint, at: int, height: float, *, labelled: bool) -> list[Block]:
    """Return a question: the sentence that tells what the figure shows, the figure, and what is asked."""
    chance, name = style.chance, chance_of(style, NAMES)
    drawn = style.draw(style.body_width * chance.uniform(0.35, 0.65), height, ASKED)
    number = f"<b>{name}{at}</b>　"
    if labelled:
        shown = style.captioned(drawn, text="")
        lead = f"{number}{style.cite(drawn)}{chance.choice(NEXT)}"
        return [style.paragraph(lead, style.body_width), shown, parts(style, style.body_width)]
    shows = chance.choice(LEADS).format(topic=escaped(style.words.heading())).replace("右の", "次の")
    said = f'<span data-mentions="{drawn.id}">{shows}</span>{escaped(style.words.explanation(drawn.kind))}'
    lead = f'{number}<span data-explains="{drawn.id}">{said}</span>{chance.choice(NEXT)}'
    return [style.paragraph(lead, style.body_width), style.alone(drawn), parts(style, style.body_width)]


def chance_of(style: Imprint, names: Sequence[str]) -> str:
    """Return how this worksheet calls a question; the same on all its pages."""
    return names[len(style.title) % len(names)]


def set_beside(style: Imprint, at: int, height: float) -> Block:
    """Return a question whose figure stands at the right of its text, without a caption."""
    width = style.body_width * style.chance.uniform(0.35, 0.45)
    drawn = style.draw(width, height, ASKED)
    column = style.body_width - width - 14
    shows = style.chance.choice(LEADS).format(topic=escaped(style.words.heading())).replace("下の", "右の")
    said = f'<span data-explains="{drawn.id}">{shows}</span>{style.chance.choice(NEXT)}'
    lead = f"<p><b>{chance_of(style, NAMES)}{at}</b>　{said}</p>"
    asked = parts(style, column)
    text = f'<div style="width:{column:.1f}pt">{lead}{asked.html}</div>'
    takes = max(height, asked.height + 5 * style.leading)
    return Block(f'<div class="row" style="align-items:flex-start">{text}{drawn.html}</div>', takes)


@family("questions")
def questions(chance: random.Random, words: Words) -> Made:
    """Worksheets: a sentence tells what the figure shows; the figure bears no caption, or its label alone."""
    style, sheets, at = Imprint(chance, words, pt=(9.5, 11)), [], 0
    labelled = chance.random() < 0.45
    for _ in range(chance.randint(2, 3)):
        count = chance.randint(2, 3)
        blocks: list[Block | Text] = [style.heading()]
        for _ in range(count):
            at += 1
            height = style.body_height * chance.uniform(0.44, 0.58) / count
            if not labelled and chance.random() < 0.35:
                blocks.append(set_beside(style, at, height * 1.15))
            else:
                blocks += question(style, at, height, labelled=labelled)
        sheets.append(style.filled(blocks))
    return Made(style.css(), sheets)

"""How figures are numbered and cited: label styles, marks, and sentences that point."""

import random
from collections.abc import Callable
from dataclasses import dataclass

ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
KANJI = "〇一二三四五六七八九"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
MARKS = ("▲", "▼", "◀", "▶", "△", "▽", "◁", "▷", "↑", "↓", "←", "→", "●", "■")


def kanji(number: int) -> str:
    """Return the number from 1 to 99 in kanji."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else KANJI[tens]) + "十" if tens else ""
    return ten + (KANJI[ones] if ones else "")


def wide(number: int | str) -> str:
    """Return the digits full-width."""
    return str(number).translate(WIDE)


@dataclass(frozen=True)
class LabelStyle:
    """How a house writes labels: ``write(word, chapter, number)``, and what stands between label and caption."""

    name: str
    write: Callable[[str, int, int], str]
    separators: tuple[str, ...] = ("　", " ", "：", ": ", "．")
    decorated: bool = False
    """Brackets or marks stand round the label in captions only, not where it is cited."""

    def label(self, word: str, chapter: int, number: int) -> str:
        """Return the label as a caption bears it."""
        return self.write(word, chapter, number)

    def cited(self, word: str, chapter: int, number: int) -> str:
        """Return the label as running text cites it."""
        label = self.write(word, chapter, number)
        return label.strip("【】［］〈〉■◆()（）「」") if self.decorated else label


STYLES: dict[str, LabelStyle] = {
    style.name: style
    for style in (
        LabelStyle("plain", lambda w, _c, n: f"{w}{n}"),
        LabelStyle("spaced", lambda w, _c, n: f"{w} {n}"),
        LabelStyle("wide", lambda w, _c, n: f"{w}{wide(n)}"),
        LabelStyle("kanji", lambda w, _c, n: f"{w}{kanji(n)}", ("　",)),
        LabelStyle("hyphen", lambda w, c, n: f"{w}{c}-{n}"),
        LabelStyle("wide-hyphen", lambda w, c, n: f"{w}{wide(c)}－{wide(n)}"),
        LabelStyle("middle-dot", lambda w, c, n: f"{w}{wide(c)}・{wide(n)}", ("　",)),
        LabelStyle("dot", lambda w, c, n: f"{w}{c}.{n}"),
        LabelStyle("spaced-dot", lambda w, c, n: f"{w} {c}.{n}"),
        LabelStyle("roman", lambda w, c, n: f"{w}{ROMAN[c % 4]}-{c}-{n}", ("　", " ")),
        LabelStyle("white-paper", lambda _w, c, n: f"図表{ROMAN[c % 4]}-{c}-{1 + n // 3}-{n}", ("　", " ")),
        LabelStyle("ordinal", lambda w, _c, n: f"第{n}{w}", ("　",)),
        LabelStyle("kanji-ordinal", lambda w, _c, n: f"第{kanji(n)}{w}", ("　",)),
        LabelStyle("chapter-ordinal", lambda w, c, n: f"第{c}・{n}{w}", ("　",)),
        LabelStyle("english", lambda w, _c, n: f"{'Table' if w == '表' else 'Fig.'} {n}", (" ", ": ", "　")),
        LabelStyle("upper-english", lambda w, _c, n: f"{'TABLE' if w == '表' else 'FIG.'}{n}", (" ", "　")),
        LabelStyle("lenticular", lambda w, _c, n: f"【{w}{n}】", ("", " ", "　"), decorated=True),
        LabelStyle("square", lambda w, _c, n: f"［{w}{n}］", ("", " ", "　"), decorated=True),
        LabelStyle("angle", lambda w, _c, n: f"〈{w}{n}〉", ("", " ", "　"), decorated=True),
        LabelStyle("marked", lambda w, _c, n: f"■{w}{n}", ("　", " "), decorated=True),
        LabelStyle("photo", lambda w, _c, n: f"{'表' if w == '表' else '写真'}{n}", ("　", " ", "：")),
    )
}


@dataclass
class Numbering:
    """Labels of one document in one style; 図 and 表 are counted apart unless ``together``."""

    chance: random.Random
    style: LabelStyle
    chapter: int
    separator: str
    together: bool

    def __post_init__(self) -> None:
        self._last: dict[str, int] = {}

    def next(self, kind: str = "chart") -> tuple[str, str]:
        """Return the next label as captions bear it, and as text cites it; tables are 表."""
        word = "表" if kind == "table" else "図"
        counted = "図" if self.together else word
        self._last[counted] = self._last.get(counted, 0) + 1
        at = self.chapter, self._last[counted]
        return self.style.label(word, *at), self.style.cited(word, *at)


def numbering(chance: random.Random, style: str | None = None) -> Numbering:
    """Return how one document numbers its figures, in a random style unless one is named."""
    chosen = STYLES[style or chance.choice(sorted(STYLES))]
    together = chosen.name in {"white-paper", "photo"} or chance.random() < 0.1
    return Numbering(chance, chosen, chance.randint(1, 5), chance.choice(chosen.separators), together)

"""Papers of two columns whose captions are said in Japanese and again in English, under labels with hyphens in some."""

import random
from dataclasses import dataclass
from unicodedata import normalize

from pagemaker.document import Made, family
from pagemaker.families.flow import Flow, Plate
from pagemaker.labels import LabelStyle, Numbering, wide
from pagemaker.pictures import CHARTS
from pagemaker.prose import Words, escaped

SAID = (
    ("水位の時間変化", "Temporal change in water level"), ("試験体の形状と寸法", "Shape and dimensions of specimens"),
    ("荷重と変位の関係", "Relationship between load and displacement"), ("解析モデル", "Analytical model"),
    ("測定装置の概要", "Outline of the measurement system"), ("調査地点の位置", "Location of the survey sites"),
    ("圧縮強度の比較", "Comparison of compressive strength"), ("実験条件", "Experimental conditions"),
    ("試料の粒度分布", "Grain size distribution of samples"), ("年平均気温の推移", "Trend of annual mean temperature"),
    ("観測値と計算値の比較", "Comparison of observed and calculated values"), ("対象流域", "Study area"),
    ("回答者の属性", "Attributes of the respondents"), ("変数間の相関係数", "Correlation coefficients among variables"),
    ("提案手法の流れ", "Flow of the proposed method"), ("材料の物性値", "Material properties"),
    ("温度が反応速度に及ぼす影響", "Effect of temperature on the reaction rate"), ("予測誤差", "Prediction errors"),
    ("葉面積の季節変化（2019年）", "Seasonal change in leaf area in 2019"), ("被験者の内訳", "Details of subjects"),
)  # fmt: skip
"""Captions in both languages."""
STYLES = (
    LabelStyle("joined-hyphen", lambda w, _c, n: f"{w}-{n}", ("　", " ", "　")),
    LabelStyle("joined-hyphen", lambda w, _c, n: f"{w}-{n}", ("　", " ")),
    LabelStyle("joined-wide-hyphen", lambda w, _c, n: f"{w}－{wide(n)}", ("　",)),
    LabelStyle("chapter-hyphen", lambda w, c, n: f"{w}-{c}.{n}", ("　", " ")),
    LabelStyle("plain", lambda w, _c, n: f"{w}{n}", ("　", " ", "．")),
    LabelStyle("plain", lambda w, _c, n: f"{w}{n}", ("　", " ", ". ")),
    LabelStyle("spaced", lambda w, _c, n: f"{w} {n}", ("　", " ")),
)
ABROAD = (
    {"図": "Fig. {}  ", "表": "Table {}  ", "写真": "Photo {}  "},
    {"図": "Fig.{} ", "表": "Table {} ", "写真": "Photo.{} "},
    {"図": "Figure {}: ", "表": "Table {}: ", "写真": "Photo {}: "},
    {"図": "Fig. {}. ", "表": "Table {}. ", "写真": "Photo {}. "},
)
"""How figures, tables and photos are called in English."""
MAKERS = (*CHARTS, *CHARTS, "table", "table", "table", "photo", "photo", "map_svg", "block_diagram", "line_drawing")


@dataclass
class Counted(Numbering):
    """Labels of a paper, in which photos may be counted apart."""

    tells_photos: bool = False
    latest: tuple[str, str] = "", ""
    """What was numbered last, and its number in narrow digits."""

    def next(self, kind: str = "chart") -> tuple[str, str]:
        """Return the next label as captions bear it, and as text cites it."""
        word = "写真" if kind == "photo" and self.tells_photos else "表" if kind == "table" else "図"
        self._last[word] = self._last.get(word, 0) + 1
        label = self.style.label(word, self.chapter, self._last[word])
        self.latest = word, normalize("NFKC", label.removeprefix(word)).strip(" -")
        return label, label


class Paper(Flow):
    """A paper of two columns; its captions are said twice unless ``is_double`` is false."""

    def __init__(self, chance: random.Random, words: Words) -> None:
        super().__init__(chance, words)
        style = chance.choice(STYLES)
        together, tells_photos = False, chance.random() < 0.5
        between = chance.choice(style.separators)
        self.counted = Counted(chance, style, chance.randint(2, 5), between, together, tells_photos)
        self.numbers, self.look = self.counted, ""
        self.is_double, self.above = chance.random() < 0.75, chance.random() < 0.9
        self.called = chance.choice(ABROAD)
        self.second = (
            f"font-style:{chance.choice(('normal', 'normal', 'italic'))};margin-top:{chance.choice((0, 0, 2))}pt"
        )
        self._waiting: list[tuple[str, str]] = []

    def figure(self) -> tuple[Plate, str]:
        """Return the next figure, and its block with the caption above a table, below anything else."""
        wide = self.column_width(2)
        plate = self.plate(wide, wide * self.chance.uniform(0.42, 0.75), MAKERS)
        caption = self._said(plate)
        parts = (caption, plate.html) if plate.kind == "table" and self.above else (plate.html, caption)
        return plate, f'<div class="plate">{"".join(parts)}</div>'

    def _said(self, plate: Plate) -> str:
        if not self._waiting:
            self._waiting = self.chance.sample(SAID, len(SAID))
        (japanese, english), width = self._waiting.pop(), f"width:{plate.width:.1f}pt"
        word, number = self.counted.latest
        first = self.caption(plate, text=japanese, style=width)
        again = escaped(self.called[word].format(number) + english)
        second = f'<div class="caption" data-caption="{plate.number}" style="{width};{self.second}">{again}</div>'
        return f"<div>{first}{second}</div>" if self.is_double else first

    def bare(self) -> str:
        """Return a figure without caption or number."""
        wide = self.column_width(2) * self.chance.uniform(0.3, 0.6)
        plate = self.plate(wide, wide * 0.6, ("line_drawing", "photo", "block_diagram"), numbered=False)
        return f'<div class="plate">{plate.html}</div>'


@family("doubles")
def doubles(chance: random.Random, words: Words) -> Made:
    """Set figures of a paper over captions in Japanese and English, or in Japanese alone, cited by the first."""
    paper = Paper(chance, words)
    for _ in range(chance.randint(2, 4)):
        blocks: list[str] = []
        for _ in range(chance.randint(3, 4)):
            plate, block = paper.figure()
            blocks += paper.told(block, plate)
        if chance.random() < 0.3:
            blocks.insert(chance.randint(0, len(blocks)), paper.bare())
        paper.page(blocks, 2)
    return paper.made()

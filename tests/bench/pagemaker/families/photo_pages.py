"""Pages of photos: plates of a museum over blocks of lines, and photos with their captions laid over them."""

import random

from pagemaker.document import A4, B5, Made, Sheet, family
from pagemaker.families.imprint import Block, Imprint, Text
from pagemaker.families.named import Cards, Entry, told
from pagemaker.families.titled import silent
from pagemaker.prose import Words, escaped

WORKS = (
    "色絵花鳥文大皿", "深鉢形土器", "山水図屏風", "木造薬師如来立像", "染付草花文徳利", "宿場町絵図", "能面　小面",
    "蒔絵硯箱", "青磁輪花碗", "旧市庁舎（古写真）", "川船模型", "藍染筒描布団地", "村方検地帳", "遮光器土偶",
)  # fmt: skip
FACTS = (
    (
        "江戸時代後期",
        "江戸時代（18世紀）",
        "明治{n}年（18{m}{n}）",
        "縄文時代晩期",
        "昭和初期",
        "室町時代　15世紀",
        "{y}年",
    ),
    ("紙本著色", "磁器", "木造、漆箔", "絹本墨画淡彩", "陶器", "ゼラチン・シルバー・プリント", "木綿、藍", "銅製"),
    ("高{n}{m}.5cm", "縦{m}2.{n}　横{n}8.{m}cm", "高さ{n}1.{m}、口径1{n}.0cm", "{n}{m}.0×{m}{n}.5cm", "径1{n}.{m}cm"),
    ("{o}蔵", "個人蔵（{p}）", "{p}出土", "所蔵：{o}", "{p}歴史資料館"),
)
TITLES = ("{it}", "{it}", "{it}", "{it}（部分）", "{it}　{p}", "伝{p}出土　{it}")
NUMBERS = ("{}　", "{} ", "No.{}　", "図版{}　", "{}．", "（{}）", "［{}］", "{}\u2003")
OVER = (
    "background:#000a;color:#fff", "background:#fffc;color:#111", "background:{accent}cc;color:#fff", "color:#fff",
    "background:linear-gradient(#0000,#000c);color:#fff;padding-top:16pt", "color:#fff;font-weight:700",
)  # fmt: skip
PLACES = ("left:0;right:0;bottom:0", "left:0;right:0;bottom:0", "left:0;bottom:5pt", "right:0;bottom:0", "left:0;top:0")


class Catalogue(Cards):
    """Works of a museum, numbered through, with the same facts told of each."""

    def __init__(self, style: Imprint) -> None:
        super().__init__(style)
        chance = style.chance
        if chance.random() < 0.65:
            # Title and facts of one size, the title bold or plain.
            self.name = self.small.replace("400", str(chance.choice((400, 500, 700))), 1)
        self.facts = sorted(chance.sample(range(len(FACTS)), chance.randint(2, 4)))
        self.joint = chance.choice(("", "", "／", "　", "、"))
        self.mark, self._works = chance.choice(NUMBERS), chance.randint(0, 90)

    def work(self) -> Entry:
        """Return what is said of the next work, all of it its caption: number, title, then age, stuff, size, owner."""
        self._works += 1
        number = self.mark.format(self._works)
        label = f'<span data-part="label">{escaped(number.strip())}</span>{number[len(number.rstrip()) :]}'
        title = self.fresh(lambda: told(self.words, self.chance.choice(TITLES), it=self.chance.choice(WORKS)))
        facts = [told(self.words, self.chance.choice(FACTS[at])) for at in self.facts]
        rows = [self.joint.join(facts)] if self.joint else facts
        return Entry(((label + title, self.name), *((row, self.small) for row in rows)))


def exhibit(cards: Catalogue, width: float, height: float) -> Block:
    """Return a picture with its block of lines below, or beside it at its foot."""
    aside = cards.side in {"left", "right"} and width > 260
    share = cards.chance.uniform(0.55, 0.72) if aside else cards.chance.uniform(0.75, 1)
    drawn = cards.style.draw(width * share, min(height, width * share * cards.chance.uniform(0.6, 1.4)), ("photo",))
    column = width - drawn.width - 10 if aside else drawn.width
    said = cards.told(drawn, cards.work(), column)
    if not aside:
        space = f'<div style="height:{cards.gap:.1f}pt"></div>'
        return Block(f"<div>{drawn.html}{space}{said.html}</div>", drawn.height + cards.gap + said.height)
    parts = (drawn.html, said.html) if cards.side == "right" else (said.html, drawn.html)
    html = f'<div style="display:flex;gap:10pt;align-items:flex-end">{"".join(parts)}</div>'
    return Block(html, max(drawn.height, said.height))


def shelf(cards: Catalogue, height: float) -> Block:
    """Return one to three works side by side, level at their heads or at their feet."""
    across = cards.chance.choice((1, 1, 2, 3))
    width = (cards.style.body_width - 14 * (across - 1)) / across
    cells = [exhibit(cards, width, height - 90) for _ in range(across)]
    row = "".join(f'<div style="width:{width:.1f}pt">{cell.html}</div>' for cell in cells)
    level = cards.chance.choice(("flex-start", "flex-end"))
    return Block(f'<div class="row" style="align-items:{level}">{row}</div>', max(cell.height for cell in cells))


@family("plates")
def plates(chance: random.Random, words: Words) -> Made:
    """Set works of a museum with blocks of lines as captions, among pages of text and pictures without a word."""
    style, sheets = Imprint(chance, words, chance.choice((A4, A4, B5))), list[Sheet]()
    cards = Catalogue(style)
    for page in range(chance.randint(3, 4)):
        head: list[Block | Text] = [style.heading()] if chance.random() < 0.3 or page == 1 else []
        if page == 1 and chance.random() < 0.7:
            sheets.append(style.filled([*head, Text(), silent(style, style.body_width, 190), Text()]))
            continue
        count = chance.randint(1, 3)
        shelves = [shelf(cards, (style.body_height - 30) / count) for _ in range(count)]
        sheets.append(style.filled([*head, *shelves, *([Text()] if chance.random() < 0.5 else [])]))
    return Made(style.css(), sheets)


def over(style: Imprint, size: tuple[float, float], look: str, *, bears: bool) -> str:
    """Return a photo of a size with its caption laid over it, or one without any words."""
    drawn = style.draw(*size, ("photo", "photo", "photo", "photo_in_strips"))
    caption = style.caption(drawn, numbered=False, style=f"position:absolute;{look}") if bears else ""
    return f'<div style="position:relative;width:{size[0]:.1f}pt">{drawn.html}{caption}</div>'


def hero(style: Imprint, height: float) -> Block:
    """Return a wide photo under the title of the document: no caption."""
    drawn, size = style.draw(style.body_width, height, ("photo",)), style.pt * style.chance.uniform(1.8, 2.8)
    place = style.chance.choice(
        ("left:12pt;bottom:10pt", "left:0;right:0;top:38%;text-align:center", "right:10pt;top:8pt")
    )
    band = style.chance.choice(("", "", f"background:{style.accent}bb;padding:4pt 10pt"))
    title = f'<div style="position:absolute;{place};{band};color:#fff;font:700 {size:.1f}pt/1.4 {style.display}">'
    return Block(f'<div style="position:relative">{drawn.html}{title}{escaped(style.title)}</div></div>', drawn.height)


@family("laid-over")
def laid_over(chance: random.Random, words: Words) -> Made:
    """Set captions over photos, in white or on a band, beside photos without any words and under a document's title."""
    style, sheets = Imprint(chance, words), list[Sheet]()
    look = f"{chance.choice(OVER).format(accent=style.accent)};{chance.choice(PLACES)}"
    look, share = f"padding:3pt 6pt;{look};max-width:100%", chance.uniform(0.4, 0.9)
    for page in range(chance.randint(2, 4)):
        has_title = page == 0 and chance.random() < 0.8
        blocks: list[Block | Text] = [hero(style, style.body_height * chance.uniform(0.2, 0.4))] if has_title else []
        blocks += [style.heading(), Text()]
        for _ in range(1 if has_title else 2):
            across = chance.choice((1, 2, 2, 3))
            width = (style.body_width - 8 * (across - 1)) / across
            height = min(width * chance.uniform(0.6, 0.9), style.body_height * 0.28)
            row = "".join(over(style, (width, height), look, bears=chance.random() < share) for _ in range(across))
            blocks += [Block(f'<div class="row">{row}</div>', height), Text()]
        sheets.append(style.filled(blocks))
    return Made(style.css(), sheets)

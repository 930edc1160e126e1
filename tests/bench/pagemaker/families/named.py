"""Pictures over, under or beside a name: people, shops and goods, in grids, in lists or at an article."""

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pagemaker.document import A4, B5, Made, Sheet, family
from pagemaker.families.decoys import iconed
from pagemaker.families.imprint import Block, Drawn, Imprint, Text
from pagemaker.families.titled import silent
from pagemaker.phrases import OFFICES
from pagemaker.pictures import picture
from pagemaker.prose import Words, escaped

SURNAMES = (
    "山田/やまだ 佐藤/さとう 大久保/おおくぼ 森/もり 西川/にしかわ 長谷川/はせがわ 石井/いしい 東/ひがし 三宅/みやけ"
)
GIVEN = "太郎/たろう 恵子/けいこ 誠/まこと 美咲/みさき 健一/けんいち 葵/あおい 由美子/ゆみこ 翔/しょう 千春/ちはる"
SHOPS = (
    "喫茶 ことり", "パン工房 麦の穂", "{p}書店", "藍染工房 青", "割烹 {p}", "自転車の{p}", "{p}農園",
    "ヨガ教室 {p}",
)  # fmt: skip
ROLES = (
    "{o} 主任研究員", "{p}市長", "{p}自治会 会長", "大学院教授", "代表取締役社長", "営業部 課長", "造形作家",
    "料理家",
)  # fmt: skip
PEOPLE = (
    "{name}", "{name}", "{name}さん", "{name}さん（{age}）", "{name}（{kana}）", "{name}　{kana}", "{role}　{name}",
    "{role}　{name} 氏", "{name}　{role}", "{name}／{role}", "●{name}さん", "■ {name}（{role}）", "講師：{name}",
    "{name}さん　{p}在住", "{kana}　{name}", "{name} {role}", "▲{name}さん", "{name}先生",
)  # fmt: skip
LIVES = (
    "{y}年{p}生まれ。", "{p}市出身。", "{y}年入社。", "大学卒業後、{p}で修業。", "専門は{w}。", "", "",
    "創業{y}年。",
)  # fmt: skip
GOODS = (
    (("剪定ばさみ", "携帯用のこぎり", "真鍮のじょうろ", "移植ごて", "卓上バイス", "折りたたみ脚立", "平かんな"),
     ("{n},{m}80円（税込）", "品番：AB-{n}{m}0{n}", "全長{m}85mm／重さ{n}10g", "W{n}0×D{m}1×H8cm　{n},{m}00円")),
    (("川辺の植物観察", "はじめての金継ぎ", "山村の暮らし百年", "星空手帖", "台所の科学", "石垣を歩く", "ことばの庭"),
     ("A5判・1{n}{m}頁", "本体{n},{m}00円＋税", "四六判／2{n}0ページ／1,{m}00円", "{o}刊　1,{n}00円")),
    (("鶏肉と根菜の煮物", "さばの味噌煮", "きのこの炊き込みご飯", "菜の花のからし和え", "豆腐ハンバーグ", "白玉団子"),
     ("1人分　{n}{m}0kcal", "調理時間 {n}0分", "{n}{m}0円", "エネルギー{n}20kcal／塩分1.{m}g", "材料（{n}人分）")),
    (("ヤマボウシ", "アジサイ", "クロモジ", "フジバカマ", "ドウダンツツジ", "キキョウ", "ホトトギス", "イロハモミジ"),
     ("樹高 {n}〜1{m}m", "花期：{n}〜{m}月", "ミズキ科／落葉高木", "花期 {n}月　草丈 {m}0cm", "分布：本州〜九州")),
)  # fmt: skip
"""Names of goods of one shop, and the data that stand by them."""
BOXES = ("プロフィール", "PROFILE", "聞きました", "著者紹介", "ご紹介")
CALLED = ("{it}", "{it}", "{it}", "{p}の{it}", "{it}（{w}）", "定番の{it}", "{it}・小")
SHELVES = ("今月のおすすめ", "ピックアップ", "新着", "注目")


class Entry(NamedTuple):
    """What stands by a picture: the lines of its caption and what follows, each with its CSS, as HTML."""

    caption: tuple[tuple[str, str], ...]
    text: tuple[tuple[str, str], ...] = ()


def line(said: tuple[str, str]) -> str:
    """Return a line or paragraph of its own."""
    return f'<div style="{said[1]}">{said[0]}</div>'


class Cards:
    """Pictures with what stands by them, set alike in a whole document."""

    def __init__(self, style: Imprint) -> None:
        chance = style.chance
        self.style, self.chance, self.words = style, chance, style.words
        self.side = chance.choice(("below", "below", "right", "right", "left", "turns", "above"))
        self.gap, self.between = chance.uniform(2, 9), chance.choice((0.0, 0.0, 1.5, 4.0, 7.0))
        self.size = round(style.pt * chance.choice((0.85, 0.92, 1.0)), 1)
        self.lead = round(self.size * chance.uniform(1.3, 1.7), 1)
        self.big = round(self.size * chance.choice((1.0, 1.0, 1.1, 1.25, 1.5)), 1)
        # A name is bold or larger than the text; some are neither by much, as in real lists.
        weight = 700 if self.big < self.size * 1.2 and chance.random() < 0.9 else chance.choice((400, 500, 700))
        face = chance.choice((style.face, style.display))
        tint = chance.choice(("#111", "#111", style.accent))
        align = chance.choice(("left", "left", "center")) if self.side in {"below", "above"} else "left"
        self.name = f"font:{weight} {self.big}pt/1.4 {face};color:{tint};text-align:{align}"
        self.small = f"font:400 {self.size * 0.88:.1f}pt/1.4 {face};color:#333;text-align:{align}"
        self.body = f"font:400 {self.size}pt/{self.lead}pt {style.face};text-align:left;margin-top:{self.between}pt"
        self.aspect, self.share = chance.uniform(0.65, 1.25), chance.uniform(0.2, 0.42)
        self.round = chance.choice(("", "", "", "border-radius:50%", "border-radius:6pt"))
        rule = f"border-top:.6pt solid {style.accent};padding-top:5pt"
        box = f"border:.6pt solid #999;padding:6pt;border-radius:{chance.choice((0, 5))}pt"
        self.look = chance.choice(("", "", "", rule, box, f"background:{style.tint};padding:6pt"))
        self.stands = chance.choice(("flex-start", "flex-start", "center"))
        self.talks, self.joins = chance.random() < 0.85, chance.random() < 0.35
        self.blank = chance.choice(("　", " ", ""))
        self._made, self._given = 0, set[str]()

    def fresh(self, make: Callable[[], str]) -> str:
        """Return what ``make`` gives, another than before as long as it gives anything else."""
        found = next((said for said in (make() for _ in range(60)) if said not in self._given), make())
        self._given.add(found)
        return found

    def some(self, width: float, longest: int) -> str:
        """Return sentences that take two lines at least, where that is possible, and ``longest`` at most."""
        per_line, said = max(4.0, width / self.size * 0.94), self.words.sentence()
        while len(said) < per_line and len(more := said + self.words.sentence()) < per_line * longest:
            said = more
        return said if len(said) <= per_line * longest else said[: int(per_line * longest) - 1] + "。"

    def picture(self, width: float, height: float, makers: Sequence[str] = ("photo",)) -> Drawn:
        """Return the next picture, its corners cut off where the house does so."""
        if not self.round:
            return self.style.draw(width, height, makers)
        across, down = (min(width, height),) * 2 if "50%" in self.round else (width, height)
        made = picture(self.words, round(across, 1), round(down, 1), makers)
        cut = f'<div style="width:{across:.1f}pt;height:{down:.1f}pt;overflow:hidden;{self.round}">{made.html}</div>'
        centred = "margin:0 auto" if "center" in self.name else ""
        return self.style.marked(cut, made.kind, across, down, centred)

    def told(self, drawn: Drawn, entry: Entry, width: float) -> Block:
        """Return the caption and the text of a picture in a column so wide."""
        caption = f'<div data-caption="{drawn.id}">{"".join(map(line, entry.caption))}</div>' if entry.caption else ""
        html = f'<div style="width:{width:.1f}pt">{caption}{"".join(map(line, entry.text))}</div>'
        rows = sum(-(-len(said) * self.big * 1.02 // width) * self.big * 1.4 for said, _ in entry.caption)
        rows += sum(-(-len(said) * self.size * 1.06 // width) * self.lead + self.between for said, _ in entry.text)
        return Block(html, rows + 2)

    def card(self, width: float, entry: Callable[[float], Entry], makers: Sequence[str] = ("photo",)) -> Block:
        """Return a picture with its entry, on the house's ground if it has one."""
        self._made += 1
        inner, side = width - (14 if "padding:6pt" in self.look else 0), self.side
        if side == "turns":
            side = ("left", "right")[self._made % 2]
        if inner < 190 and side in {"left", "right"}:
            side = "below"
        block = self._beside(inner, entry, makers, side) if side in {"left", "right"} else None
        block = block or self._stacked(inner, entry, makers, above=side == "above")
        return Block(f'<div style="width:{width:.1f}pt;{self.look}">{block.html}</div>', block.height + 14)

    def _stacked(self, width: float, entry: Callable[[float], Entry], makers: Sequence[str], *, above: bool) -> Block:
        drawn = self.picture(width, min(width * self.aspect, 210), makers)
        said = entry(width)
        told = self.told(drawn, said._replace(text=()) if above else said, width)
        rest = self.told(drawn, Entry((), said.text), width) if above else Block("", 0)
        space = f'<div style="height:{self.gap:.1f}pt"></div>'
        parts = (told.html, space, drawn.html, rest.html) if above else (drawn.html, space, told.html)
        return Block("".join(parts), drawn.height + told.height + rest.height + self.gap)

    def _beside(self, width: float, entry: Callable[[float], Entry], makers: Sequence[str], side: str) -> Block:
        wide, gap = max(48.0, width * self.share), self.gap + 6
        drawn = self.picture(wide, min(wide * self.aspect, 170), makers)
        told = self.told(drawn, entry(width - wide - gap), width - wide - gap)
        held = f'<div style="width:{wide:.1f}pt">{drawn.html}</div>'
        parts = (held, told.html) if side == "right" else (told.html, held)
        html = f'<div class="row" style="align-items:{self.stands}">{"".join(parts)}</div>'
        return Block(html, max(drawn.height, told.height))

    def rows(self, height: float, across: int, entry: Callable[[float], Entry], most: int = 9) -> list[Block | Text]:
        """Return as many rows of cards as fit."""
        gap, found = self.chance.uniform(10, 20), list[Block | Text]()
        width, room = (self.style.body_width - gap * (across - 1)) / across, height
        for _ in range(most):
            cells = [self.card(width, entry) for _ in range(across)]
            tall = max(cell.height for cell in cells)
            if tall > room:
                break
            room -= tall + self.style.gap
            found.append(Block(f'<div class="row">{"".join(cell.html for cell in cells)}</div>', tall))
        return found

    def page(self, entry: Callable[[float], Entry]) -> Sheet:
        """Return a page of cards under a heading, with text or a picture without words before them in some."""
        style, chance = self.style, self.chance
        head: list[Block | Text] = [iconed(style) if chance.random() < 0.25 else style.heading()]
        before, taken = chance.random(), style.heading_pt * 3 + style.gap * 2
        if before < 0.3:
            drawn = style.draw(style.body_width, style.body_height * chance.uniform(0.14, 0.24), ("photo",))
            head.append(style.alone(drawn))
            taken += drawn.height
        elif before < 0.55:
            head.append(silent(style, style.body_width, style.body_height * 0.16))
            taken += style.body_height * 0.16
        elif before < 0.8:
            said = style.paragraph(escaped(style.words.paragraph(2)), style.body_width)
            head.append(said)
            taken += said.height
        across = chance.choice((1, 1, 2) if self.side in {"left", "right", "turns"} else (2, 3, 3, 4))
        cards = self.rows(style.body_height - taken, across, entry, chance.choice((1, 2, 9, 9)))
        return style.filled([*head, *cards, Text()])

    def article(self, entry: Callable[[float], Entry], boxes: Sequence[str] = BOXES) -> Sheet:
        """Return an article with one card in it, its heading no name, and mostly a photo without words."""
        style, chance = self.style, self.chance
        wide = style.body_width if self.side in {"left", "right", "turns"} else style.body_width * 0.4
        card = self.card(wide, entry)
        named = Block(f'<div style="{self.small};font-weight:700">{chance.choice(boxes)}</div>', self.size * 1.5)
        parts: list[Block | Text] = [style.heading(), Text()]
        parts += [silent(style, style.body_width, 150), Text()] if chance.random() < 0.7 else []
        return style.filled([*parts, named, card] if chance.random() < 0.6 else [*parts[:2], card, *parts[2:], Text()])


def told(words: Words, form: str, **more: object) -> str:
    """Return a form with a place, an office, a word, a year and digits put in, as HTML."""
    chance = words.chance
    known = {"p": words.place(), "o": chance.choice(OFFICES), "w": words.label_text(6), "y": chance.randint(1951, 2019)}
    return escaped(form.format(**(known | {"n": chance.randint(1, 9), "m": chance.randint(2, 9)} | more)))


def person(cards: Cards, forms: Sequence[str], width: float) -> Entry:
    """Return the name of a person or a shop, mostly with a life or a remark."""
    chance, words = cards.chance, cards.words

    def named() -> str:
        names = [chance.choice(pool.split()).split("/") for pool in (SURNAMES, GIVEN)]
        name, kana = (cards.blank.join(part) for part in zip(*names, strict=True))
        role, age = told(words, chance.choice(ROLES)), chance.randint(24, 88)
        return told(words, chance.choice(forms), name=name, kana=kana, age=age, role=role)

    said = cards.fresh(named)
    life = told(words, chance.choice(LIVES)) + escaped(cards.some(width, 4))
    return Entry(((said, cards.name),), ((life, cards.body),) if cards.talks else ())


def goods(cards: Cards, shelf: tuple[Sequence[str], Sequence[str]], width: float) -> Entry:
    """Return the name of a good, its data in the same style right below it or in their own, and a text."""
    chance, words = cards.chance, cards.words
    name = cards.fresh(lambda: told(words, chance.choice(CALLED), it=chance.choice(shelf[0]))), cards.name
    data = told(words, chance.choice(shelf[1]))
    text = ((escaped(cards.some(width, 3)), cards.body),) if cards.talks else ()
    if cards.joins:
        return Entry((name, (data, cards.name)), tuple((said, f"{css};padding-top:2.5pt") for said, css in text))
    return Entry((name,), ((data, f"{cards.small};margin-top:{max(3, cards.between)}pt"), *text))


@family("profiles")
def profiles(chance: random.Random, words: Words) -> Made:
    """Set people or shops in grids and lists, or one at an article, each by a name and mostly a biography."""
    cards = Cards(Imprint(chance, words, chance.choice((A4, A4, B5))))
    forms = SHOPS if chance.random() < 0.2 else (chance.choice(PEOPLE),)
    kinds = chance.choices((cards.page, cards.page, cards.article), k=chance.randint(2, 3))
    return Made(cards.style.css(), [kind(lambda width: person(cards, forms, width)) for kind in kinds])


@family("products")
def products(chance: random.Random, words: Words) -> Made:
    """Set goods in grids and lists: a name, a line of data and a short text by each picture."""
    cards, shelf = Cards(Imprint(chance, words, chance.choice((A4, A4, B5)))), chance.choice(GOODS)

    def good(width: float) -> Entry:
        return goods(cards, shelf, width)

    pages = [cards.page(good) for _ in range(chance.randint(1, 3))]
    return Made(cards.style.css(), [*pages, cards.article(good, SHELVES)] if chance.random() < 0.5 else pages)

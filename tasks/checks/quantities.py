"""The numbers that a Japanese text states, in one notation."""

import re
from decimal import Decimal
from typing import NamedTuple

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12}
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERAS |= {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}
_LONGEST = 40

_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER = re.compile(
    r"(?:(?P<era>明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR](?=\.?\d{1,2}(?![\d.])))\.?\s?)?"
    r"(?:(?P<arabic>\d+(?:\.\d+)?(?:[十百千万億兆]+\d+(?:\.\d+)?)*[十百千万億兆]*)"
    r"|(?P<kanji>[〇零一二三四五六七八九十百千万億兆]+)|(?P<first>元(?=年)))"
)
_UNIT = re.compile(
    r"\s?(?P<unit>%|パーセント|ポイント|割(?![りら愛])|倍|年代|年間|年度|世紀|[カヶケか]月間?|円|ドル|ユーロ|ポンド|ウォン|"
    r"年|月|日|時間|時(?![点期代])|分(?![類野岐割布けか化]|の\d)|秒|度(?!合)|歳|才|坪|里|畳|丈|尺|"
    r"キロ|グラム|メートル|センチ|ミリ|リットル|トン|ヘクタール|アール|ワット|ボルト|アンペア|ヘルツ|バイト|カロリー|パスカル|デシベル|"
    r"℃|°|Ω|[mck]?m[23²³]?(?![A-Za-z])|[mkµμn]?[gLl](?![A-Za-z])|[kMGTP]?(?:W|Wh|Hz|B|bps|Pa|V|A|J|cal|t|C|N)(?![A-Za-z])|"
    r"[nµμ]m(?![A-Za-z])|[mµμn]s(?![A-Za-z])|ha(?![A-Za-z])|pt(?![A-Za-z])|ppm|dB|kcal|hPa|px|dpi|fps|rpm)"
)
_KANJI_UNIT = re.compile(r"割(?![りら])|倍|円|年(?!寄|中|目)|パーセント|%|世紀|ポイント|万|億")
_NEAR_BEFORE = re.compile(r"(?:約|およそ|おおよそ|ほぼ|概ね|おおむね|だいたい|大体|ざっと)\s?$")
_ROUNDED = re.compile(
    r"\s?(?:(?P<near>程度|前後|ほど|くらい|ぐらい)|(?P<down>余り|あまり|強(?!い)|超|を超|以上|台(?!風)|を上回)"
    r"|(?P<up>弱|近く|未満|以下|を下回|に迫|に満た|に届か|を切))"
)
_DOTTED = re.compile(r"(?<!\d)\d{1,8}(?:\.\d{1,8}){2,}")
_VAGUE = {"数", "何", "幾"}
_NO_NUMBER = {"十分", "万一", "千万"}
_FROM_TWO = "二三四五六七八九"
_YEAR = 4
_COUNTED_TO = 10


class Quantity(NamedTuple):
    """A number in a text: its value, the unit behind it, and how coarsely it is stated.

    ``values`` are all the readings it may have, the surest first: 平成30年 is 2018, and 30. ``mantissa`` is the 590 of
    590万. ``rounded`` says what its words admit: that it is ``near`` the true number (約), rounded ``down`` (以上) or
    ``up`` (未満). ``step`` is one unit of its last digit that is not a zero. ``text`` is as printed, unit included.
    """

    values: tuple[Decimal, ...]
    mantissa: Decimal
    unit: str
    rounded: str
    step: Decimal
    text: str
    start: int

    @property
    def value(self) -> Decimal:
        """Return what it says first of all."""
        return self.values[0]

    @property
    def is_count(self) -> bool:
        """Say whether it is a small whole number of things, as whoever sees a picture may count them."""
        return not self.unit and self.value <= _COUNTED_TO and self.value == self.value.to_integral_value()


def quantities(text: str) -> list[Quantity]:
    """Return the numbers of a plain text, without those that are parts of words (CO2, 一般, 十分)."""
    parted = _DOTTED.sub(lambda dotted: dotted.group().replace(".", " "), _COMMA.sub("", text))
    found = (_quantity(parted, match) for match in _NUMBER.finditer(parted))
    return [quantity for quantity in found if quantity is not None]


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    number = (match["arabic"] or match["kanji"] or "1")[:_LONGEST]
    start, end = match.start(), match.end()
    if match["arabic"] and not match["era"] and _in_word(text, start):
        return None
    if match["kanji"] and not _counts(text, match):
        return None
    unit = _UNIT.match(text, end)
    value = _value(number)
    return Quantity(
        mantissa=_mantissa(number, value),
        values=_readings(value, match["era"], unit["unit"] if unit else ""),
        unit=unit["unit"] if unit else "",
        rounded=_rounded(text, start, unit.end() if unit else end),
        step=_step(value),
        text=text[start : unit.end() if unit else end].strip(),
        start=start,
    )


def _rounded(text: str, start: int, end: int) -> str:
    after = _ROUNDED.match(text, end)
    if after and after.lastgroup:
        return after.lastgroup
    return "near" if _NEAR_BEFORE.search(text[max(0, start - 6) : start]) else ""


def _in_word(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return (before.isascii() and before.isalpha()) or (before == "." and text[start - 2 : start - 1].isalpha())


def _counts(text: str, match: re.Match[str]) -> bool:
    """Say whether kanji digits state a number: those of 一般 and 十分 do not, nor do the first ten of 三つ and 二人."""
    kanji, end = match["kanji"], match.end()
    if match["era"]:
        return True
    if text[match.start() - 1 : match.start()] in _VAGUE or kanji in _NO_NUMBER:
        return False
    if len(kanji) == 1:
        return kanji in _FROM_TWO and _KANJI_UNIT.match(text, end) is not None
    # 二三日 and 一一 say no number; a year of four digits does.
    return len(kanji) >= _YEAR or not set(kanji) <= {"一", *_FROM_TWO}


def _value(number: str) -> Decimal:
    total, part, digits = Decimal(0), Decimal(0), ""
    for character in number:
        if character in _SMALL:
            part += (_read(digits) if digits else Decimal(1)) * _SMALL[character]
            digits = ""
        elif character in _LARGE:
            part += _read(digits) if digits else Decimal(0)
            total += (part or Decimal(1)) * _LARGE[character]
            part, digits = Decimal(0), ""
        else:
            digits += str(_DIGITS.get(character, character))
    return total + part + (_read(digits) if digits else Decimal(0))


def _read(digits: str) -> Decimal:
    return Decimal(digits)


def _readings(value: Decimal, era: str | None, unit: str) -> tuple[Decimal, ...]:
    if era:
        return (value + _ERAS[era], value)
    if unit == "割":
        return (value * 10, value)
    return (value,)


def _mantissa(number: str, value: Decimal) -> Decimal:
    digits = number.rstrip("".join((*_SMALL, *_LARGE)))
    return Decimal(digits) if digits.isascii() and digits.replace(".", "", 1).isdigit() else value


def _step(value: Decimal) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)

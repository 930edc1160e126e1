"""Numbers as Japanese captions print them, and the one spelling in which they agree."""

import re

KANJI = "〇零一二三四五六七八九十百"
_JOINT = r"(?:\s?[-._]\s?|ー)(?=\d)"
_ORDINAL_JOINT = r"(?:\s?[-.・_·]\s?|ー)(?=\d)"
_SEPARATOR = r"\s?[-.・_·ー]\s?"
_FIRST = (
    r"(?:[IVX]{1,5}(?![A-Za-z])|[A-Z]{1,2}(?=[-.]\s?\d)|[A-Z]{1,2}\d{1,3}(?!\d)|[A-Z](?![A-Za-z0-9])|\d{1,3}(?!\d))"
)
_LATER = r"\d{1,3}(?![\d%])"
NUMBER = rf"{_FIRST}(?:{_JOINT}{_LATER})*"
ORDINAL_NUMBER = rf"{_FIRST}(?:{_ORDINAL_JOINT}{_LATER})*"
KANJI_NUMBER = rf"[{KANJI}]{{1,4}}(?:[・-][{KANJI}]{{1,4}})*"

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
_ROMAN = {"I": 1, "V": 5, "X": 10}


def canonical(number: str) -> str:
    """Spell a folded figure number in one way: 「1.2」「Ⅰ-2」「一・二」 are all 「1-2」."""
    parts = re.split(_SEPARATOR, number.strip())
    return "-".join(_part(part) for part in parts if part)


def _part(part: str) -> str:
    if part.isascii() and part.isdigit():
        return str(int(part))
    if part[0] in KANJI:
        return str(from_kanji(part))
    if set(part) <= set(_ROMAN):
        return str(from_roman(part))
    return re.sub(r"(?<=[A-Z])0*(?=\d)", "", part)


def from_kanji(text: str) -> int:
    """Read kanji digits, positional (二〇) or with tens and hundreds (百二十)."""
    if not set(text) & {"十", "百"}:
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def from_roman(text: str) -> int:
    """Read a Roman numeral made of I, V and X."""
    values = [_ROMAN[char] for char in text]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))

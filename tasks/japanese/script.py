"""Which script a character belongs to."""

import re
from enum import StrEnum, auto
from functools import lru_cache


class Script(StrEnum):
    """The classes that reading and soundness tell apart."""

    SPACE = auto()
    KANA = auto()
    KANJI = auto()
    WIDE = auto()
    LATIN = auto()
    SYMBOL = auto()
    FOREIGN = auto()
    PRIVATE = auto()
    CONTROL = auto()
    REPLACEMENT = auto()


_RANGES: tuple[tuple[int, int, Script], ...] = (
    (0x0000, 0x0008, Script.CONTROL),
    (0x0009, 0x000D, Script.SPACE),
    (0x000E, 0x001F, Script.CONTROL),
    (0x0020, 0x0020, Script.SPACE),
    (0x0021, 0x007E, Script.LATIN),
    (0x007F, 0x009F, Script.CONTROL),
    (0x00A0, 0x00A0, Script.SPACE),
    (0x00A1, 0x024F, Script.LATIN),
    (0x0370, 0x03FF, Script.SYMBOL),
    (0x0400, 0x0FFF, Script.FOREIGN),
    (0x1000, 0x1CFF, Script.FOREIGN),
    (0x1E00, 0x1EFF, Script.LATIN),
    (0x2000, 0x200A, Script.SPACE),
    (0x2D30, 0x2DDF, Script.FOREIGN),
    (0x2E80, 0x2FDF, Script.KANJI),
    (0x3000, 0x3000, Script.SPACE),
    (0x3001, 0x303F, Script.WIDE),
    (0x3040, 0x30FF, Script.KANA),
    (0x3100, 0x318F, Script.FOREIGN),
    (0x3190, 0x31EF, Script.WIDE),
    (0x31F0, 0x31FF, Script.KANA),
    (0x3200, 0x33FF, Script.WIDE),
    (0x3400, 0x9FFF, Script.KANJI),
    (0xA000, 0xABFF, Script.FOREIGN),
    (0xAC00, 0xD7FF, Script.FOREIGN),
    (0xE000, 0xF8FF, Script.PRIVATE),
    (0xF900, 0xFAFF, Script.KANJI),
    (0xFB13, 0xFDFF, Script.FOREIGN),
    (0xFE10, 0xFE1F, Script.WIDE),
    (0xFE30, 0xFE4F, Script.WIDE),
    (0xFE70, 0xFEFE, Script.FOREIGN),
    (0xFF01, 0xFF65, Script.WIDE),
    (0xFF66, 0xFF9F, Script.KANA),
    (0xFFA0, 0xFFDC, Script.FOREIGN),
    (0xFFFD, 0xFFFD, Script.REPLACEMENT),
    (0xFFFE, 0xFFFF, Script.CONTROL),
    (0x20000, 0x3FFFF, Script.KANJI),
    (0xF0000, 0x10FFFF, Script.PRIVATE),
)
_JAPANESE = frozenset({Script.KANA, Script.KANJI, Script.WIDE})

KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30ff\uff66-\uff9f]")


@lru_cache(maxsize=16384)
def script_of(character: str) -> Script:
    """Return the class of one character; what is in no range (arrows, mathematics, emoji) is a symbol."""
    code = ord(character)
    for low, high, script in _RANGES:
        if code <= high:
            return script if code >= low else Script.SYMBOL
    return Script.SYMBOL


def is_japanese(character: str) -> bool:
    """Say whether a character is kana, kanji, or a full-width form or punctuation mark."""
    return script_of(character) in _JAPANESE


def japanese_share(text: str) -> float:
    """Return the share of Japanese characters among those that are not spaces, 0 for an empty text."""
    printed = [character for character in text if not character.isspace()]
    return sum(map(is_japanese, printed)) / len(printed) if printed else 0.0

"""Clean code points, and lines joined into running text."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from tasks.japanese.script import is_japanese

# The CJK Radicals Supplement has almost no compatibility mappings; these are the radicals that fonts' reverse
# maps yield for whole characters (Unicode's EquivalentUnifiedIdeograph.txt).
_RADICALS = dict(
    zip(
        "⺀⺁⺃⺅⺆⺇⺈⺋⺌⺏⺒⺓⺕⺖⺗⺘⺙⺛⺝⺞⺟⺠⺡⺣⺥⺦⺧⺨⺩⺫⺬⺭⺮⺱⺲⺹⺺⺻⺼⺾⻀⻁⻂⻃⻄⻅⻆⻉⻋⻌⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻨⻩⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "冫厂乚亻冂几刀㔾小尣巳幺彐忄心扌攵旡月歺母民氵灬爫丬牛犭王罒示礻竹罓罒耂肀聿月艹艹虎衤覀西见角贝车辶長镸长门阝雨青韦页风飞食飠飠马骨鬼鱼鸟麦黄斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
_VERTICAL_FORMS = dict(
    zip(
        "︐︑︒︓︔︕︖︗︘︙︰︱︲︳︴︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈",
        "，、。：；！？〖〗…‥―–＿﹏（）｛｝〔〕【】《》〈〉「」『』［］",
        strict=True,
    )
)
_DROPPED = (
    *range(0x0009),
    *range(0x000B, 0x0020),
    *range(0x007F, 0x00A0),
    0x00AD,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    0xFEFF,
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
    *range(0xE0100, 0xE01F0),
)
_SPACES = (0x0009, 0x000A, 0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F)
_MARKS = ("\u3099", "\u309a")
_TIGHT_AFTER = frozenset("(（[［「『【〈《〔‘“")
_TIGHT_BEFORE = frozenset(")）]］」』】〉》〕、。，．")


@cache
def _folds() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)):
        folded = unicodedata.normalize("NFKC", chr(code))
        if folded != chr(code):
            table[code] = folded
    table |= {ord(radical): whole for radical, whole in _RADICALS.items()}
    table |= {ord(upright): flat for upright, flat in _VERTICAL_FORMS.items()}
    table |= dict.fromkeys(_DROPPED)
    table |= dict.fromkeys(_SPACES, " ")
    return table


def clean(text: str) -> str:
    """Fold radicals, compatibility ideographs and vertical forms; drop what has no width.

    Full-width and half-width letters, digits and kana stay as printed.
    """
    if text.isascii() and text.isprintable():
        return text
    folded = text.translate(_folds())
    if any(mark in folded for mark in _MARKS):
        folded = unicodedata.normalize("NFC", folded)
    return folded


def join_lines(texts: Iterable[str]) -> str:
    """Join lines into running text: no space beside a Japanese glyph, one between Latin words."""
    joined = ""
    for text in texts:
        joined += join_between(joined, text) + text
    return joined


def join_between(before: str, after: str) -> str:
    """Return what stands between two neighbouring lines: a space or nothing."""
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    left, right = before[-1], after[0]
    if is_japanese(left) or is_japanese(right) or left == "-":
        return ""
    return " "


def drop_set_spaces(characters: Sequence[str], synthetic: Sequence[bool]) -> list[bool]:
    """Say which characters to keep: spaces that a typesetter's glue made beside Japanese glyphs are not printed.

    ``synthetic`` marks spaces that no glyph of the file stands for.
    """
    return [
        not (made and character == " " and _is_glue(characters, place))
        for place, (character, made) in enumerate(zip(characters, synthetic, strict=True))
    ]


def _is_glue(characters: Sequence[str], place: int) -> bool:
    before = characters[place - 1] if place > 0 else " "
    after = characters[place + 1] if place + 1 < len(characters) else " "
    if before in _TIGHT_AFTER or after in _TIGHT_BEFORE or is_japanese(before):
        return True
    return is_japanese(after) and before.isalnum()

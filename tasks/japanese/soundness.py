"""Whether a text layer says what is printed, told from its characters alone."""

import re
from collections import Counter
from functools import cache

from tasks.japanese.script import Script, script_of
from tasks.records.enums import TextLayerReason

SOUND_FROM = 0.8
"""The score from which a text layer is trusted."""

_BAD = {
    Script.REPLACEMENT: TextLayerReason.REPLACEMENT_CHARACTERS,
    Script.PRIVATE: TextLayerReason.PRIVATE_USE,
    Script.FOREIGN: TextLayerReason.FOREIGN_SCRIPTS,
    Script.CONTROL: TextLayerReason.CONTROL_CHARACTERS,
}
_LEADERS = re.compile(r"([.．・…‥·_＿\-－―─━=＝*＊])(?:\s*\1){3,}")
_SYMBOL_RUN = re.compile(r"[!-/:-@\[-`{-~]{4,}")
_MOJIBAKE = re.compile(r"[\u0080-\u024f\u2018-\u201e\u2020-\u2026\u2030\u2039\u203a\u20ac\u2122]{3,}")
_SYMBOL_BULLETS = re.compile(r"(?:^|(?<=\n))\s*[\uf000-\uf0ff]", re.MULTILINE)
_DISTINCT_SYMBOLS = 4
_ENOUGH_KANJI = 20
_KANA_EXPECTED = 0.02


def measure(text: str) -> tuple[float, TextLayerReason]:
    """Return the share of characters that can be believed, 0 to 1, and the commonest reason against the rest."""
    believed = _LEADERS.sub(r"\1", _SYMBOL_BULLETS.sub("", text))
    counts = Counter(map(script_of, believed))
    total = len(believed) - counts[Script.SPACE]
    if total == 0:
        return 0.0, TextLayerReason.NO_TEXT
    bad = {reason: counts[script] for script, reason in _BAD.items()}
    bad[TextLayerReason.IMPROBABLE_TEXT] = _improbable(believed, counts)
    score = max(0.0, 1.0 - sum(bad.values()) / total)
    worst = max(bad, key=lambda reason: bad[reason])
    return score, TextLayerReason.SOUND if score >= SOUND_FROM else worst


def _improbable(text: str, counts: Counter[Script]) -> int:
    japanese = counts[Script.KANA] + counts[Script.KANJI] + counts[Script.WIDE]
    runs = [run for run in _SYMBOL_RUN.findall(text) if len(set(run)) >= _DISTINCT_SYMBOLS]
    garbled = sum(map(len, runs)) + sum(map(len, _MOJIBAKE.findall(text)))
    return garbled + _odd_kanji(text, counts[Script.KANA], japanese)


def _odd_kanji(text: str, kana: int, japanese: int) -> int:
    kanji = [character for character in text if script_of(character) is Script.KANJI]
    if len(kanji) < _ENOUGH_KANJI or kana > _KANA_EXPECTED * japanese:
        odd = sum(not _is_in_jis(character) for character in kanji)
        return odd if odd > len(kanji) // 2 else 0
    return sum(not _is_common(character) for character in kanji)


@cache
def _is_in_jis(character: str) -> bool:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return ord(character) < 0x3000 or ord(character) >= 0xF900  # noqa: PLR2004, radicals and compatibility forms
    return True


@cache
def _is_common(character: str) -> bool:
    """Say whether a kanji is of JIS level 1, the 2,965 in daily use (Shift JIS 889F to 9872)."""
    try:
        code = int.from_bytes(character.encode("shift_jis"), "big")
    except UnicodeEncodeError:
        return False
    return 0x889F <= code <= 0x9872  # noqa: PLR2004

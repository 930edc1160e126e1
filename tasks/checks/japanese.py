"""Whether a sample is written in Japanese."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from tasks.checks.examined import Examined
from tasks.checks.plain import plain, sentences, shown_of, squeezed
from tasks.checks.vocabulary import word_list
from tasks.japanese.script import KANA
from tasks.records.chat import Finding
from tasks.records.enums import Reason, SampleKind

_LEAST_SHARE = 0.3
_LEAST_KANA = 0.1
_FEW_LETTERS = 8
_TELLING = 4
_LAST_OF_LEVEL_1 = 0x9872
_PHRASE = 14
"""A phrase of kanji alone may be this long; titles (人口増加率比較図) are, sentences are not."""

_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{2,200}")
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ][A-Za-zÀ-ÖØ-öø-ɏ0-9'.&+#/_-]*")
_KANJI = re.compile(r"[々〆一-鿿㐀-䶿豈-\ufaff]")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")
_CHINESE = re.compile(
    r"[这們们吗嗎麼么與與為為從從這這沒该還还呢咱啥哪]|(?:的是|是的|不是|可以|我们|我們|因为|因為|一个|一個|显示了|了解到)"
)


def japanese(examined: Examined) -> Finding:
    """Fail a sample of which a question or an answer is not Japanese.

    Latin words and foreign letters that the sources hold may be repeated. Sentences need kana; what is a phrase only,
    a title or a value, may do without. Characters of simplified Chinese are no Japanese. Transcriptions are judged
    against the figure's text instead, which may be in any language.
    """
    if examined.kind is SampleKind.TRANSCRIPTION:
        return Finding(rule="japanese", passed=True, detail="judged by the rule on transcriptions")
    evidence = squeezed(examined.evidence)
    worst, share = "", 1.0
    for text in (text for turn in examined.turns for text in (turn.question, turn.answer)):
        share = min(share, _share(plain(text), evidence))
        worst = worst or next(_complaints(plain(text), evidence), "")
    if not worst and share >= _LEAST_SHARE:
        return Finding(rule="japanese", passed=True, score=round(share, 4), threshold=_LEAST_SHARE)
    return Finding(
        rule="japanese",
        passed=False,
        reason=Reason.NOT_JAPANESE,
        score=round(share, 4),
        threshold=_LEAST_SHARE,
        detail=worst or "mostly in other letters",
    )


def _share(text: str, evidence: str) -> float:
    """Return the share of kana and kanji among the letters of a text that are not copied from the sources."""
    own = _WORD.sub(lambda word: "" if _is_free(word.group(), evidence) else word.group(), _ADDRESS.sub("", text))
    written = len(KANA.findall(own)) + len(_KANJI.findall(own))
    latin = len(_LATIN.findall(own))
    foreign = len(_foreign(own, evidence))
    letters = written + latin + foreign
    return written / letters if letters else 1.0


def _is_free(word: str, evidence: str) -> bool:
    return word.lower() in word_list("latin") or squeezed(word) in evidence


def _complaints(text: str, evidence: str) -> Iterator[str]:
    foreign = _foreign(text, evidence)
    if len(foreign) > 1:
        yield f"letters of another script: {shown_of(''.join(foreign), 20)}"
    simplified = [character for character in text if character in _simplified() and character not in evidence]
    if simplified:
        yield f"characters of simplified Chinese: {shown_of(''.join(simplified), 20)}"
    yield from (complaint for sentence in sentences(text) if (complaint := _complaint(sentence, evidence)))


def _complaint(sentence: str, evidence: str) -> str:
    kanji, kana = len(_KANJI.findall(sentence)), len(KANA.findall(sentence))
    copied = squeezed(sentence).strip("。、,.") in evidence
    longest = _FEW_LETTERS if sentence.endswith("。") or _CHINESE.search(sentence) else _PHRASE
    if kanji >= longest and kana < _LEAST_KANA * kanji and not copied and not _is_list(sentence, longest):
        return f"a sentence without kana: {shown_of(sentence, 30)}"
    rare = [
        character for character in _KANJI.findall(sentence) if not _is_daily(character) and character not in evidence
    ]
    if kanji >= _TELLING and not kana and rare:
        return f"a phrase in characters that are not in use: {shown_of(''.join(rare), 20)}"
    own = [word for word in _WORD.findall(sentence) if len(word) > 1 and not _is_free(word, evidence)]
    if len(own) >= _FEW_LETTERS // 2 and sum(map(len, own)) > kanji + kana:
        return f"a sentence in Latin letters: {shown_of(sentence, 30)}"
    return ""


def _is_list(sentence: str, longest: int) -> bool:
    """Say whether a sentence only lists phrases: 「出荷額、従業者数、事業所数」."""
    parts = re.split(r"[、,・/\s:()「」]+", sentence.strip("。"))
    return (
        len(parts) > 1 and not _CHINESE.search(sentence) and all(len(_KANJI.findall(part)) < longest for part in parts)
    )


def _foreign(text: str, evidence: str) -> list[str]:
    return [character for character in text if _is_foreign(character) and character not in evidence]


@cache
def _is_foreign(character: str) -> bool:
    """Say whether a letter is of neither Japanese nor Latin nor Greek script; Greek letters are symbols here."""
    if character.isascii() or not unicodedata.category(character).startswith("L"):
        return False
    name = unicodedata.name(character, "")
    return not name.startswith(
        ("CJK", "HIRAGANA", "KATAKANA", "LATIN", "GREEK", "IDEOGRAPHIC", "MASU", "HALFWIDTH KATAKANA")
    )


@cache
def _is_daily(character: str) -> bool:
    """Say whether a kanji is of JIS level 1, or an iteration mark; 頰 and 剝 are the like of what it lacks."""
    try:
        code = int.from_bytes(character.encode("shift_jis"), "big")
    except UnicodeEncodeError:
        return False
    return code <= _LAST_OF_LEVEL_1


@cache
def _simplified() -> frozenset[str]:
    """Return the kanji that the Chinese standard of 1980 has and no Japanese one."""
    kanji = map(chr, range(0x4E00, 0xA000))
    return frozenset(
        one
        for one in kanji
        if _is_in(one, "gb2312") and not any(_is_in(one, name) for name in ("cp932", "euc_jis_2004"))
    )


def _is_in(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True

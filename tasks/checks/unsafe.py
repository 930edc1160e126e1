"""Whether a text is obscene, slurs or threatens."""

import importlib.util
import re
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

from tasks.checks.plain import plain
from tasks.checks.vocabulary import word_list
from tasks.checks.words import words
from tasks.records.chat import Finding
from tasks.records.enums import Reason

_SHORTEST = 3
_KANA_SHORTEST = 5
_LATIN = re.compile(r"[A-Za-z0-9<>π]")
_KATAKANA = re.compile(r"[ァ-ヴー]+")
_KANJI = re.compile(r"[一-鿿]")
_HIRAGANA = re.compile(r"[ぁ-んー]+")

_THREAT = re.compile(
    r"(?:ぶっ|ブッ)(?:殺|ころ)|殺してやる|殺すぞ|殺されたい(?:か|の)|死ね(?![ばるなたま])|氏ね|(?<!\d)4ね|タヒね|くたばれ|自殺しろ|首を?吊れ"
)


def unsafe(text: str) -> Finding:
    """Fail a text that is obscene, slurs or threatens.

    The word lists are hojichar's. They are made for web pages and turn away much of medicine, law and history, so a
    word counts only where it is no word of an ordinary dictionary, or is named here; of the lists on violence and
    discrimination, which are mostly such words, only slurs and threats count.
    """
    folded = plain(text)
    found = _THREAT.search(folded) or _first_listed(folded)
    if found is None:
        return Finding(rule="unsafe", passed=True)
    return Finding(rule="unsafe", passed=False, reason=Reason.UNSAFE, detail=f"{found.group()!r} is on the word lists")


def _first_listed(text: str) -> re.Match[str] | None:
    # One pattern of all words would try some seven hundred of them at every character.
    listed = _listed()
    starts = {first + second for first, second in pairwise(text)} & listed.keys()
    found = [match for start in sorted(starts) if (match := listed[start].search(text))]
    return min(found, key=lambda match: match.span(), default=None)


@cache
def _listed() -> dict[str, re.Pattern[str]]:
    obscene = {
        word for word in _words_of("adult_keywords_ja.txt") if word in word_list("obscene") or _is_explicit(word)
    }
    slurs = word_list("slurs").intersection(_words_of("discrimination_keywords_ja.txt"))
    by_start: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(obscene | slurs, key=lambda word: (-len(word), word)):
        by_start[word[:2]].append(_bounded(word))
    return {start: re.compile("|".join(words)) for start, words in by_start.items()}


def _words_of(name: str) -> list[str]:
    package = importlib.util.find_spec("hojichar")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("hojichar, whose word lists tell unsafe texts, is not installed; reinstall etoki")
    lines = (Path(package.origin).parent / "dict" / name).read_text(encoding="utf-8").splitlines()
    return sorted({plain(line.strip()) for line in lines} - {""})


def _is_explicit(word: str) -> bool:
    shortest = _KANA_SHORTEST if _HIRAGANA.fullmatch(word) else _SHORTEST
    if len(word) < shortest or _LATIN.search(word) or word in word_list("ordinary"):
        return False
    cut = words(word)
    return len(cut) > 1 or not cut[0].known


def _bounded(word: str) -> str:
    """Return a pattern for a word that is no part of a longer one: サック is no リュックサック."""
    before = "(?<![ァ-ヴー])" if _KATAKANA.match(word) else "(?<![ぁ-ん])" if _HIRAGANA.fullmatch(word) else ""
    after = "(?![ァ-ヴー])" if _KATAKANA.fullmatch(word[-1]) else ""
    if len(word) <= _SHORTEST and not before and _KANJI.match(word):
        before = "(?<![一-鿿])"
    if len(word) <= _SHORTEST and _HIRAGANA.fullmatch(word[-1]):
        after = "(?![ぁ-ん])"
    return f"{before}{re.escape(word)}{after}"

"""Whether the names in an answer are printed somewhere."""

import re
from collections.abc import Iterator
from itertools import islice

from tasks.checks.examined import Examined
from tasks.checks.plain import plain, shown_of, squeezed
from tasks.checks.vocabulary import aliases, word_list
from tasks.checks.words import Word, words
from tasks.records.chat import Finding
from tasks.records.enums import Reason, SampleKind

_DOMAIN = r"(?:co\.jp|or\.jp|go\.jp|ac\.jp|ne\.jp|com|net|org|jp|io)"
_ADDRESS = re.compile(
    rf"(?:https?://|www\.)[\w./%?&=#~:+-]{{2,200}}|(?<![\w@.])[a-z0-9-]{{2,40}}\.{_DOMAIN}(?![a-z0-9-])", re.ASCII
)
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ][A-Za-zÀ-ÖØ-öø-ɏ0-9]*(?:[&'._/+-][A-Za-zÀ-ÖØ-öø-ɏ0-9]+)*[+#]{0,2}")
_KATAKANA = re.compile(r"[ァ-ヴー]{3,}")
_FEWEST = 2
_SHORT = 3
_ENOUGH = 8


def names(examined: Examined) -> Finding:
    """Fail a sample that names a person, place, maker or address which no source names.

    Names are what the dictionary takes for proper nouns, Latin words, web addresses, and unknown katakana words that
    are called a firm, a place or a person. If the figure has no text at all, a name can come only from what the model
    believes to recognise, which cannot be told from an invention.
    """
    if examined.kind is SampleKind.TRANSCRIPTION:
        return Finding(rule="names", passed=True, detail="judged by the rule on transcriptions")
    wrong = sorted(set(islice(_unsupported(examined), _ENOUGH)))
    if not wrong:
        return Finding(rule="names", passed=True)
    detail = shown_of(f"in no source: {', '.join(wrong)}", 120)
    return Finding(rule="names", passed=False, reason=Reason.UNSUPPORTED_NAME, detail=detail)


def _unsupported(examined: Examined) -> Iterator[str]:
    may_ask_anything = examined.kind is SampleKind.UNANSWERABLE
    for turn in examined.turns:
        known = f"{examined.evidence}\n{plain(turn.question) if may_ask_anything else ''}"
        judged = plain(turn.answer) if may_ask_anything else f"{plain(turn.question)}\n{plain(turn.answer)}"
        yield from (name for name in names_in(judged) if not is_named(name, known))


def is_named(name: str, text: str) -> bool:
    """Say whether a plain text names something, under this name or another of the same country."""
    spelt = squeezed(name)
    return any(_occurs(other, text) for other in (spelt, *aliases().get(spelt, ())))


def _occurs(name: str, text: str) -> bool:
    if not name.isascii() or len(name) > _SHORT:
        return name in squeezed(text)
    return re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", text.lower()) is not None


def names_in(text: str) -> Iterator[str]:
    """Yield the names in a plain text."""
    yield from (found.group().rstrip("./") for found in _ADDRESS.finditer(text))
    rest = _ADDRESS.sub(" ", text)
    yield from (found.group() for found in _LATIN.finditer(rest) if _tells(found.group()))
    cut = words(rest)
    for before, word, after in zip([None, *cut], cut, [*cut[1:], None], strict=False):
        if _is_name(word, before, after):
            yield word.surface


def _tells(latin: str) -> bool:
    general = word_list("latin")
    return any(len(part) >= _FEWEST and part not in general for part in re.split(r"[/_·-]", latin.lower()))


def _is_name(word: Word, before: Word | None, after: Word | None) -> bool:
    if len(word.surface) < _FEWEST or word.surface.isascii() or word.surface in word_list("household"):
        return False
    if word.person:
        # Many family names and given names are everyday words too: alone they are no name.
        beside = [other for other in (before, after) if other is not None]
        called = word_list("titles") | word_list("places")
        return any(other.person for other in beside) or (after is not None and after.surface in called)
    if word.proper:
        return True
    # Katakana words that the dictionary lacks are mostly loan words; what is called a firm or a place is a name.
    unknown = word.noun and not word.known and _KATAKANA.fullmatch(word.surface) is not None
    return unknown and after is not None and after.surface in word_list("titles") | word_list("named_so")

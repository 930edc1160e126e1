"""Whether the sources that an answer cites exist and bear it out."""

from collections.abc import Iterator, Mapping

from tasks.checks.examined import Examined
from tasks.checks.names import is_named, names_in
from tasks.checks.numbers import printed_in
from tasks.checks.plain import plain, squeezed
from tasks.checks.quantities import quantities
from tasks.checks.vocabulary import word_list
from tasks.checks.words import words
from tasks.records.chat import Finding, Source, Turn
from tasks.records.enums import Reason, SampleKind

_LEAST_SUPPORT = 0.08
_FEWEST_WORDS = 3
_CONTENT = {"名詞", "動詞", "形容詞", "形状詞"}


def citations(examined: Examined) -> Finding:
    """Fail a sample that cites what does not exist, cites nothing, or cites what does not bear it out.

    Cited sources bear an answer out if they share some of its words or any of its numbers or names, and if no number
    of it stands in another source only: those that the text inside the figure holds can be seen and need no citation.
    What cannot be answered may cite nothing. A model that was shown no sources is asked for no citations.
    """
    if not examined.shown or not examined.sources:
        return Finding(rule="citations", passed=True, detail="no sources were shown")
    known = {source.number: source for source in examined.sources}
    wrong = next(_complaints(examined, known), None)
    if wrong:
        return Finding(rule="citations", passed=False, reason=Reason.WRONG_CITATION, detail=wrong)
    cited = len({number for turn in examined.turns for number in turn.citations})
    return Finding(rule="citations", passed=True, score=cited / len(known))


def _complaints(examined: Examined, known: Mapping[int, Source]) -> Iterator[str]:
    for turn in examined.turns:
        yield from (f"there is no source {number}" for number in turn.citations if number not in known)
    if examined.kind is SampleKind.UNANSWERABLE:
        return
    if examined.turns and not any(turn.citations for turn in examined.turns):
        yield "cites nothing"
    yield from (
        f"{_listed(turn)} do not bear out the answer"
        for turn in examined.turns
        if turn.citations and not _is_borne_out(turn, known)
    )
    yield from (wrong for turn in examined.turns if turn.citations for wrong in _elsewhere(turn, known))


def _listed(turn: Turn) -> str:
    return ", ".join(map(str, sorted(set(turn.citations))[:8]))


def _is_borne_out(turn: Turn, known: Mapping[int, Source]) -> bool:
    text = "\n".join(plain(known[number].text) for number in set(turn.citations) if number in known)
    evidence, answer = squeezed(text), plain(turn.answer)
    content = content_words(answer)
    if len(content) < _FEWEST_WORDS:
        return True
    if sum(word in evidence for word in content) >= _LEAST_SUPPORT * len(content):
        return True
    printed = printed_in(text)
    return any(printed.mentions(quantity) for quantity in quantities(answer)) or any(
        is_named(name, text) for name in names_in(answer)
    )


def content_words(text: str) -> set[str]:
    """Return the words of a text that say what it is about, in small letters."""
    empty = word_list("empty")
    return {
        word.surface.lower()
        for word in words(text)
        if word.speech[0] in _CONTENT
        and word.speech[1] != "数詞"
        and word.surface not in empty
        and len(word.surface) > 1
    }


def _elsewhere(turn: Turn, known: Mapping[int, Source]) -> Iterator[str]:
    seen = {number for number, source in known.items() if source.role == "inside"} | set(turn.citations)
    here = printed_in("\n".join(plain(known[number].text) for number in sorted(seen) if number in known))
    others = {number: printed_in(plain(source.text)) for number, source in known.items() if number not in seen}
    for quantity in quantities(plain(turn.answer)):
        if quantity.is_count or here.mentions(quantity):
            continue
        holder = next((number for number, printed in others.items() if printed.holds(quantity)), None)
        if holder is not None:
            yield f"{quantity.text} stands in source {holder} only"

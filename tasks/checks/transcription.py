"""Whether a transcription says what the figure says."""

import re
from collections import Counter
from itertools import pairwise

from tasks.checks.examined import Examined
from tasks.checks.plain import plain, squeezed
from tasks.records.chat import Finding
from tasks.records.enums import Reason, SampleKind

_LEAST_PRECISION = 0.75
_LEAST_RECALL = 0.6
_LEAST_IN_ORDER = 0.5
_FENCE = re.compile(r"```[a-z]{0,10}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LEAST_NUMBERS = 0.85
_CUT_OFF = "…"


def transcription(examined: Examined) -> Finding:
    """Fail a transcription that says what the text inside the figure does not, or leaves out much of it.

    Characters are counted on both sides after NFKC, without white space: at least three of four must be in the figure,
    three of five of the figure's must be said, half of the pairs of neighbours and most of the numbers must agree. The
    text inside may be machine-read, so no more is asked. Where no such text is known there is nothing to believe by.
    """
    if examined.kind is not SampleKind.TRANSCRIPTION:
        return Finding(rule="transcription", passed=True, detail="no transcription")
    printed = "\n".join(source.text for source in examined.sources if source.role == "inside")
    inside = plain(printed.removesuffix(_CUT_OFF))
    said = _FENCE.sub("", plain("\n".join(turn.answer for turn in examined.turns)))
    if not inside.strip() or not said.strip():
        return _failed(0.0, "the text inside the figure is not known" if said.strip() else "says nothing")
    if printed.endswith(_CUT_OFF):
        # What is beyond the cut cannot be compared; models read from the top as well.
        said = said[: len(inside)]
    return _compared(said, inside)


def _compared(said_text: str, inside_text: str) -> Finding:
    said, inside = squeezed(said_text), squeezed(inside_text)
    common = (Counter(said) & Counter(inside)).total()
    precision, recall = common / len(said), common / len(inside)
    score = 2 * precision * recall / (precision + recall) if common else 0.0
    for name, value, least in (
        ("precision", precision, _LEAST_PRECISION),
        ("recall", recall, _LEAST_RECALL),
        ("share of neighbours", _shared(_pairs(said), _pairs(inside)), _LEAST_IN_ORDER),
        ("share of numbers", _shared(_numbers(said_text), _numbers(inside_text)), _LEAST_NUMBERS),
    ):
        if value < least:
            return _failed(score, f"{name} {value:.2f}, wanted {least}")
    return Finding(rule="transcription", passed=True, score=round(score, 4))


def _failed(score: float, detail: str) -> Finding:
    return Finding(
        rule="transcription", passed=False, reason=Reason.WRONG_TRANSCRIPTION, score=round(score, 4), detail=detail
    )


def _shared(said: Counter[str], inside: Counter[str]) -> float:
    return (said & inside).total() / said.total() if said else 1.0


def _pairs(text: str) -> Counter[str]:
    return Counter(map("".join, pairwise(text)))


def _numbers(text: str) -> Counter[str]:
    return Counter(_NUMBER.findall(text))

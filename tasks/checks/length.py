"""Whether a sample is neither too short nor too long for its kind."""

from typing import NamedTuple

from tasks.checks.examined import Examined
from tasks.records.chat import Finding, Turn
from tasks.records.enums import Reason, SampleKind


class _Bounds(NamedTuple):
    """The fewest and the most characters of an answer, and the most turns; a kind that ``asks`` needs questions."""

    fewest: int
    most: int
    turns: int = 1
    asks: bool = True


_BOUNDS = {
    SampleKind.CONVERSATION: _Bounds(2, 1200, turns=10),
    SampleKind.DESCRIPTION: _Bounds(60, 3000, asks=False),
    SampleKind.REASONING: _Bounds(20, 3000, turns=6),
    SampleKind.NUMBERS: _Bounds(1, 1200, turns=10),
    SampleKind.PROCESS: _Bounds(15, 3000, turns=8),
    SampleKind.MAP: _Bounds(2, 1500, turns=10),
    SampleKind.TRANSCRIPTION: _Bounds(1, 8000, asks=False),
    SampleKind.CAPTION: _Bounds(4, 300, asks=False),
    SampleKind.PDF_TEXT: _Bounds(60, 4000, asks=False),
    SampleKind.UNANSWERABLE: _Bounds(10, 800, turns=4),
}
_QUESTION = _Bounds(4, 400)


def length(examined: Examined) -> Finding:
    """Fail a sample that has too few or too many turns, or a question or an answer of unfit length for its kind."""
    bounds = _BOUNDS[examined.kind]
    if not examined.turns:
        return Finding(rule="length", passed=False, reason=Reason.TOO_SHORT, score=0, threshold=1, detail="no turn")
    turns = len(examined.turns)
    if turns > bounds.turns:
        detail = f"{turns} turns"
        return Finding(
            rule="length", passed=False, reason=Reason.TOO_LONG, score=turns, threshold=bounds.turns, detail=detail
        )
    findings = [_unfit(turn, bounds) for turn in examined.turns]
    return next((finding for finding in findings if finding), Finding(rule="length", passed=True))


def _unfit(turn: Turn, bounds: _Bounds) -> Finding | None:
    asked = len(turn.question.strip())
    question = _outside("question", asked, _QUESTION) if bounds.asks or asked else None
    return question or _outside("answer", len(turn.answer.strip()), bounds)


def _outside(what: str, characters: int, bounds: _Bounds) -> Finding | None:
    if bounds.fewest <= characters <= bounds.most:
        return None
    short = characters < bounds.fewest
    return Finding(
        rule="length",
        passed=False,
        reason=Reason.TOO_SHORT if short else Reason.TOO_LONG,
        score=characters,
        threshold=bounds.fewest if short else bounds.most,
        detail=f"{what} of {characters} characters",
    )

"""Whether a figure was needed for an answer: one that can be given without it teaches to guess."""

from collections.abc import Sequence

from tasks.checks.plain import plain
from tasks.records.chat import Finding, Turn
from tasks.records.enums import Reason

RULE = "blind"
MOST_ALIKE = 0.5
"""Share of an answer's pairs of characters that an answer given blind may hit."""
_GRAM = 2


def blind_finding(turns: Sequence[Turn], blind: str, *, answerable: bool) -> Finding:
    """Return whether the answers differ from what was said without the figure; who could not answer said nothing."""
    if not answerable:
        return Finding(rule=RULE, passed=True, score=0.0, threshold=MOST_ALIKE, detail="could not be answered")
    hit = _alike("".join(turn.answer for turn in turns), blind)
    passed = hit < MOST_ALIKE
    reason = None if passed else Reason.ANSWERED_BLIND
    return Finding(
        rule=RULE, passed=passed, reason=reason, score=round(hit, 4), threshold=MOST_ALIKE, detail=blind[:200]
    )


def _alike(answer: str, blind: str) -> float:
    wanted, found = _grams(answer), _grams(blind)
    return len(wanted & found) / len(wanted) if wanted else 1.0


def _grams(text: str) -> set[str]:
    letters = "".join(filter(str.isalnum, plain(text)))
    return {letters[at : at + _GRAM] for at in range(len(letters) - _GRAM + 1)}

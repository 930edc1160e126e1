"""Every rule's verdict on a sample that a model wrote."""

from collections.abc import Callable

from tasks.checks.citations import citations
from tasks.checks.examined import Examined
from tasks.checks.japanese import japanese
from tasks.checks.leak import leak
from tasks.checks.length import length
from tasks.checks.names import names
from tasks.checks.numbers import numbers
from tasks.checks.obeyed import obeyed
from tasks.checks.personal import personal
from tasks.checks.plain import MOST
from tasks.checks.refusal import refusal
from tasks.checks.repetition import repetition
from tasks.checks.transcription import transcription
from tasks.checks.unsafe import unsafe
from tasks.records.chat import Finding, Turn

_MOST_TURNS = 30
_RULES: tuple[Callable[[Examined], Finding], ...] = (
    obeyed,
    leak,
    repetition,
    japanese,
    refusal,
    transcription,
    numbers,
    names,
    citations,
)


def examine(examined: Examined) -> list[Finding]:
    """Return every rule's verdict, passed or not, in a fixed order, the gravest first."""
    cut = examined.model_copy(update={"turns": _cut(examined.turns)})
    return [
        *screen(cut.said),
        *(rule(cut) for rule in _RULES[:4]),
        length(examined),
        *(rule(cut) for rule in _RULES[4:]),
    ]


def screen(text: str) -> list[Finding]:
    """Return the verdicts on personal data and on unsafe content in a text."""
    return [personal(text), unsafe(text)]


def _cut(turns: list[Turn]) -> list[Turn]:
    """Cut hostile answers to what is worth reading, all turns together."""
    left, kept = MOST, []
    for turn in turns[:_MOST_TURNS]:
        question, answer = turn.question[: min(left, 1000)], turn.answer[:left]
        left = max(0, left - len(question) - len(answer))
        kept.append(Turn(question=question, answer=answer, citations=turn.citations[:100]))
    return kept

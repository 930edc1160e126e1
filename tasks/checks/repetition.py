"""Whether a model fell into a loop."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from tasks.checks.examined import Examined
from tasks.checks.plain import plain, sentences, shown_of, squeezed
from tasks.records.chat import Finding
from tasks.records.enums import Reason, SampleKind

_LONGEST_PERIOD = 120
_REPEATS = 4
_FEWEST = 16
_RUN = 12
_SENTENCE = 8
_TIMES = 3
_GRAM = 10
_LONG = 200
_LEAST_NEW = 0.6
_LEADERS = frozenset(".…‥・-=_ー~*|+─０0 \t\n")
_TELLING = 12


def repetition(examined: Examined) -> Finding:
    """Fail a sample that repeats characters, phrases, lines or turns; what the figure itself repeats may be."""
    evidence = squeezed(examined.evidence)
    found = next(_loops(examined, evidence), None)
    if found is None:
        return Finding(rule="repetition", passed=True)
    return Finding(rule="repetition", passed=False, reason=Reason.REPETITIVE, detail=found)


def _loops(examined: Examined, evidence: str) -> Iterator[str]:
    yield from _turns(examined)
    for turn in examined.turns:
        text = plain(turn.answer)
        if (loop := loop_in(text)) and squeezed(loop) not in evidence:
            yield f"again and again: {shown_of(loop, 30)}"
        if examined.kind is SampleKind.TRANSCRIPTION:
            continue
        yield from (f"said {times} times: {shown_of(said, 30)}" for said, times in _resaid(text))
        if _new(text) < _LEAST_NEW:
            yield "says little that is new"


def _turns(examined: Examined) -> Iterator[str]:
    questions = Counter(squeezed(turn.question) for turn in examined.turns if turn.question.strip())
    answers = Counter(squeezed(turn.answer) for turn in examined.turns)
    repeated = [text for text, times in questions.items() if times > 1]
    repeated += [text for text, times in answers.items() if times > 1 and len(text) >= _TELLING]
    yield from (f"two turns say: {shown_of(text, 30)}" for text in repeated)
    for turn in examined.turns:
        answer = squeezed(turn.answer)
        if len(answer) >= _SENTENCE and answer.rstrip("。") == squeezed(turn.question).rstrip("?。"):
            yield f"the answer is the question: {shown_of(answer, 30)}"


def loop_in(text: str) -> str | None:
    """Return what stands at least four times in a row in a text, as often as it does, or None."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    for period in range(1, min(_LONGEST_PERIOD, len(codes) // (_REPEATS - 1)) + 1):
        start, run = _longest_run(codes[period:] == codes[:-period])
        looped = text[start : start + run + period]
        enough = max(_REPEATS * period - period // 2, _RUN if period == 1 else _FEWEST)
        if run + period >= enough and not set(looped) <= _LEADERS:
            return looped
    return None


def _longest_run(same: np.ndarray) -> tuple[int, int]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], same.view(np.int8), [0]))))
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return 0, 0
    longest = int(np.argmax(ends - starts))
    return int(starts[longest]), int(ends[longest] - starts[longest])


def _resaid(text: str) -> Iterator[tuple[str, int]]:
    said = Counter(squeezed(sentence) for sentence in sentences(text))
    yield from ((one, times) for one, times in said.items() if times >= _TIMES and len(one) >= _SENTENCE)
    twice = [one for one, times in said.items() if times > 1 and len(one) >= _SENTENCE]
    if len(twice) > 1 and len(twice) * _TIMES > len(said):
        yield twice[0], said[twice[0]]


def _new(text: str) -> float:
    """Return the share of different strings of ten characters among all; short texts cannot repeat much."""
    grams = len(text) - _GRAM + 1
    return len({text[place : place + _GRAM] for place in range(grams)}) / grams if len(text) >= _LONG else 1.0

"""How likely each match is when all figures of a page choose at once: a text is one figure's, or one set of panels'.

The weight of a choice for all figures is the product of the odds of its matches, and choices in which two figures take
one text without sharing it have none. Sums over all choices give each match its probability; they are exact, by a
forward and a backward pass over the figures (as in Rabiner 1989) whose states are the texts taken, as long as no more
than ``_STATES`` are open at once; past that the lightest are let go.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_STATES = 200
_LEAST = 0.005
"""An option with smaller odds is left out: it is never more likely than these."""

Shares = frozenset[str]
Taken = frozenset[tuple[str, Shares]]
NOBODY: Shares = frozenset()


class Option(NamedTuple):
    """A text that a figure may take, its odds against none, and the figures that would take it together."""

    text: str
    odds: float
    shares: Shares = NOBODY


def probabilities(options: Mapping[str, Sequence[Option]]) -> dict[str, list[float]]:
    """Return for each figure the probability of each of its options; what is left to 1 is none of them.

    Figures should come in page order: the passes are quick where those that want the same texts follow each other.
    """
    found: dict[str, list[float]] = {}
    for part in _parts(options):
        found |= _of_part({figure: options[figure] for figure in part})
    return found


def _parts(options: Mapping[str, Sequence[Option]]) -> list[list[str]]:
    """Split the figures where none wants a text that another one wants; each part keeps their order."""
    parts: list[tuple[list[str], set[str]]] = []
    for figure, its in options.items():
        wanted = {its[at].text for at in _likely(its)}
        touching = [part for part in parts if part[1] & wanted]
        figures = [name for part in touching for name in part[0]]
        texts = wanted.union(*(part[1] for part in touching))
        parts = [*(part for part in parts if part not in touching), ([*figures, figure], texts)]
    place = {figure: at for at, figure in enumerate(options)}
    return [sorted(figures, key=lambda figure: place[figure]) for figures, _ in parts]


def _of_part(options: Mapping[str, Sequence[Option]]) -> dict[str, list[float]]:
    figures = list(options)
    live = {figure: _likely(options[figure]) for figure in figures}
    last = _last_wanted(figures, live, options)
    forward: list[dict[Taken, float]] = [{frozenset(): 1.0}]
    for at, figure in enumerate(figures):
        forward.append(_stepped(forward[-1], live[figure], options[figure], last, at))
    backward = [dict.fromkeys(forward[-1], 1.0)]
    for at in range(len(figures) - 1, -1, -1):
        backward.append(_returned(forward[at], backward[-1], live[figures[at]], options[figures[at]], last, at))
    backward.reverse()
    return {
        figure: _marginals(forward[at], backward[at + 1], live[figure], options[figure], last, at)
        for at, figure in enumerate(figures)
    }


def _likely(options: Sequence[Option]) -> list[int]:
    return [at for at, option in enumerate(options) if option.odds >= _LEAST]


def _last_wanted(
    figures: Sequence[str], live: Mapping[str, Sequence[int]], options: Mapping[str, Sequence[Option]]
) -> dict[str, int]:
    """Return the place of the last figure that wants each text: after it the state may forget the text."""
    return {options[figure][each].text: at for at, figure in enumerate(figures) for each in live[figure]}


class _Step(NamedTuple):
    """A choice of one figure: which option (None: no text), its odds, and what is taken then."""

    option: int | None
    odds: float
    taken: Taken


def _steps(
    taken: Taken, live: Sequence[int], options: Sequence[Option], last: Mapping[str, int], at: int
) -> Iterator[_Step]:
    holders = dict(taken)
    yield _Step(None, 1.0, _kept(taken, last, at))
    for each in live:
        text, odds, shares = options[each]
        if text not in holders or (shares and holders[text] == shares):
            yield _Step(each, odds, _kept(taken | {(text, shares)}, last, at))


def _kept(taken: Taken, last: Mapping[str, int], at: int) -> Taken:
    return frozenset(held for held in taken if last[held[0]] > at)


def _stepped(
    states: Mapping[Taken, float], live: Sequence[int], options: Sequence[Option], last: Mapping[str, int], at: int
) -> dict[Taken, float]:
    after: defaultdict[Taken, float] = defaultdict(float)
    for taken, weight in states.items():
        for step in _steps(taken, live, options, last, at):
            after[step.taken] += weight * step.odds
    heaviest = sorted(after, key=lambda taken: -after[taken])[:_STATES]
    total = math.fsum(after[taken] for taken in heaviest)
    return {taken: after[taken] / total for taken in heaviest}


def _returned(
    states: Mapping[Taken, float],
    ahead: Mapping[Taken, float],
    live: Sequence[int],
    options: Sequence[Option],
    last: Mapping[str, int],
    at: int,
) -> dict[Taken, float]:
    found = {
        taken: math.fsum(step.odds * ahead.get(step.taken, 0.0) for step in _steps(taken, live, options, last, at))
        for taken in states
    }
    greatest = max(found.values())
    return {taken: weight / greatest for taken, weight in found.items()}


def _marginals(
    states: Mapping[Taken, float],
    ahead: Mapping[Taken, float],
    live: Sequence[int],
    options: Sequence[Option],
    last: Mapping[str, int],
    at: int,
) -> list[float]:
    sums, none = [0.0] * len(options), 0.0
    for taken, weight in states.items():
        for step in _steps(taken, live, options, last, at):
            mass = weight * step.odds * ahead.get(step.taken, 0.0)
            if step.option is None:
                none += mass
            else:
                sums[step.option] += mass
    total = none + math.fsum(sums)
    return [each / total for each in sums]

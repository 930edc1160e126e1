"""A document's own habit: how it sets its captions, learnt from the choices that a first look makes."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tasks.japanese.cues import CueStrength, Side
from tasks.pairing.scene import Scene, Text
from tasks.pairing.wording import TABLE_WORDS, Features

_DOUBT = 1.0
"""Others that are worth as much as nobody: one caption proves little, ten prove a habit."""
_SAME_TYPE = 0.12
_TABLE, _NUMBERED, _MARKED, _PLAIN, _RUNNING = "table", "numbered", "marked", "plain", "running"


class Manner(NamedTuple):
    """How a caption is set: what it calls itself by, where it stands, and its type size over the body's."""

    cue: str
    side: Side
    type_size: float


def manner(text: Text, features: Features, scene: Scene) -> Manner:
    """Return how the text would be set, as the caption of a figure with these features."""
    side = next(side for side in Side if side.value in features)
    return Manner(_RUNNING if features.get("running") else _cue(text), side, scene.type_size(text))


def _cue(text: Text) -> str:
    if text.cue is None or text.cue.strength is CueStrength.DEICTIC:
        return _PLAIN
    if text.label is None:
        return _MARKED
    return _TABLE if text.cue.word in TABLE_WORDS else _NUMBERED


class Chosen(NamedTuple):
    """A text that a first look gives a figure with some probability, in its manner."""

    figure_id: str
    manner: Manner
    p: float


class House:
    """What a first look says of the captions of all figures of a document; without one, nothing is known."""

    def __init__(self, figures: Iterable[str] = (), chosen: Sequence[Chosen] = ()) -> None:
        self._figures = set(figures)
        self._by_figure: defaultdict[str, float] = defaultdict(float)
        self._sums: defaultdict[Manner, float] = defaultdict(float)
        self._own: defaultdict[str, list[tuple[Manner, float]]] = defaultdict(list)
        for figure_id, its, p in chosen:
            self._by_figure[figure_id] += p
            self._sums[its] += p
            self._own[figure_id].append((its, p))

    def features(self, figure_id: str, its: Manner) -> Features:
        """Return how much of the others' captions is like this (``house_agrees``) and unlike (``house_differs``).

        ``house_bare`` is how many of them have none. A table's manner says nothing of a figure's, and the other way
        round. All in 0 to 1, and the less the fewer others there are.
        """
        others = len(self._figures - {figure_id})
        if not others:
            return {}
        own = dict.fromkeys(self._sums, 0.0)
        for spelled, p in self._own.get(figure_id, ()):
            own[spelled] += p
        like = math.fsum((total - own[other]) * _likeness(its, other) for other, total in self._sums.items())
        unlike = math.fsum((total - own[other]) * _unlikeness(its, other) for other, total in self._sums.items())
        bare = math.fsum(1 - self._by_figure[other] for other in self._figures if other != figure_id)
        every = others + _DOUBT
        return {"house_agrees": like / every, "house_differs": unlike / every, "house_bare": max(0.0, bare) / every}


def _likeness(one: Manner, other: Manner) -> float:
    # Running text stands about every figure: that it does so again is no habit.
    if one.cue != other.cue or one.side is not other.side or one.cue == _RUNNING:
        return 0.0
    return 1.0 if abs(one.type_size - other.type_size) <= _SAME_TYPE else 0.5


def _unlikeness(one: Manner, other: Manner) -> float:
    if {one.cue, other.cue} in ({_TABLE, _NUMBERED}, {_TABLE, _PLAIN}, {_TABLE, _MARKED}, {_TABLE, _RUNNING}):
        return 0.0
    return 1 - _likeness(one, other)

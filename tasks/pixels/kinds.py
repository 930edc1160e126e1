"""What a figure shows, told from its pixels."""

import json
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.pixels.measures import measure
from tasks.pixels.shapes import Measures, RgbArray
from tasks.records.enums import FigureKind
from tasks.records.record import Record

WEIGHTS = "kinds.json"
LEAST_P = 0.3
"""A figure whose likeliest kind is less probable is `other`: below, the likeliest kind is seldom right."""
P_DIGITS = 3


class Kinded(NamedTuple):
    """A kind, and how probable it is that it is the right one, 0 to 1."""

    kind: FigureKind
    p: float


class Weights(Record):
    """A multinomial logistic regression over the ranks of measures.

    ``knots``: for each measure, its values at evenly spaced ranks from −1 to 1. ``weights``: for each kind, one factor
    for each measure's rank, then one for each rank's square, in the order of ``knots``.
    """

    knots: dict[str, tuple[float, ...]]
    bias: dict[FigureKind, float]
    weights: dict[FigureKind, tuple[float, ...]]


def kind_of(image: RgbArray, never: Collection[FigureKind] = ()) -> Kinded:
    """Tell the kind of an (H, W, 3) RGB image, none of ``never``; `other` if it is like none, or like several."""
    chances = {kind: chance for kind, chance in chances_of(image).items() if kind not in never}
    kind = max(chances, key=lambda kind: chances[kind])
    if chances[kind] < LEAST_P:
        return Kinded(FigureKind.OTHER, chances[FigureKind.OTHER])
    return Kinded(kind, chances[kind])


def chances_of(image: RgbArray) -> dict[FigureKind, float]:
    """Return the probability of every kind, to three digits."""
    weights = load_weights()
    features = features_of(measure(image), weights.knots)
    scores = np.array([features @ np.array(weights.weights[kind]) + weights.bias[kind] for kind in FigureKind])
    shares = np.exp(scores - scores.max())
    # Rounded: the last bits of a sum are the machine's own.
    return {kind: round(float(share), P_DIGITS) for kind, share in zip(FigureKind, shares / shares.sum(), strict=True)}


def features_of(measures: Measures, knots: dict[str, tuple[float, ...]]) -> NDArray[np.float64]:
    """Return the rank of each measure among the pictures that were learnt from, −1 to 1, and the ranks' squares."""
    ranks = [np.interp(measures[name], values, np.linspace(-1, 1, len(values))) for name, values in knots.items()]
    return np.concatenate([ranks, np.square(ranks)])


@cache
def load_weights() -> Weights:
    """Return the weights that ship with the package."""
    return Weights.model_validate(json.loads((files("tasks.pixels") / WEIGHTS).read_text(encoding="utf-8")))

"""How sure a match is: a table of weights, fitted to pages whose captions are known, and a calibration.

The weights are those of a conditional logit (McFadden 1974): the odds of a text against "no caption" are the
exponential of its score, the weighted sum of its features. They stand in ``weights.json``, and beside them what is
added to them where an image–text model compares pictures and texts.
"""

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

_SUREST = 1e-4
SIMILARITY = "similarity"
"""The part of a file of weights that is added where an image–text model is asked."""


class Calibration(NamedTuple):
    """A line on the log-odds (Platt 1999): how often choices of a raw probability prove right."""

    slope: float = 1.0
    offset: float = 0.0

    def __call__(self, p: float) -> float:
        """Return the calibrated probability."""
        return logistic(self.slope * log_odds(p) + self.offset)


class Model(NamedTuple):
    """Weights by the name of the feature, the score of a text without any, and the calibration."""

    intercept: float
    weights: Mapping[str, float]
    calibration: Calibration = Calibration()

    def score(self, features: Mapping[str, float]) -> float:
        """Return the log-odds of a text against no text; a feature without a weight is an error."""
        return math.fsum([self.intercept, *(self.weights[name] * value for name, value in features.items())])


class Models(NamedTuple):
    """What tells captions, and what tells texts that explain a figure without one."""

    caption: Model
    explains: Model


@cache
def fitted(*, seen: bool = False) -> Models:
    """Return the models that ship with the package; those with similarity where an image–text model is asked."""
    return read_models(files("tasks.pairing").joinpath("weights.json").read_text(encoding="utf-8"), seen=seen)


def read_models(spelled: str, *, seen: bool = False) -> Models:
    """Return the models of a file of weights, without or with what similarity adds to them; LookupError without it."""
    found = json.loads(spelled)
    models = Models(*(_model(found[name]) for name in Models._fields))
    if not seen:
        return models
    if SIMILARITY not in found:
        raise LookupError(f"these weights have no part {SIMILARITY!r}: `tests/bench/fit_pairing.py --clip` fits it")
    return Models(*(_with_similarity(model, found[SIMILARITY][name]) for name, model in models._asdict().items()))


def _model(found: Mapping[str, Any]) -> Model:
    return Model(found["intercept"], found["weights"], Calibration(**found["calibration"]))


def _with_similarity(model: Model, more: Mapping[str, Any]) -> Model:
    """Return a model with further weights, calibrated anew if that was measured."""
    calibration = Calibration(**more["calibration"]) if "calibration" in more else model.calibration
    return Model(model.intercept + more["intercept"], {**model.weights, **more["weights"]}, calibration)


def logistic(score: float) -> float:
    """Return the probability of these log-odds."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))


def log_odds(p: float) -> float:
    """Return the log-odds of a probability, bounded."""
    sure = min(max(p, _SUREST), 1 - _SUREST)
    return math.log(sure / (1 - sure))

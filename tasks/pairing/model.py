"""How sure a match is: a table of weights, fitted to pages whose captions are known, and a calibration.

The weights are those of a conditional logit (McFadden 1974): the odds of a text against "no caption" are the
exponential of its score, the weighted sum of its features. They and the command that fits them stand in
``weights.json``.
"""

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

_SUREST = 1e-4


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
def fitted() -> Models:
    """Return the models that ship with the package."""
    return read_models(files("tasks.pairing").joinpath("weights.json").read_text(encoding="utf-8"))


def read_models(spelled: str) -> Models:
    """Return the models of a file of weights."""
    found = json.loads(spelled)
    return Models(*(_model(found[name]) for name in Models._fields))


def _model(found: Mapping[str, Any]) -> Model:
    return Model(found["intercept"], found["weights"], Calibration(**found["calibration"]))


def logistic(score: float) -> float:
    """Return the probability of these log-odds."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))


def log_odds(p: float) -> float:
    """Return the log-odds of a probability, bounded."""
    sure = min(max(p, _SUREST), 1 - _SUREST)
    return math.log(sure / (1 - sure))

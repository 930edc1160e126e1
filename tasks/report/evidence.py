"""Why a text was, or was not, taken for a figure's: the features and what each weighed."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tasks.pairing.model import fitted
from tasks.records.enums import Role


class Contribution(NamedTuple):
    """What one feature added to the log-odds; None if the model gives it no weight."""

    name: str
    value: float
    points: float | None
    share: float
    """The length of its bar: 1 for the one that weighed most."""


def contributions(features: Iterable[Mapping[str, Any]] | None, role: str = Role.CAPTION) -> list[Contribution]:
    """Return what decided, the heaviest first; ``features`` are entries with a ``key`` and a ``value``."""
    models = fitted(seen=True)  # the others lack similarity, and weigh the rest alike
    weights = models.explains.weights if role == Role.EXPLAINS else models.caption.weights
    found = [_weighed(str(entry["key"]), float(entry["value"]), weights) for entry in features or ()]
    found.sort(key=lambda one: (-_size(one), one.name))
    most = max(map(_size, found), default=0.0) or 1.0
    return [one._replace(share=round(_size(one) / most, 3)) for one in found]


def _weighed(name: str, value: float, weights: Mapping[str, float]) -> Contribution:
    weight = weights.get(name)
    return Contribution(name, value, None if weight is None else weight * value, 0.0)


def _size(one: Contribution) -> float:
    return abs(one.points or 0.0)

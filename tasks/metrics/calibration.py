"""Whether a probability means what it says, and how sure a measure is, from the documents that it was taken on."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BINS = 10
PRECISION = 0.98
DRAWS, SEED, LEVEL = 500, 20240401, 0.95


class Decision(NamedTuple):
    """What was decided of a figure's caption: how sure (0 to 1), and whether rightly."""

    confidence: float
    right: bool


class Interval(NamedTuple):
    """Where a measure lies, at 95 %."""

    low: float
    high: float


def calibration_error(decisions: Sequence[Decision]) -> float | None:
    """Return the expected calibration error over ten bins of equal mass; None without decisions.

    Naeini, Cooper and Hauskrecht (2015), with equal-mass bins. Equal confidences share their rate of being right, so
    that the order of the decisions does not matter.
    """
    if not decisions:
        return None
    sure, right = _columns(decisions)
    gaps = [
        abs(float(sure[part].mean() - right[part].mean())) * len(part)
        for part in np.array_split(np.arange(len(sure)), BINS)
        if len(part)
    ]
    return sum(gaps) / len(sure)


def _columns(decisions: Sequence[Decision]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return confidences in ascending order and, for each, how often decisions as sure as it are right."""
    sure = np.array([decision.confidence for decision in decisions], dtype=np.float64)
    right = np.array([decision.right for decision in decisions], dtype=np.float64)
    values, which, counts = np.unique(sure, return_inverse=True, return_counts=True)
    rates = np.bincount(which, weights=right) / counts
    return np.repeat(values, counts), np.repeat(rates, counts)


def coverage(decisions: Sequence[Decision], figures: int, precision: float = PRECISION) -> float | None:
    """Return the greatest share of ``figures`` that a threshold of confidence decides with at least ``precision``.

    0 where no threshold does; None without figures. Figures without a decision are never decided.
    """
    if not figures:
        return None
    sure, right = _columns(decisions)
    taken = np.arange(1, len(sure) + 1)
    descending = sure[::-1]
    # A threshold takes all decisions that are equally sure, or none of them.
    ends = np.append(descending[:-1] != descending[1:], True)[: len(sure)]
    good = ends & (np.cumsum(right[::-1]) >= precision * taken - 1e-9)
    return float(taken[good].max() / figures) if good.any() else 0.0


def interval(count: int, measure: Callable[[NDArray[np.intp]], float | None]) -> Interval | None:
    """Return the bootstrap interval (Efron 1979, percentiles) of a measure over ``count`` documents.

    ``measure`` is given the places of the documents drawn, 500 times, always the same draws. None for fewer than two
    documents, or where nothing is measured.
    """
    if count <= 1:
        return None
    draws = np.random.Generator(np.random.PCG64(SEED)).integers(0, count, size=(DRAWS, count))
    values = [value for drawn in draws if (value := measure(drawn)) is not None]
    if not values:
        return None
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high))

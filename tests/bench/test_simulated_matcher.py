"""The stand-in for an image–text model is as good as it is told to be."""

import numpy as np
import pytest

from simulated_matcher import Matcher, rank_one
from tasks.metrics.gold import GoldItem
from tasks.pairing.similarity import Asked, key_of
from tasks.records import identity
from tasks.records.enums import RegionKind
from tasks.records.figure import Figure
from tasks.records.record import Box
from tasks.records.region import Region

WORDS = [identity.of(at)[:12] for at in range(60)]
"""Captions that nobody takes for one another."""


def made(strength: float, kind: str = "photo") -> float:
    """Return the mean cosine of right pairs less that of others, in deviations of the others."""
    boxes = [Box(0, 40 * at, 30, 40 * at + 30) for at in range(len(WORDS))]
    items = [
        GoldItem(pdf="a", pdf_sha256="a", page=1, figure_bbox=box, kind=kind, caption=words)
        for box, words in zip(boxes, WORDS, strict=True)
    ]
    figures = [
        Figure(figure_id=str(at), doc_id="d", page=1, region_id="r", image_sha256=identity.of(at), **box._asdict())
        for at, box in enumerate(boxes)
    ]
    regions = [
        Region(region_id=str(at), doc_id="d", page=1, kind=RegionKind.TEXT, text=words, source="layer", **box._asdict())
        for at, (words, box) in enumerate(zip(WORDS, [Box(40, b.y0, 90, b.y1) for b in boxes], strict=True))
    ]
    asked = Asked(tuple(figure.image_sha256 or "" for figure in figures), {key_of(words): words for words in WORDS})
    found = Matcher(strength).vectors(items, figures, regions, asked)
    images, texts = (np.array([found[key] for key in keys]) for keys in (asked.images, asked.sentences))
    cosines = texts @ images.T
    cosines = cosines - cosines.mean(axis=1, keepdims=True)
    others = cosines[~np.eye(len(WORDS), dtype=bool)]
    return float((cosines.diagonal().mean() - others.mean()) / others.std())


def test_right_pairs_stand_as_far_above_others_as_asked() -> None:
    assert made(0) == pytest.approx(0, abs=0.5)
    assert 1.5 < made(4) < 4.5
    assert made(-4) < -1.5


def test_charts_are_hardly_told_apart() -> None:
    assert abs(made(4, "chart")) < 1 < made(4)


def test_four_deviations_find_pictures_as_often_as_published_models() -> None:
    assert rank_one(4.0, images=1200) == pytest.approx(0.7, abs=0.1)
    assert rank_one(0.0, images=200) < 0.05

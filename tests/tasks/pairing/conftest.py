from collections.abc import Callable
from typing import Any

import pytest

from tasks.pairing.features import Surroundings
from tasks.pairing.matching import look_around
from tasks.pairing.scene import Scene
from tasks.records import identity
from tasks.records.enums import RegionKind
from tasks.records.figure import Figure
from tasks.records.record import Box
from tasks.records.region import Region

DOC = "d" * 64


@pytest.fixture
def figure_at() -> Callable[..., Figure]:
    def build(*sides: float, page: int = 1, **more: Any) -> Figure:
        box = Box(*sides)
        spelled = identity.of("figure", page, identity.place(box))
        return Figure(figure_id=spelled, doc_id=DOC, page=page, region_id=spelled, **box._asdict(), **more)

    return build


@pytest.fixture
def text_at() -> Callable[..., Region]:
    def build(words: str, *sides: float, page: int = 1, **more: Any) -> Region:
        box = Box(*sides)
        given = {"kind": RegionKind.TEXT, "size": 10.0, "source": "layer", **more}
        spelled = identity.of("region", page, identity.place(box), words)
        return Region(region_id=spelled, doc_id=DOC, page=page, text=words, **box._asdict(), **given)

    return build


@pytest.fixture
def scene_of() -> Callable[..., Scene]:
    def build(figures: list[Figure], regions: list[Region]) -> Scene:
        return Scene(figures, regions, inside_share=0.7)

    return build


@pytest.fixture
def around_of() -> Callable[..., Surroundings]:
    def build(figures: list[Figure], regions: list[Region]) -> Surroundings:
        return look_around(figures, regions, inside_share=0.7)

    return build

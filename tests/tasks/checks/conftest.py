"""Samples about made-up figures."""

import tomllib
from pathlib import Path

import pytest

from tasks.checks import Examined
from tasks.records.chat import Source, Turn
from tasks.records.enums import Mode, SampleKind

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def figures():
    return tomllib.loads((HERE / "figures.toml").read_text(encoding="utf-8"))


@pytest.fixture
def examined(figures):
    """Build a sample: of the electric cars' figure, of another one by name, or of the sources given."""

    def build(
        answer, kind="conversation", *, question="この図は何を示していますか。", cites=(1,), sources="ev", **rest
    ):
        known = figures[sources]["texts"] if isinstance(sources, str) else sources
        turns = rest.pop("turns", [(question, answer, list(cites))])
        return Examined(
            kind=SampleKind(kind),
            mode=Mode.IMAGE_AND_EVIDENCE,
            turns=[Turn(question=asked, answer=said, citations=cited) for asked, said, cited in turns],
            sources=[Source(number=place, role=role, text=text) for place, (role, text) in enumerate(known, 1)],
            shown=rest.pop("shown", True),
            prompt=rest.pop("prompt", ""),
        )

    return build

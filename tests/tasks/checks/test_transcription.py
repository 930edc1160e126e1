import pytest

from tasks.checks.transcription import transcription
from tasks.records.enums import Reason

INSIDE = "地区\t人口\n北部\t124.5\n中部\t338.0\n南部\t87.3"


@pytest.fixture
def judge(examined):
    return lambda said, inside=INSIDE: transcription(examined(said, "transcription", sources=[("inside", inside)]))


@pytest.mark.parametrize(
    "said",
    [
        INSIDE,
        "```\n" + INSIDE + "\n```",
        "地区 人口\n北部 １２４．５\n中部 ３３８．０\n南部 ８７．３",
        "地区　人口 北部 124.5 中部 338.0 南部 〓87.3",
    ],
)
def test_the_same_text_in_another_shape_passes(judge, said):
    assert judge(said).passed


@pytest.mark.parametrize(
    "said",
    [
        "三つの地区の人口を示した表です。",
        "地区",
        "地区\t人口\n北部\t421.5\n中部\t833.0\n南部\t78.3",
        INSIDE + "\n西部\t901.2\n東部\t77.1\nこの表は地区別の人口を示しています。",
        "部部部北中南口人区地124533808735....",
        "",
    ],
)
def test_another_text_fails(judge, said):
    assert judge(said).reason is Reason.WRONG_TRANSCRIPTION


def test_without_known_text_nothing_can_be_believed(judge):
    assert not judge("出口", inside="").passed


def test_beyond_a_cut_nothing_is_compared(judge):
    whole = "\n".join(f"項目{place}の説明文" for place in range(60))
    assert judge(whole, inside=whole[:200] + "…").passed


def test_other_kinds_are_not_judged(examined):
    assert transcription(examined("何か")).passed

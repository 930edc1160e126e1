import pytest

from tasks.checks.repetition import loop_in, repetition
from tasks.records.enums import Reason


@pytest.mark.parametrize(
    "answer",
    [
        "ああああああああああああああああ",
        "増えています。増えています。増えています。増えています。",
        "製造本部、営業本部、製造本部、営業本部、製造本部、営業本部、製造本部、営業本部",
        "まず図を見ます。\n次に数えます。\nまず図を見ます。\n次に数えます。\nまず図を見ます。\n次に数えます。",
        "中国が多いことが分かります。欧州が続きます。中国が多いことが分かります。米国もあります。中国が多いことが分かります。",
        "hahahahahahahahahahaha",
    ],
)
def test_a_loop_is_found(examined, answer):
    finding = repetition(examined(answer))
    assert (finding.passed, finding.reason) == (False, Reason.REPETITIVE)


@pytest.mark.parametrize(
    "answer",
    [
        "北部が124.5千人、中部が338.0千人、南部が87.3千人、西部が45.1千人です。",
        "はい。\nいいえ。\nはい。",
        "目次……………………………………3",
        "10,000,000,000円です。",
        "まず左へ進み、次に右へ進み、最後に上へ進みます。",
    ],
)
def test_lists_and_leaders_are_no_loops(examined, answer):
    assert repetition(examined(answer)).passed


def test_what_the_figure_repeats_may_be_repeated(examined):
    ones = "はい いいえ " * 8
    assert repetition(examined(ones, "transcription", sources=[("inside", ones)])).passed
    assert not repetition(examined(ones, "transcription")).passed


def test_turns_that_say_the_same_fail(examined):
    asked = [
        ("何ですか。", "電気自動車の販売台数の推移です。", [1]),
        ("つまり何ですか。", "電気自動車の販売台数の推移です。", [1]),
    ]
    assert not repetition(examined("", turns=asked)).passed
    assert not repetition(examined("この図は何を示していますか")).passed


def test_short_answers_may_recur(examined):
    asked = [("最も多いのはどこですか。", "中国です。", [1]), ("最も伸びたのはどこですか。", "中国です。", [1])]
    assert repetition(examined("", turns=asked)).passed


def test_the_loop_itself_is_told():
    assert loop_in("前置き" + "ABCD" * 5 + "後") == "ABCD" * 5
    assert loop_in("前置きABCDABCD後") is None

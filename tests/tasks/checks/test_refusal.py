import pytest

from tasks.checks.refusal import refusal
from tasks.records.enums import Reason


@pytest.mark.parametrize(
    "answer",
    [
        "この図には示されていません。",
        "図からは分かりません。",
        "名称は読み取ることができません。",
        "価格についての記載がないため、お答えできません。",
        "内訳は不明です。",
        "その情報は含まれていないので、判断できません。",
        "回答いたしかねます。図に情報がありません。",
    ],
)
def test_saying_what_is_missing_is_a_refusal(examined, answer):
    assert refusal(examined(answer, "unanswerable")).passed


@pytest.mark.parametrize(
    "answer", ["無料です。", "2030年には大きく伸びます。", "答えは中国です。", "はい、そのとおりです。"]
)
def test_an_answer_to_what_cannot_be_answered_fails(examined, answer):
    assert refusal(examined(answer, "unanswerable")).reason is Reason.NOT_REFUSED


@pytest.mark.parametrize(
    "answer",
    [
        "申し訳ありませんが、画像を見ることができません。",
        "その質問にはお答えできません。",
        "画像が添付されていません。",
        "I'm sorry, but I can't help.",
    ],
)
def test_refusing_what_can_be_answered_fails(examined, answer):
    assert refusal(examined(answer)).reason is Reason.REFUSED


@pytest.mark.parametrize(
    "answer",
    [
        "中国です。内訳までは読み取れません。",
        "図では、処理できない下水の流れは描かれていません。",
        "対応する凡例は示されていません。",
    ],
)
def test_a_detail_may_be_missing(examined, answer):
    assert refusal(examined(answer)).passed

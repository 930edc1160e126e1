import pytest

from tasks.checks.numbers import numbers
from tasks.records.enums import Reason

TABLE = [("caption", "表1 人口（単位：千人）"), ("inside", "年 人口\n平成27 124.5\n28 130.2\n29 128.4")]


@pytest.fixture
def judge(examined):
    return lambda *given, **options: numbers(examined(*given, **options))


@pytest.mark.parametrize(
    "answer",
    [
        "２０２２年には１０２０万台です。",
        "2022年には10,200,000台です。",
        "約1,000万台です。",
        "1,000万台を超えています。",
        "6割弱を占めるのは中国です。",
        "この7年間で大きく増えました。",
        "2010年代の後半から増えています。",
        "21世紀に入ってからの変化です。",
        "'15年に比べて増えています。",
        "凡例は4つ、棒は8本あります。",
        "平成27年から令和4年までの推移です。",
    ],
)
def test_a_number_of_the_sources_may_be_said_in_another_way(judge, answer):
    assert judge(answer).passed


@pytest.mark.parametrize(
    "answer",
    [
        "2022年には1,021万台です。",
        "2022年には1,020億台です。",
        "約1,500万台です。",
        "約2,000人です。",
        "1,100万台を超えています。",
        "2023年の値です。",
        "平成20年からの推移です。",
        "三百二十万台です。",
        "全体の57%を占めています。",
        "18世紀から続いています。",
        "1990年代の値です。",
        "十二本の棒があります。",
    ],
)
def test_a_number_that_no_source_holds_is_invented(judge, answer):
    finding = judge(answer)
    assert (finding.passed, finding.reason) == (False, Reason.UNSUPPORTED_NUMBER)


@pytest.mark.parametrize(
    "answer", ["124.5千人です。", "12万4,500人です。", "124,500人です。", "平成28年は130.2千人です。"]
)
def test_a_unit_in_a_heading_scales_the_numbers_of_a_table(judge, answer):
    assert judge(answer, sources=TABLE).passed


def test_the_year_of_another_era_is_another_year(judge):
    assert not judge("昭和10年に建てられました。", sources="cabin").passed


SUMS = [
    "965万台です。1020−55＝965です。",
    "約6倍です。590÷99で求めます。",
    "359万台です。260と99を足します。",
    "57.8％です。590÷1020×100＝57.84…です。",
    "949万台です。590＋260＋99です。",
]


@pytest.mark.parametrize("answer", SUMS)
def test_reasoning_may_reckon_with_what_is_there(judge, answer):
    assert judge(answer, "reasoning").passed
    assert judge(answer, "numbers").passed


@pytest.mark.parametrize("answer", SUMS)
def test_other_kinds_state_only_what_is_printed(judge, answer):
    assert not judge(answer, "conversation").passed


def test_a_wrong_sum_is_an_invented_number(judge):
    assert not judge("975万台です。1020−55で求めます。", "numbers").passed


def test_a_question_may_not_smuggle_a_number_in(judge):
    assert not judge("増えています。", question="2022年に1,500万台になったのはなぜですか。").passed


def test_a_supposition_may_bring_a_number(judge):
    assert judge("714万台になります。", "reasoning", question="もし1,020万台が30％減ると何万台ですか。").passed


def test_what_cannot_be_answered_may_ask_for_a_number_but_not_give_one(judge):
    asked = {"question": "2030年の台数は。"}
    assert judge("2030年の値は示されていません。", "unanswerable", **asked).passed
    assert not judge("2030年は4,000万台でしょう。", "unanswerable", **asked).passed


def test_without_any_text_only_counts_pass(judge):
    assert judge("人が3人写っています。", sources=[]).passed
    assert not judge("高さは32mあります。", sources=[]).passed


def test_shares_of_one_may_be_said_in_percent(judge):
    assert judge("25％です。", sources=[("inside", "比率 0.25")]).passed


def test_a_hundred_percent_of_a_whole_needs_no_source(judge):
    assert judge("合計すると100％になります。").passed
    assert not judge("達成率は100％です。").passed

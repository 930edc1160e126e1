from decimal import Decimal

import pytest

from tasks.checks.plain import plain
from tasks.checks.quantities import quantities


def values(text):
    return [quantity.value for quantity in quantities(plain(text))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,395万人", 13_950_000),
        ("１億２，３４５万円", 123_450_000),
        ("2千万", 20_000_000),
        ("5百万円", 5_000_000),
        ("12万5千", 125_000),
        ("3.5%", "3.5"),
        ("三割", 30),
        ("二十五人", 25),
        ("千二百", 1200),
        ("二〇一九年", 2019),
        ("三百五十", 350),
        ("平成30年度", 2018),
        ("令和元年", 2019),
        ("H30", 2018),
        ("昭和五十五年", 1980),
    ],
)
def test_a_number_is_read_in_any_notation(text, value):
    assert values(text) == [Decimal(value)]


@pytest.mark.parametrize(
    "text",
    ["CO2とPM2.5", "一般に十分な", "第二次", "数百人", "百貨店", "千葉県", "万一の場合", "三つの", "二種類", "十数年"],
)
def test_what_is_part_of_a_word_is_no_number(text):
    assert values(text) == []


@pytest.mark.parametrize("text", ["3つ", "5本", "2種類", "10個", "4段階", "1つ目", "3分の2", "2分割", "第3四半期"])
def test_small_counts_are_counts(text):
    assert all(quantity.is_count for quantity in quantities(text))


@pytest.mark.parametrize("text", ["5%", "3年", "2倍", "4月", "8kg", "6℃", "10円", "11個", "0.5", "3時間", "7ha"])
def test_measures_are_no_counts(text):
    assert not any(quantity.is_count for quantity in quantities(text))


@pytest.mark.parametrize(
    ("text", "rounded"),
    [
        ("約30人", "near"),
        ("30人", ""),
        ("30%程度", "near"),
        ("30%以上", "down"),
        ("3割弱", "up"),
        ("40%を超える", "down"),
    ],
)
def test_the_words_around_a_number_say_whether_it_is_rounded(text, rounded):
    assert [quantity.rounded for quantity in quantities(text)] == [rounded]


def test_a_date_with_dots_is_three_numbers():
    assert values("2019.4.1") == [2019, 4, 1]


def test_commas_between_groups_of_three_are_dropped_and_others_part():
    assert values("1,234,567") == [1_234_567]
    assert values("12,34") == [12, 34]


def test_a_number_of_endless_digits_is_still_a_number():
    assert len(values("9" * 500)) == 1

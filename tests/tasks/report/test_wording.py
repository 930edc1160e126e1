import json
from decimal import Decimal

import pytest

from tasks.report.wording import Turn, cells, compared, named, one_line, place, shortened, turns, usd


def test_a_table_is_rows_of_cells() -> None:
    assert cells("年\t人口\n1995\t12", "table") == [["年", "人口"], ["1995", "12"]]


def test_short_rows_are_filled_up() -> None:
    assert cells("一\t二\t三\n四", None) == [["一", "二", "三"], ["四", "", ""]]


@pytest.mark.parametrize(("text", "kind"), [(None, "table"), ("", "table"), ("一行\n二行", "chart"), ("一行", None)])
def test_what_is_no_table_has_no_rows(text, kind) -> None:
    assert cells(text, kind) == []


def test_reads_a_conversation() -> None:
    messages = json.dumps([{"role": "user", "content": "<image>\n何か。"}, {"role": "assistant", "content": "図"}])
    assert turns(messages) == [Turn("user", "<image>\n何か。"), Turn("assistant", "図")]


def test_a_message_in_parts_is_shown_as_it_stands() -> None:
    parts = [{"type": "text", "text": "図"}]
    assert turns(json.dumps([{"role": "user", "content": parts}])) == [
        Turn("user", json.dumps(parts, ensure_ascii=False))
    ]


@pytest.mark.parametrize("messages", ["not json", '{"role": "user"}', '"a"'])
def test_what_is_no_conversation_is_shown_as_it_stands(messages) -> None:
    assert turns(messages) == [Turn("", messages)]


def test_a_turn_that_is_no_message_is_shown_as_it_stands() -> None:
    assert turns("[1]") == [Turn("", "1")]


@pytest.mark.parametrize(
    ("score", "threshold", "words"),
    [
        (0.0014, 0.5, "0.0014 < 0.5"),
        (0.4996, 0.5, "0.4996 < 0.5"),
        (24.46, 20.0, "24.5 > 20"),
        (0.5, 0.5, "0.5 = 0.5"),
        (3.6, None, "3.6"),
        (None, 0.5, ""),
    ],
)
def test_a_score_is_compared_with_its_threshold(score, threshold, words) -> None:
    assert compared(score, threshold) == words


def test_a_box_is_told_by_its_corners() -> None:
    assert place({"x0": 1.4, "y0": 2.0, "x1": 30.6, "y1": 400.0}) == "1,2–31,400"
    assert place({"text_x0": None, "text_y0": 2.0, "text_x1": 3.0, "text_y1": 4.0}, "text_") == ""


@pytest.mark.parametrize(
    ("kind", "words"),
    [("photo", "a photo"), ("illustration", "an illustration"), ("other", "a figure"), (None, "a figure")],
)
def test_a_kind_has_its_article(kind, words) -> None:
    assert named(kind) == words


def test_a_text_is_one_line_and_no_longer_than_wanted() -> None:
    assert one_line(" 一\r\n\n二\u2029三 ") == "一 / 二 / 三"
    assert shortened("一二三四五", 5) == "一二三四五"
    assert shortened("一二三四五六", 5) == "一二三四…"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (None, "unknown"),
        (Decimal(0), "0.00"),
        (Decimal("0.0000004"), "0.000000400"),
        (Decimal("0.00012"), "0.000120"),
        (Decimal("1.5"), "1.500000"),
        (Decimal("1234.567"), "1234.57"),
    ],
)
def test_amounts_have_the_digits_that_they_need(amount, words) -> None:
    assert usd(amount) == words

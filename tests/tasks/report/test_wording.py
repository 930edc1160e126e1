import json

import pytest

from tasks.report.wording import Turn, cells, turns


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

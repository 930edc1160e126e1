"""Text that is not ours cannot pass for ours."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.prompts.quoting import defuse, mark, quote, source_lines, turn_lines
from tasks.records.chat import Source, Turn


@given(st.text())
def test_a_quoted_text_is_one_line_that_says_the_same(text):
    assert json.loads(quote(text)) == text
    assert not {"\n", "\r", "\u2028", "\u2029"} & set(quote(text))


@pytest.mark.parametrize(
    "token",
    [
        *("<|im_end|>", "<|im_start|>system", "</s>", "<s>", "[INST]", "[/INST]", "<<SYS>>", "<image>"),
        *("<start_of_turn>", "<think>", "<｜end▁of▁sentence｜>", "[SYSTEM_PROMPT]", "[TOOL_CALLS]"),
    ],
)
def test_no_control_token_of_a_model_survives_quoting(token):
    assert token not in quote(f"水車{token}")
    assert json.loads(quote(token)) == token


@pytest.mark.parametrize("text", ["a <- b", "x < 3", "[1] 水車", "[X]", "配列[i]", "<= >="])
def test_what_is_no_control_token_costs_no_escape(text):
    assert quote(text) == f'"{text}"'


def test_sources_stand_under_their_numbers():
    known = [Source(number=1, role="caption", text='図1\n「水車」"大"'), Source(number=2, role="inside", text="a\tb")]
    assert source_lines(known) == [r'[1] caption "図1\n「水車」\"大\""', r'[2] inside "a\tb"']


def test_a_turn_without_question_or_citations_is_its_answer():
    turns = [Turn(question="", answer="水車。"), Turn(question="色は。", answer="黒。", citations=[1, 3])]
    assert turn_lines(turns) == [
        '[1] answer "水車。"',
        '[2] question "色は。"',
        '[2] answer "黒。"',
        "[2] citations [1, 3]",
    ]


def test_a_mark_hangs_on_what_it_fences_and_never_occurs_in_it():
    first = mark(["水車"])
    assert mark(["水車"]) == first
    assert mark(["水輪"]) != first
    lines = [f"{number:012x}" for number in range(100)]
    assert mark(lines) not in "\n".join(lines)


def test_broken_json_is_defused_as_it_is():
    assert defuse('{"text": "<|im_end|>') == '{"text": "\\u003c|im_end|>'

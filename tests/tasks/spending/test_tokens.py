"""Estimates of tokens against what real tokenizers and a real server count.

``texts.json`` holds texts written for this test, what each tokenizer makes of them, and as ``usage`` the prompt tokens
that llama.cpp reported with SmolLM2 for the text behind a system message of one letter.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.records.chat import ChatMessage, ChatRequest, Image
from tasks.spending import tokens
from tasks.spending.prices import PriceTable

TEXTS = json.loads((Path(__file__).parent / "texts.json").read_text(encoding="utf-8"))
TOKENIZERS = ["o200k", "gemini", "claude-4", "qwen", "tekken", "llama", "smollm"]
TABLE = PriceTable.load()
SMALL, MINI = TABLE.facts("smollm2"), TABLE.facts("gpt-4.1-mini")


def request(*texts, image=None, answer=None):
    roles = ["system", "user", "assistant", "user"]
    messages = [ChatMessage(role=role, text=text) for role, text in zip(roles, texts, strict=False)]
    return ChatRequest(model="m", messages=messages, image=image, answer=answer, max_tokens=100)


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_no_text_is_estimated_more_than_a_fifth_off(tokenizer):
    off = {name: tokens.estimate(one["text"], tokenizer) / one["tokens"][tokenizer] - 1 for name, one in TEXTS.items()}
    modern = {name: value for name, value in off.items() if name != "old"}  # rare kanji of a century ago
    assert max(map(abs, modern.values())) <= 0.2, off
    assert sum(map(abs, off.values())) / len(off) <= 0.08, off


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_many_texts_together_are_estimated_within_five_percent(tokenizer):
    said = sum(tokens.estimate(one["text"], tokenizer) for one in TEXTS.values())
    assert said / sum(one["tokens"][tokenizer] for one in TEXTS.values()) == pytest.approx(1, abs=0.05)


def test_whole_requests_come_to_what_a_real_server_reports():
    for name, one in TEXTS.items():
        expected = tokens.estimate_of(request("a", one["text"]), SMALL)
        assert expected == pytest.approx(one["usage"], rel=0.12), name


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_no_tokenizer_makes_more_tokens_than_there_are_bytes(tokenizer):
    for one in TEXTS.values():
        assert one["tokens"][tokenizer] <= tokens.most(one["text"])


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_an_estimate_never_exceeds_what_is_reserved(text):
    for tokenizer in [*TOKENIZERS, "claude-5"]:
        assert 0 <= tokens.estimate(text, tokenizer) <= 2 + 1.5 * tokens.most(text)
    facts = SMALL.model_copy(update={"tokenizer": "o200k"})
    assert tokens.estimate_of(request("a", text), facts) <= tokens.most_of(request("a", text), facts)


def test_folding_may_lengthen_a_text():
    assert tokens.most("㍍") == len("メートル".encode())
    assert tokens.most("ｶﾞ") == len("ｶﾞ".encode())


def test_a_lone_surrogate_is_counted_and_not_an_error():
    assert tokens.most("\ud800") > 0
    assert tokens.estimate("図\ud800", "o200k") > 0


def test_an_empty_text_is_nothing():
    assert tokens.estimate("", "o200k") == tokens.most("") == 0


def test_an_unknown_tokenizer_is_estimated_too():
    text = TEXTS["white paper"]["text"]
    assert tokens.estimate(text, "nobody's") == tokens.estimate(text, "unknown") > 0


def test_every_tokenizer_of_the_price_table_is_known():
    named = {entry.tokenizer for entry in [*TABLE.families.values(), *TABLE.models.values()] if entry.tokenizer}
    assert named <= tokens._tokenizers().keys()


def test_a_picture_and_a_schema_are_part_of_a_request():
    picture, schema = Image(sha256="0", width=1024, height=1024), TEXTS["schema"]["text"]
    bare = request("説明せよ。", "図です。")
    shown = request("説明せよ。", "図です。", image=picture, answer=schema)
    added = tokens.estimate_of(shown, MINI) - tokens.estimate_of(bare, MINI)
    assert added == 1659 + tokens.estimate(schema, "o200k")
    assert tokens.most_of(shown, MINI) - tokens.most_of(bare, MINI) == 1659 + len(schema)


def test_a_schema_that_only_steers_the_decoding_costs_nothing_but_is_reserved():
    bare, steered = request("a", "b"), request("a", "b", answer=TEXTS["schema"]["text"])
    assert tokens.estimate_of(steered, SMALL) == tokens.estimate_of(bare, SMALL)
    assert tokens.most_of(steered, SMALL) > tokens.most_of(bare, SMALL)


def test_each_message_costs_its_marks():
    facts = TABLE.facts("gpt-4o")
    assert tokens.estimate_of(request("", "", "", ""), facts) - tokens.estimate_of(request("", ""), facts) == 8


def test_estimates_are_corrected_by_what_was_measured():
    ratio = tokens.learned_ratio([(100, 130), (200, 250), (300, 400), (100, 120), (300, 300)])
    assert ratio == pytest.approx(1.2)
    assert tokens.corrected(1000, ratio) == 1200


def test_too_few_calls_teach_nothing():
    assert tokens.learned_ratio([(100, 900)] * 4) == 1
    assert tokens.learned_ratio([(100, 900)] * 4 + [(0, 900), (100, 0)]) == 1


def test_characters_are_counted_by_class_and_run():
    counted = tokens.counted("図3-12は晴れ。A\n①")
    assert counted["kanji"] == counted["kanji_runs"] == 2
    assert (counted["digit"], counted["digit_runs"]) == (3, 2)
    assert (counted["hiragana"], counted["wide"], counted["latin"], counted["newline"]) == (2, 1, 1, 1)
    assert counted["other"] == len("①".encode())


def test_rare_kanji_are_told_apart():
    assert tokens.counted("学校")["rare"] == 0
    assert tokens.counted("繙檜")["rare"] == 2

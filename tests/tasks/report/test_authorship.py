"""How samples were written, in words."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tasks.records.enums import Mode
from tasks.report.authorship import LONGEST_ANSWER, Account, accounts

SAMPLE, OTHER = "5" * 64, "0" * 64
CALL = {
    "purpose": "compose",
    "attempt": 1,
    "outcome": "stored",
    "model": "gpt-4o-mini",
    "tokens_in": 1000,
    "tokens_out": 200,
    "estimate_usd": Decimal("0.000400"),
    "cost_usd": Decimal("0.000300"),
    "seconds": 1.52,
    "finish_reason": "stop",
    "error": None,
    "batch_id": None,
}


def messages(*said: str) -> str:
    roles = ["user", "assistant"] * len(said)
    return json.dumps([{"role": role, "content": text} for role, text in zip(roles, said, strict=False)])


def row(**changed: Any) -> dict[str, Any]:
    """Return a row of `why`: a part of a sample that a model wrote and that is kept."""
    facts = {
        "sample_id": SAMPLE,
        "sample_kind": "numbers",
        "mode": "image_and_evidence",
        "messages": messages("<image>\n何年ですか。", "2019年です。"),
        "generator": "openai:gpt-4o-mini",
        "model": "gpt-4o-mini",
        "prompt_hash": "b" * 64,
        "sample_flow_run_id": "run-1",
        "sample_outcome": "kept",
        "sample_rule": None,
        "sample_reason": None,
        "sample_score": None,
        "sample_threshold": None,
        "pair_id": "a" * 64,
        "role": "caption",
        "text": "図1: 2019年の人口",
        "text_inside": None,
        "estimate_usd": Decimal("0.0004"),
        "cost_usd": Decimal("0.0003"),
        "checks": None,
        "calls": None,
        "revisions": None,
    }
    return facts | changed


def one(*rows: dict[str, Any], live: tuple[str, ...] = (SAMPLE,)) -> Account:
    (account,) = accounts(rows or [row()], live)
    return account


def told(account: Account, name: str) -> list[str]:
    return next((section.lines for section in account.sections if section.name == name), [])


def test_tells_kind_mode_and_standing() -> None:
    assert one().about == "numbers in mode image_and_evidence, in the dataset"
    assert one(row(), live=()).about.endswith("no longer in the dataset")
    away = {"sample_outcome": "rejected", "sample_reason": "unsupported-number", "sample_rule": "numbers"}
    assert one(row(**away)).about.endswith("turned away as unsupported-number by rule numbers")


def test_tells_questions_and_answers_without_the_mark_of_the_image() -> None:
    assert told(one(), "says") == ["Q 何年ですか。", "A 2019年です。"]
    (long,) = told(one(row(messages=messages("あ" * 5000))), "says")
    assert len(long) == LONGEST_ANSWER + len("Q ")


def test_tells_each_text_that_was_used_and_the_text_in_the_figure_once() -> None:
    parts = [
        row(text_inside="年\t人口"),
        row(pair_id="c" * 64, role="explains", text="人口は増えた。", text_inside="年\t人口"),
        row(pair_id="d" * 64, role="mention", text=None, text_inside="年\t人口"),
    ]
    assert told(one(*parts), "evidence") == [
        f"caption 「図1: 2019年の人口」 (pair {'a' * 12})",
        f"explains 「人口は増えた。」 (pair {'c' * 12})",
        f"mention that is no longer there (pair {'d' * 12})",
        "inside 「年\t人口」",
    ]


@pytest.mark.parametrize(
    ("mode", "model", "alone"),
    [
        (Mode.IMAGE_ONLY, "m", True),
        (Mode.PDF_STYLE_TEXT, "m", True),
        (Mode.IMAGE_AND_EVIDENCE, "m", False),
        (Mode.RAW_PAIR, None, False),
    ],
)
def test_says_so_where_the_model_was_shown_no_text(mode, model, alone) -> None:
    first = told(one(row(mode=mode, model=model)), "evidence")[0]
    assert first.startswith("the model was shown the picture alone") is alone


def test_tells_who_wrote_on_which_prompt() -> None:
    assert told(one(), "written") == [
        "by openai:gpt-4o-mini, in run run-1",
        f"prompt {'b' * 64}",
    ]
    assert told(one(row(model=None)), "written")[0].endswith("; no model was called, in run run-1")


def test_tells_every_verdict_the_failed_ones_first() -> None:
    checks = [
        {"rule": "japanese", "passed": True, "score": 0.98, "detail": None},
        {"rule": "length", "passed": True, "score": None, "detail": None},
        {"rule": "numbers", "passed": False, "score": 2.0, "detail": "「99」が\n資料にない"},
        {"rule": "schema", "passed": True, "score": None, "detail": None},
    ]
    assert told(one(row(checks=checks)), "checks") == [
        "failed numbers 2: 「99」が / 資料にない",
        "passed japanese 0.98",
        "passed length, schema",
    ]


def test_tells_what_a_revision_changed() -> None:
    before = {"sample_id": OTHER, "rule": "constitution-numbers", "version": "before"}
    before["messages"] = messages("<image>\n何年ですか。", "2091年です。")
    assert told(one(row(revisions=[before])), "revised") == [
        f"from {'0' * 12} because of constitution-numbers",
        "before: 2091年です。",
    ]
    assert told(one(row(revisions=[before | {"version": "after"}])), "revised")[0].startswith("into 000000000000")


def test_tells_each_call_with_tokens_and_estimate_against_cost() -> None:
    calls = [CALL, CALL | {"purpose": "critique", "attempt": 2, "batch_id": "batch_1"}]
    how = "stop, 1000 → 200 tokens, 0.000300 USD, estimated 0.000400, 1.5 s"
    assert told(one(row(calls=calls)), "calls") == [
        f"compose by gpt-4o-mini: {how}",
        f"critique by gpt-4o-mini, attempt 2: {how}, batch batch_1",
        "all 0.000300 USD, estimated 0.000400",
    ]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"cost_usd": None, "estimate_usd": None}, "stop, 1000 → 200 tokens, unknown USD, estimated unknown"),
        (
            {"outcome": "lost", "tokens_in": None, "tokens_out": None, "error": "broken off"},
            "lost (broken off), usage not known, 0.000300 USD at worst, estimated 0.000400",
        ),
        (
            {"outcome": "failed", "tokens_in": None, "cost_usd": Decimal(0), "error": "429"},
            "failed (429), usage not known, 0.00 USD, estimated 0.000400",
        ),
        ({"outcome": "open", "tokens_in": None, "cost_usd": None}, "no answer yet, estimated 0.000400 USD"),
    ],
)
def test_tells_how_a_call_ended_that_was_not_answered_or_has_no_price(changed, words) -> None:
    (line,) = told(one(row(calls=[CALL | changed])), "calls")
    assert line.startswith(f"compose by gpt-4o-mini: {words}")


def test_the_parts_of_a_sample_are_one_account_and_pairs_without_a_sample_none() -> None:
    found = accounts([row(), row(sample_id=OTHER), row(pair_id="c" * 64), row(sample_id=None)], ())
    assert [account.sample_id for account in found] == [SAMPLE, OTHER]

import pytest

from tasks.checks.length import length
from tasks.records.enums import Reason, SampleKind


@pytest.mark.parametrize("kind", SampleKind)
def test_every_kind_has_bounds(examined, kind):
    assert length(examined("", kind)).reason is Reason.TOO_SHORT
    assert length(examined("あ" * 9000, kind)).reason is Reason.TOO_LONG


def test_a_dialogue_needs_questions_and_a_text_does_not(examined):
    assert length(examined("中国です。", question="")).reason is Reason.TOO_SHORT
    assert length(examined("電気自動車の販売台数", "caption", question="")).passed


def test_too_many_turns_are_too_long(examined):
    turns = [(f"{place}番目の問いです。", "答えです。", [1]) for place in range(11)]
    assert length(examined("", turns=turns)).reason is Reason.TOO_LONG
    assert length(examined("", turns=turns[:10])).passed


def test_no_turn_is_too_short(examined):
    assert length(examined("", turns=[])).reason is Reason.TOO_SHORT

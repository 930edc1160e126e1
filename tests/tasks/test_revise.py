"""Held against the constitution, and written once more."""

import asyncio

import pytest

from tasks.prompts import constitution
from tasks.prompts.answers import Verdict
from tasks.records.chat import Turn
from tasks.records.enums import Reason
from tasks.revise import criticise, revise

RULES = [rule.id for rule in constitution.load()]
BEFORE = [Turn(question="", answer="図は何かを示しています。", citations=[1])]


def said(*failed):
    return [{"rule": rule, "comment": "根拠がない。", "passed": rule not in failed} for rule in RULES]


def criticised(study, model):
    place = study()
    [order] = place.orders()
    return asyncio.run(criticise(order, BEFORE, place.enquiry(model, order)))


def revised(place, model, before=BEFORE):
    [order] = place.orders()
    verdicts = [Verdict(**one) for one in said("grounded")]
    return asyncio.run(revise(order, before, verdicts, place.enquiry(model, order), place.spec))


def test_every_rule_of_the_constitution_is_a_verdict_of_its_own(study, pen):
    verdicts, findings = criticised(study, pen(critique=[{"verdicts": said("helpful")}]))
    assert [verdict.rule for verdict in verdicts] == RULES
    assert [finding.rule for finding in findings] == [f"constitution-{rule}" for rule in RULES]
    [failed] = [finding for finding in findings if not finding.passed]
    assert (failed.rule, failed.reason) == ("constitution-helpful", Reason.AGAINST_CONSTITUTION)
    assert failed.detail == "根拠がない。"


@pytest.mark.parametrize("answer", ["{", {"verdicts": said()[1:]}])
def test_a_critic_who_cannot_be_understood_lets_nothing_through(study, pen, answer):
    verdicts, findings = criticised(study, pen(critique=[answer], repair=[answer]))
    assert verdicts == []
    assert [(finding.rule, finding.passed, finding.reason) for finding in findings] == [
        ("critique", False, Reason.WRONG_SCHEMA)
    ]


def test_only_what_was_remarked_on_is_told_to_whoever_writes_again(study, pen):
    model = pen()
    revised(study(), model)
    [(request, _)] = model.asked
    assert "[grounded]" in request.messages[-1].text
    assert "[helpful]" not in request.messages[-1].text


def test_what_was_written_again_is_verified_again(study, pen):
    assert all(finding.passed for finding in revised(study(), pen()).findings)
    worse = revised(study(), pen(revise=[{"text": "This is a picture of something else.", "citations": [1]}]))
    assert "japanese" in {finding.rule for finding in worse.findings if not finding.passed}


def test_what_was_written_again_is_shown_to_the_guard_again(study, pen):
    model = pen(guard=[{"safe": False, "category": "暴力"}])
    found = revised(study(guard_model="gpt-4.1-nano"), model)
    assert model.purposes == ["revise", "guard"]
    assert [(one.rule, one.reason) for one in found.findings if not one.passed] == [("guard", Reason.UNSAFE)]


def test_an_answer_that_stays_as_it_was_did_not_heed_the_remarks(study, pen):
    same = {"text": BEFORE[0].answer, "citations": [1, 2]}
    found = revised(study(), pen(revise=[same]))
    [failed] = [finding for finding in found.findings if not finding.passed]
    assert (failed.rule, failed.reason) == ("revision", Reason.AGAINST_CONSTITUTION)


def test_a_revision_that_cannot_be_read_has_no_turns(study, pen):
    found = revised(study(), pen(revise=["いいえ"], repair=["いいえ"]))
    assert found.turns is None
    assert found.findings[-1].reason == Reason.WRONG_SCHEMA

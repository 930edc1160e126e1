"""Whether what a model wrote may be kept."""

import asyncio
import json

from tasks.prompts import answers
from tasks.records.chat import Turn
from tasks.records.enums import Mode, Reason, SampleKind
from tasks.verify import check, verify

BAD = [Turn(question="", answer="This is a chart.", citations=[])]


def good(model, order):
    return answers.parse(order.kind, json.dumps(model.good(order.request), ensure_ascii=False))


def verified(study, model, turns=None, order=None):
    order = order or study.orders()[0]
    turns = turns or good(model, order)
    findings = asyncio.run(verify(order, turns, study.enquiry(model, order), study.spec))
    return {finding.rule: finding for finding in findings}


def test_a_good_answer_passes_every_free_rule_and_nothing_is_asked(study, pen):
    model = pen()
    found = verified(study(), model)
    assert all(finding.passed for finding in found.values())
    assert {"japanese", "length", "numbers", "names", "citations", "repetition", "leak"} <= set(found)
    assert model.asked == []


def test_nobody_is_asked_about_what_the_free_rules_turn_away(study, pen):
    model = pen()
    found = verified(study(guard_model="gpt-4.1-nano", blind=True, kinds=[SampleKind.CONVERSATION]), model, BAD)
    assert not found["japanese"].passed
    assert model.asked == []


def test_a_guard_turns_away_what_is_unsafe(study, pen):
    model = pen(guard=[{"safe": False, "category": "差別"}])
    found = verified(study(guard_model="gpt-4.1-nano", blind=True, kinds=[SampleKind.CONVERSATION]), model)
    assert (found["guard"].passed, found["guard"].reason, found["guard"].detail) == (False, Reason.UNSAFE, "差別")
    assert model.purposes == ["guard"]


def test_a_guard_that_cannot_be_understood_lets_nothing_through(study, pen):
    found = verified(study(guard_model="gpt-4.1-nano"), pen(guard=["?"], repair=["?"]))
    assert (found["guard"].passed, found["guard"].reason) == (False, Reason.WRONG_SCHEMA)


def test_what_can_be_answered_without_the_figure_is_turned_away(study, pen):
    place = study(blind=True, kinds=[SampleKind.CONVERSATION])
    [order] = place.orders()
    turns = good(pen(), order)
    told = "".join(turn.answer for turn in turns)
    found = verified(place, pen(blind=[{"answer": told, "answerable": True}]), turns)
    assert (found["blind"].passed, found["blind"].reason) == (False, Reason.ANSWERED_BLIND)
    assert verified(place, pen(blind=[{"answer": told, "answerable": False}]), turns)["blind"].passed


def test_a_text_without_a_question_is_not_asked_for_blind(study, pen):
    model = pen()
    assert "blind" not in verified(study(blind=True), model)
    assert model.asked == []


def test_only_who_was_shown_sources_must_cite_them(study, pen):
    place = study(modes=[Mode.IMAGE_ONLY, Mode.IMAGE_AND_EVIDENCE])
    alone, shown = place.orders()
    turns = [turn.model_copy(update={"citations": []}) for turn in good(pen(), shown)]
    assert {finding.rule: finding.passed for finding in check(alone, turns)}["citations"]
    assert not {finding.rule: finding.passed for finding in check(shown, turns)}["citations"]


def test_numbers_are_held_against_all_that_is_known_also_where_nothing_was_shown(study, pen):
    place = study(modes=[Mode.IMAGE_ONLY])
    [order] = place.orders()
    [turn] = good(pen(), order)
    invented = [turn.model_copy(update={"answer": turn.answer + "総数は87654個です。"})]
    assert {finding.rule: finding.passed for finding in check(order, invented)}["numbers"] is False

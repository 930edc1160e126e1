"""A ledger, requests at known prices, and a server that answers as a test says."""

import asyncio
from collections import deque
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tasks.asking import ledger
from tasks.asking.accounts import Accounts, Intent
from tasks.asking.calls import About, new_call
from tasks.asking.terms import Terms
from tasks.records.chat import ChatMessage, ChatReply, ChatRequest
from tasks.records.enums import Mode, Purpose, SampleKind
from tasks.spending.prices import Price, PriceTable

MODEL = "gpt-4o-mini"
FACTS = PriceTable.load().facts(MODEL)


class Answering:
    """A connection whose answers are told beforehand, one for each request that arrives; then all are good."""

    def __init__(self, *told):
        self.told = deque(told)
        self.asked = []
        self.at_once = self.most_at_once = 0
        self.seconds = 0.0
        self.arrived = asyncio.Event()

    async def ask(self, request, picture):
        self.asked.append((request.call_key, picture))
        self.arrived.set()
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.at_once -= 1
        said = self.told.popleft() if self.told else reply()
        if isinstance(said, BaseException):
            raise said
        return said

    def batches(self):
        return None

    async def close(self):
        """Let go of nothing."""


def reply(text="図は水門を示しています。", **changed):
    facts = {"text": text, "finish_reason": "stop", "tokens_in": 100, "tokens_out": 10}
    return ChatReply(**facts | changed)


@pytest.fixture(name="reply", scope="session")
def good_reply():
    """Return what makes an answer."""
    return reply


@pytest.fixture(scope="session")
def answering():
    """Return the class of connections that answer as they are told."""
    return Answering


@pytest.fixture(scope="session")
def request_for():
    """Return what makes a request of its own for each number."""

    def make(number=0, **changed):
        message = ChatMessage(role="user", text=f"図{number}を説明してください。")
        return ChatRequest(**{"model": MODEL, "messages": [message], "max_tokens": 100} | changed)

    return make


@pytest.fixture(scope="session")
def about():
    return About(
        flow_run_id="run",
        sample_id="s",
        doc_id="d",
        kind=SampleKind.DESCRIPTION,
        mode=Mode.IMAGE_ONLY,
        purpose=Purpose.COMPOSE,
        prompt_hash="p",
        tokens_out=20,
    )


@pytest.fixture(scope="session")
def terms():
    """Return terms of a dollar for a million tokens, in and out."""
    return Terms(facts=FACTS, price=Price(model=MODEL, input=Decimal(1), output=Decimal(1)), table="test")


@pytest.fixture(scope="session")
def call_for(request_for, about, terms):
    """Return what makes the row of a request that is about to be made."""

    def make(number=0, **changed):
        return new_call(request_for(number), about, terms).model_copy(update=changed)

    return make


@pytest.fixture(scope="session")
def intent_for(call_for):
    """Return what makes an intent: which request, its worst case and the cap in USD."""

    def make(number=0, worst="0.01", cap=None, **changed):
        bounds = (None if usd is None else Decimal(usd) for usd in (worst, cap))
        return Intent(call_for(number, **changed), *bounds)

    return make


@pytest.fixture
def book(tmp_path):
    """Return a new ledger."""
    with ledger.opened(tmp_path) as made:
        made.do(Accounts.is_new)
        made.do(lambda accounts: accounts.make([]))
        yield made


@pytest.fixture(scope="session")
def rows_of():
    """Return what lists the attempts that a ledger tells of, whatever became of them."""

    def rows(book):
        ended = book.do(lambda accounts: accounts.unwritten(1000))
        under_way = [call for call in book.do(Accounts.open) if call not in ended]
        return sorted([*ended, *under_way], key=lambda call: (call.call_key, call.attempt))

    return rows


@pytest.fixture
def long_ago():
    return datetime(2020, 1, 1, tzinfo=UTC)

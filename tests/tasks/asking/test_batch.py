"""Asking by batches: rounds, restarts at every moment, batches that end badly, and that nobody waits for ever."""

import asyncio
import json
import socket
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tasks.asking import batch as asking
from tasks.asking import carrier, ledger
from tasks.asking import gate as gates
from tasks.asking.accounts import Accounts
from tasks.asking.batch import BatchExchange
from tasks.asking.errors import CapReachedError, ForbiddenError, LedgerError, UnansweredError
from tasks.asking.exchange import Server
from tasks.asking.gate import Gate
from tasks.asking.processes import COLLECTED
from tasks.engines.chat import UNKNOWN_BATCH, ChatError, Fault
from tasks.records.chat import BatchState, ChatReply, Image
from tasks.records.enums import CallOutcome
from tasks.runtime.background import born

POLL = 0.01
PATIENCE = 60
DEAD = f"{socket.gethostname()}:4194305:1"  # no process has so high a number
GOOD = ChatReply(text="図です。", finish_reason="stop", tokens_in=100, tokens_out=10)
BROKEN, AWAY = ChatError(Fault.BROKEN, "500: oh"), ChatError(Fault.AWAY, "off")


class Batches:
    """A server of batches, in memory; ``fails`` says what goes wrong next where, ``answer`` what lines come back."""

    def __init__(self, answer=lambda key, tries: GOOD):  # noqa: ARG005
        self.answer = answer
        self.fails = {}
        self.made = {}
        self.tags = {}
        self.tries = Counter()
        self.status = "completed"
        self.created = asyncio.Event()
        self.polls = 0
        self.delays = []
        self.running = False

    def batches(self):
        return self

    def line(self, request, picture):
        return json.dumps([request.call_key, picture]).encode() + b"\n"

    async def start(self, file, tag):
        self._fail("start")
        batch_id = f"batch_{len(self.made) + 1}"
        self.made[batch_id] = [json.loads(line)[0] for line in file.read_bytes().splitlines()]
        self.tags[tag] = batch_id
        self.tries.update(self.made[batch_id])
        self.created.set()
        self._fail("started")
        if "stuck" in self.fails:
            await asyncio.Event().wait()
        return batch_id

    async def find(self, tag):
        self._fail("find")
        return self.tags.get(tag)

    async def state(self, batch_id):
        self.polls += 1
        await asyncio.sleep(self.delays.pop() if self.delays else 0)
        self._fail("state")
        if batch_id not in self.made:
            return BatchState(status=UNKNOWN_BATCH, is_over=True, files=[])
        if self.running:
            return BatchState(status="in_progress", is_over=False, files=[])
        return BatchState(status=self.status, is_over=True, files=[batch_id, f"{batch_id}-errors"])

    async def answers(self, file_id, requests):  # noqa: ARG002
        self._fail("answers")
        if file_id not in self.made:
            return
        for key in reversed(self.made[file_id]):
            if (said := self.answer(key, self.tries[key])) is not None:
                yield key, said
                yield key, ChatReply(text="zweimal", finish_reason="stop", tokens_in=9, tokens_out=9)
        yield "a key of nobody", GOOD

    def _fail(self, where):
        if self.fails.get(where):
            raise self.fails[where].pop(0)


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(asking, "QUIET_SECONDS", 0.01)
    monkeypatch.setattr(gates, "LEAST_BACK_OFF", 0.002)
    yield
    assert not COLLECTED


async def picture_of(image):
    raise FileNotFoundError(image.sha256)


@pytest.fixture
def opened(book, terms):
    """Return what opens an exchange on a server of batches."""

    @asynccontextmanager
    async def make(batches, cap=None, book=book):
        server = Server(batches, Gate(asyncio.Semaphore()), {"gpt-4o-mini": terms.model_copy(update={"batch": True})})
        async with BatchExchange(server, book, picture_of, cap, POLL).open() as exchange:
            yield exchange

    return make


@pytest.fixture
def ask(opened, about):
    """Return what asks for all requests at once and returns what came of each; nobody may wait for ever."""

    def asked(batches, *requests, **options):
        async def one(exchange, request):
            async with exchange.taking_part():
                return await exchange.ask(request, about)

        async def together():
            async with opened(batches, **options) as exchange:
                return await asyncio.gather(*(one(exchange, request) for request in requests), return_exceptions=True)

        return asyncio.run(asyncio.wait_for(together(), PATIENCE))

    return asked


@pytest.fixture
def texts():
    return lambda answers: [getattr(one, "text", one) for one in answers]


def test_all_that_is_asked_at_once_goes_out_in_one_batch(ask, texts, request_for, rows_of, book):
    batches = Batches()
    assert texts(ask(batches, *(request_for(number) for number in range(5)))) == ["図です。"] * 5
    assert len(batches.made) == 1
    rows = rows_of(book)
    assert {(row.outcome, row.batch_id, row.answer) for row in rows} == {("stored", "batch_1", "図です。")}
    assert {row.cost_usd for row in rows} == {Decimal("0.00011")}  # no price is lower by batches in these terms
    assert book.do(lambda accounts: accounts.balance()).reserved == 0


def test_a_sample_that_asks_three_times_takes_three_rounds(opened, about, request_for):
    batches = Batches()

    async def sample(exchange, number):
        async with exchange.taking_part():
            for step in range(3):
                await exchange.ask(request_for(10 * number + step), about)

    async def all_samples():
        async with opened(batches) as exchange:
            await asyncio.gather(*(sample(exchange, number) for number in range(4)))

    asyncio.run(asyncio.wait_for(all_samples(), PATIENCE))
    assert [len(keys) for keys in batches.made.values()] == [4, 4, 4]


def test_a_file_holds_no_more_than_it_may(ask, texts, request_for, monkeypatch):
    monkeypatch.setattr(asking, "MOST_REQUESTS", 2)
    batches = Batches()
    assert texts(ask(batches, *(request_for(number) for number in range(5)))) == ["図です。"] * 5
    assert [len(keys) for keys in batches.made.values()] == [2, 2, 1]


def test_a_stored_answer_is_not_asked_for_again(ask, texts, request_for):
    ask(Batches(), request_for())
    batches = Batches()
    assert texts(ask(batches, request_for(), request_for())) == ["図です。"] * 2
    assert batches.made == {}


@pytest.mark.parametrize("error", [BROKEN, AWAY, ChatError(Fault.UNSUPPORTED, "400: temperature")], ids=str)
def test_what_failed_goes_into_the_next_batch(ask, texts, request_for, error):
    batches = Batches(lambda _, tries: error if tries == 1 else GOOD)
    assert texts(ask(batches, request_for(1), request_for(2))) == ["図です。"] * 2
    assert len(batches.made) == 2


@pytest.mark.parametrize(("fault", "tries"), [(Fault.BROKEN, 3), (Fault.AWAY, 3), (Fault.REFUSED, 1)])
def test_what_fails_again_and_again_is_told_to_who_waits(ask, request_for, rows_of, book, fault, tries):
    batches = Batches(lambda *_: ChatError(fault, "no"))
    [error] = ask(batches, request_for())
    assert isinstance(error, UnansweredError)
    assert [row.outcome for row in rows_of(book)] == ["failed"] * tries
    assert book.do(lambda accounts: accounts.balance()).reserved == 0


@pytest.mark.parametrize("status", ["expired", "cancelled", "failed"])
def test_a_batch_that_ends_early_costs_nothing_for_what_it_did_not_do(ask, texts, request_for, rows_of, book, status):
    batches = Batches(lambda _, tries: None if tries == 1 else GOOD)
    batches.status = status
    assert texts(ask(batches, request_for(1), request_for(2))) == ["図です。"] * 2
    assert sorted((row.outcome, row.cost_usd) for row in rows_of(book))[:2] == [("failed", 0)] * 2


def test_an_answer_that_a_completed_batch_does_not_bring_may_have_been_paid(ask, texts, request_for, rows_of, book):
    batches = Batches(lambda _, tries: None if tries == 1 else GOOD)
    assert texts(ask(batches, request_for())) == ["図です。"]
    assert rows_of(book)[0].cost_usd > Decimal("0.00011")


@pytest.mark.parametrize("where", ["start", "state", "answers", "find"])
@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.AWAY, Fault.BROKEN])
def test_a_server_that_is_away_for_a_while_is_waited_for(ask, texts, request_for, where, fault):
    batches = Batches()
    batches.fails = {where: [ChatError(fault, "later")] * 2}
    if where == "find":
        batches.fails["start"] = [BROKEN]
    assert texts(ask(batches, request_for())) == ["図です。"]
    assert len(batches.made) == 1


def test_a_batch_that_was_made_without_word_of_it_is_found_and_not_made_twice(ask, texts, request_for, rows_of, book):
    batches = Batches()
    batches.fails = {"started": [BROKEN]}
    assert texts(ask(batches, request_for())) == ["図です。"]
    assert len(batches.made) == 1
    assert [row.outcome for row in rows_of(book)] == ["stored"]


@pytest.mark.parametrize("where", ["start", "state", "answers"])
def test_a_server_that_refuses_everything_ends_the_wait_of_everybody(ask, request_for, where):
    batches = Batches()
    batches.fails = {where: [ChatError(Fault.FORBIDDEN, "401: no")] * 9}
    answers = ask(batches, *(request_for(number) for number in range(3)))
    assert {type(one) for one in answers} == {ForbiddenError}


def test_a_ledger_that_fails_ends_the_wait_of_everybody(request_for, book, opened, about):
    batches = Batches()

    async def spoilt():
        async with opened(batches) as exchange, exchange.taking_part():
            batches.running = True
            waiting = asyncio.create_task(exchange.ask(request_for(), about))
            await batches.created.wait()
            await asyncio.sleep(3 * POLL)
            book.close()
            batches.running = False
            with pytest.raises(LedgerError):
                await waiting
            with pytest.raises(LedgerError):
                await exchange.ask(request_for(2), about)

    asyncio.run(asyncio.wait_for(spoilt(), PATIENCE))


def test_a_picture_that_is_gone_fails_its_own_request_only(ask, request_for, rows_of, book):
    gone = request_for(0, image=Image(sha256="gone", width=9, height=9))
    answer, error = ask(Batches(), request_for(1), gone)
    assert answer.text
    assert isinstance(error, FileNotFoundError)
    assert sorted((row.outcome, row.cost_usd > 0) for row in rows_of(book)) == [("failed", False), ("stored", True)]


# a run that ends, and one that goes on


def pretend_dead(book):
    """Make it look as if the process that asked had been killed."""

    def bury(accounts):
        for call in accounts.open():
            accounts.move(call.model_copy(update={"process": DEAD}))

    book.do(bury)


@pytest.fixture
def broken_off(opened, about, book):
    """Return what asks by batches and is killed when a batch is made and its name, if it comes, is written down."""

    def is_named():
        return all(call.batch_id.startswith("batch_") for call in book.do(Accounts.open))

    def run(batches, *requests):
        async def begun():
            async with opened(batches) as exchange:
                waiting = [asyncio.create_task(exchange.ask(request, about)) for request in requests]
                await batches.created.wait()
                while "stuck" not in batches.fails and not is_named():  # noqa: ASYNC110 (a ledger has no events)
                    await asyncio.sleep(POLL)
                for one in waiting:
                    one.cancel()

        asyncio.run(asyncio.wait_for(begun(), PATIENCE))
        pretend_dead(book)

    return run


@pytest.mark.parametrize("named", [True, False], ids=["in progress", "before its name was written down"])
def test_a_run_that_starts_again_takes_the_answers_of_a_batch_that_was_sent(
    ask, broken_off, texts, request_for, rows_of, book, named
):
    batches = Batches()
    batches.running = True
    if not named:
        batches.fails = {"stuck": True}
    broken_off(batches, request_for(1), request_for(2))
    assert all(call.batch_id.startswith("batch_1" if named else "new:") for call in rows_of(book))
    batches.running, batches.fails = False, {}
    assert texts(ask(batches, request_for(1), request_for(2), request_for(3))) == ["図です。"] * 3
    assert Counter(key for keys in batches.made.values() for key in keys).most_common(1)[0][1] == 1


def test_an_intent_that_was_never_sent_is_free_to_be_asked_again(ask, texts, request_for, intent_for, rows_of, book):
    book.do(lambda accounts: accounts.begin(intent_for(process=DEAD, batch_id=carrier.name_of("tag"))))
    assert texts(ask(Batches(), request_for())) == ["図です。"]
    assert [(row.outcome, row.cost_usd > 0) for row in rows_of(book)] == [("failed", False), ("stored", True)]


def test_answers_of_a_batch_are_taken_even_if_nobody_asks_for_them_now(
    ask, broken_off, request_for, rows_of, book, texts
):
    batches = Batches()
    batches.running = True
    broken_off(batches, request_for(1))
    batches.running = False
    assert texts(ask(batches, request_for(2))) == ["図です。"]
    assert {row.outcome for row in rows_of(book)} <= {"stored", "open"}


def test_a_batch_that_another_living_run_is_about_to_send_is_left_to_it(book, opened, about, request_for):
    batches = Batches()
    batches.fails = {"stuck": True}

    async def both():
        async with opened(batches) as first, first.taking_part():
            waiting = asyncio.create_task(first.ask(request_for(), about))
            await batches.created.wait()
            async with opened(batches) as second:
                batches.fails = {}
                other = asyncio.create_task(second.ask(request_for(), about))
                await asyncio.sleep(10 * POLL)
                assert [call.outcome for call in book.do(lambda accounts: accounts.open())] == [CallOutcome.OPEN]
                waiting.cancel()
            other.cancel()
        await asyncio.gather(waiting, other, return_exceptions=True)

    asyncio.run(asyncio.wait_for(both(), PATIENCE))
    assert len(batches.made) == 1


@pytest.mark.parametrize("same", [True, False], ids=["one ledger", "a ledger each"])
def test_two_runs_that_want_the_same_ask_once_and_both_get_it(book, opened, about, request_for, texts, same):
    batches = Batches()

    async def one(other):
        async with opened(batches, book=other) as exchange, exchange.taking_part():
            return await asyncio.gather(*(exchange.ask(request_for(number), about) for number in range(3)))

    async def both():
        if same:
            return await asyncio.gather(one(book), one(book))
        with ledger.opened(book.file.parent) as other:
            return await asyncio.gather(one(book), one(other))

    first, second = asyncio.run(asyncio.wait_for(both(), PATIENCE))
    assert texts(first) == texts(second) == ["図です。"] * 3
    assert max(batches.tries.values()) == 1


def test_two_runs_that_take_up_the_same_batch_both_end(opened, about, request_for, broken_off, texts, monkeypatch):
    monkeypatch.setattr(asking, "is_collected", lambda _: False)  # neither sees the other, having come at one moment
    batches = Batches()
    batches.running = True
    requests = [request_for(number) for number in range(8)]
    broken_off(batches, *requests)
    batches.running = False
    batches.delays = [0.3, 0.15]  # both wait for it, and one comes when the other has written everything down

    async def one():
        async with opened(batches) as exchange, exchange.taking_part():
            return await asyncio.gather(*(exchange.ask(request, about) for request in requests))

    async def both():
        return await asyncio.gather(one(), one())

    first, second = asyncio.run(asyncio.wait_for(both(), PATIENCE))
    assert texts(first) == texts(second) == ["図です。"] * 8
    assert max(batches.tries.values()) == 1


def test_a_batch_of_a_run_that_dies_meanwhile_is_taken_up(book, opened, about, request_for, intent_for):
    batches = Batches()
    batches.made["batch_1"] = [request_for().call_key]
    alive = f"{socket.gethostname()}:1:{born(1)}"
    book.do(lambda accounts: accounts.begin(intent_for(process=alive, batch_id="batch_1")))

    async def waiting():
        async with opened(batches) as exchange, exchange.taking_part():
            asked = asyncio.create_task(exchange.ask(request_for(), about))
            await asyncio.sleep(10 * POLL)
            assert batches.polls == 0
            pretend_dead(book)
            return await asked

    assert asyncio.run(asyncio.wait_for(waiting(), PATIENCE)).text == "図です。"


def test_a_batch_that_this_server_does_not_know_stays_and_says_so(ask, request_for, intent_for, rows_of, book):
    book.do(lambda accounts: accounts.begin(intent_for(process=DEAD, batch_id="batch_x")))
    answer, error = ask(Batches(), request_for(1), request_for())
    assert answer.text
    assert isinstance(error, UnansweredError)
    assert "batch_x" in str(error)
    assert "--base-url" in str(error)
    assert [row.outcome for row in rows_of(book) if row.batch_id == "batch_x"] == ["open"]


def test_a_batch_that_no_server_knows_any_more_is_lost_and_asked_again(
    ask, texts, request_for, intent_for, rows_of, book
):
    then = datetime.now(UTC) - timedelta(days=4)
    book.do(lambda accounts: accounts.begin(intent_for(process=DEAD, batch_id="batch_x", at=then)))
    assert texts(ask(Batches(), request_for())) == ["図です。"]
    assert [(row.outcome, row.cost_usd) for row in rows_of(book)] == [
        ("lost", Decimal("0.01")),
        ("stored", Decimal("0.00011")),
    ]


def test_at_the_cap_the_rest_waits_for_its_own_batches_and_stops_with_less_than_one_worst_case(
    ask, request_for, terms, book
):
    worst = terms.worst(request_for())
    cap = 3 * worst
    batches = Batches()
    answers = ask(batches, *(request_for(number) for number in range(30)), cap=cap)
    spent = book.do(lambda accounts: accounts.balance()).spent
    assert {type(one) for one in answers} == {ChatReply, CapReachedError}
    assert cap - worst < spent <= cap
    assert len(batches.made) > 1

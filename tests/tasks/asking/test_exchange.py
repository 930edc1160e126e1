"""How a model is asked: once for each answer, again where that is of use, and with every attempt a row."""

import asyncio
import time
from decimal import Decimal

import pytest

from tasks.asking import exchange as asking
from tasks.asking import gate as gates
from tasks.asking import ledger
from tasks.asking.errors import CapReachedError, ForbiddenError, LedgerError, UnansweredError
from tasks.asking.exchange import Exchange, Server
from tasks.asking.gate import Gate
from tasks.engines.chat import ChatError, Fault
from tasks.records.chat import Image
from tasks.records.enums import CallOutcome

PLACES = 4
DEAD = f"{__import__('socket').gethostname()}:4194305:1"  # no process has so high a number


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    """Wait as if time were a hundred times as fast."""
    monkeypatch.setattr(gates, "LEAST_BACK_OFF", 0.005)
    monkeypatch.setattr(gates, "MOST_BACK_OFF", 0.01)
    monkeypatch.setattr(asking, "LOOK_AGAIN_SECONDS", 0.02)


async def picture_of(image):
    if image.sha256 == "gone":
        raise FileNotFoundError(image.sha256)
    return f"data:{image.sha256}"


@pytest.fixture
def open_exchange(book, terms):
    """Return what makes an exchange, and the semaphore of its places."""

    def make(connection, cap=None, book=book):
        places = asyncio.Semaphore(PLACES)
        server = Server(connection, Gate(places), {"gpt-4o-mini": terms})
        return Exchange(server, book, picture_of, cap), places

    return make


@pytest.fixture
def ask(open_exchange, about):
    """Return what asks for one thing and returns the answer, or what was raised; no place or task is left over."""

    def asked(connection, *requests, cap=None):
        async def all_at_once():
            exchange, places = open_exchange(connection, cap)
            answers = await asyncio.gather(*(exchange.ask(one, about) for one in requests), return_exceptions=True)
            assert places._value == PLACES
            assert asyncio.all_tasks() == {asyncio.current_task()}
            assert not exchange._asking
            return answers

        return asyncio.run(all_at_once())

    return asked


def test_an_answer_is_stored_with_what_it_used_and_cost(ask, answering, request_for, rows_of, book):
    [answer] = ask(answering(), request_for())
    assert answer.text == "図は水門を示しています。"
    [row] = rows_of(book)
    assert (row.outcome, row.tokens_in, row.tokens_out, row.cost_usd) == ("stored", 100, 10, Decimal("0.00011"))
    assert row.answer == answer.text
    assert row.seconds is not None


def test_a_stored_answer_is_never_asked_for_again(ask, answering, request_for):
    connection = answering()
    first = ask(connection, request_for())
    again = ask(connection, request_for(), request_for())
    assert [one.text for one in again] == [first[0].text] * 2
    assert len(connection.asked) == 1


def test_two_that_ask_the_same_at_once_share_one_request(ask, answering, request_for):
    connection = answering()
    connection.seconds = 0.02
    assert len({one.text for one in ask(connection, *[request_for()] * 5)}) == 1
    assert len(connection.asked) == 1


def test_who_comes_while_another_leaves_asks_nothing_of_its_own(open_exchange, answering, request_for, about):
    connection = answering(*[ChatError(Fault.REFUSED, "400: no")] * 9)

    async def one_after_the_other():
        exchange, _ = open_exchange(connection)
        waiting = [asyncio.create_task(exchange.ask(request_for(), about)) for _ in range(3)]
        for _ in range(30):
            await asyncio.sleep(0.002)
            waiting.append(asyncio.create_task(exchange.ask(request_for(), about)))
        await asyncio.gather(*waiting, return_exceptions=True)

    asyncio.run(one_after_the_other())
    assert connection.most_at_once == 1


def test_a_refusal_is_an_answer_and_stays_one(ask, answering, request_for, reply, rows_of, book):
    connection = answering(reply(None, refusal="お手伝いできません。"))
    assert ask(connection, request_for())[0].refusal == "お手伝いできません。"
    again = ask(connection, request_for())[0]
    assert (again.text, again.refusal, again.finish_reason) == (None, "お手伝いできません。", "refusal")
    assert [row.outcome for row in rows_of(book)] == ["stored"]


@pytest.mark.parametrize(
    ("fault", "tries"),
    [
        (Fault.BUSY, 30),
        (Fault.BROKEN, 4),
        (Fault.UNSUPPORTED, 6),
        (Fault.FILTERED, 1),
        (Fault.REFUSED, 1),
        (Fault.FORBIDDEN, 1),
    ],
)
def test_each_fault_is_tried_as_often_as_is_of_use(ask, answering, request_for, rows_of, book, terms, fault, tries):
    connection = answering(*[ChatError(fault, "500: no")] * 40)
    [error] = ask(connection, request_for())
    assert type(error) is (ForbiddenError if fault is Fault.FORBIDDEN else UnansweredError)
    assert "500: no" in str(error)
    rows = rows_of(book)
    assert [row.outcome for row in rows] == ["failed"] * tries
    assert [row.attempt for row in rows] == [*range(1, tries + 1)]
    cost = terms.worst(request_for()) if fault is Fault.BROKEN else 0
    assert [row.cost_usd for row in rows] == [cost] * tries
    assert book.do(lambda accounts: accounts.balance()).reserved == 0


def test_what_failed_is_asked_again_until_it_is_answered(ask, answering, request_for, rows_of, book):
    faults = [ChatError(Fault.BROKEN, "cut"), ChatError(Fault.BUSY, "429", 0.01), ChatError(Fault.AWAY, "off")]
    [answer] = ask(answering(*faults), request_for())
    assert answer.text
    assert [row.outcome for row in rows_of(book)] == ["failed", "failed", "failed", "stored"]


def test_a_busy_server_is_left_alone_by_everybody_for_as_long_as_it_asks(ask, answering, request_for):
    arrivals = []

    class Timed(answering):
        async def ask(self, request, picture):
            arrivals.append(time.monotonic())
            return await super().ask(request, picture)

    connection = Timed(ChatError(Fault.BUSY, "429", 0.3))
    ask(connection, *(request_for(number) for number in range(12)))
    late = [at - arrivals[0] for at in arrivals[PLACES:]]
    assert len(arrivals) == 13
    assert min(late) >= 0.29


def test_a_server_that_never_answered_is_soon_given_up(ask, answering, request_for, rows_of, book):
    connection = answering(*[ChatError(Fault.AWAY, "refused")] * 40)
    [error] = ask(connection, request_for())
    assert type(error) is ForbiddenError
    assert "cannot be reached" in str(error)
    assert [row.cost_usd for row in rows_of(book)] == [0] * 3


def test_a_server_that_answered_before_is_waited_for(ask, answering, request_for, rows_of, book):
    connection = answering(ChatError(Fault.BUSY, "429", 0.01), *[ChatError(Fault.AWAY, "off")] * 40)
    [error] = ask(connection, request_for())
    assert type(error) is UnansweredError
    assert len(rows_of(book)) == 1 + 8


def test_who_waits_to_try_again_holds_no_place(open_exchange, answering, request_for, about, monkeypatch):
    monkeypatch.setattr(gates, "LEAST_BACK_OFF", 600)
    monkeypatch.setattr(gates, "MOST_BACK_OFF", 600)
    connection = answering(*[ChatError(Fault.AWAY, "off")] * PLACES)

    async def until_nobody_else_waits():
        exchange, _ = open_exchange(connection)
        asked = [asyncio.create_task(exchange.ask(request_for(number), about)) for number in range(3 * PLACES)]
        answers = asyncio.as_completed(asked)
        told = [await next(answers) for _ in range(2 * PLACES)]
        for one in asked:
            one.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        return told

    assert all(answer.text for answer in asyncio.run(asyncio.wait_for(until_nobody_else_waits(), 60)))
    assert len({key for key, _ in connection.asked}) == len(connection.asked) == 3 * PLACES


def test_no_more_are_under_way_than_there_are_places(ask, answering, request_for):
    connection = answering()
    connection.seconds = 0.01
    ask(connection, *(request_for(number) for number in range(20)))
    assert connection.most_at_once == PLACES


def test_one_who_is_called_off_leaves_a_lost_row_and_nothing_held_back(
    open_exchange, answering, request_for, about, rows_of, book, terms
):
    connection = answering()
    connection.seconds = 60

    async def called_off():
        exchange, places = open_exchange(connection)
        asked = asyncio.create_task(exchange.ask(request_for(), about))
        await connection.arrived.wait()
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        assert places._value == PLACES

    asyncio.run(called_off())
    [row] = rows_of(book)
    assert (row.outcome, row.cost_usd) == ("lost", terms.worst(request_for()))
    assert book.do(lambda accounts: accounts.balance()).reserved == 0


@pytest.mark.parametrize("turns", range(12))
def test_nothing_is_held_back_whenever_one_is_called_off(
    open_exchange, answering, request_for, about, rows_of, book, turns
):
    connection = answering()

    async def called_off():
        exchange, _ = open_exchange(connection)
        asked = asyncio.create_task(exchange.ask(request_for(), about))
        for _ in range(turns):
            await asyncio.sleep(0.0005)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)

    asyncio.run(called_off())
    assert all(row.outcome != CallOutcome.OPEN for row in rows_of(book))
    assert len(connection.asked) <= 1
    assert book.do(lambda accounts: accounts.balance()).reserved == 0


def test_an_intent_of_a_dead_process_is_lost_and_asked_again(ask, answering, request_for, rows_of, book, intent_for):
    book.do(lambda accounts: accounts.begin(intent_for(process=DEAD)))
    assert ask(answering(), request_for())[0].text
    assert [(row.attempt, row.outcome) for row in rows_of(book)] == [(1, "lost"), (2, "stored")]


def test_two_exchanges_on_one_ledger_ask_once(book, open_exchange, answering, request_for, about):
    connection = answering()
    connection.seconds = 0.05

    async def both():
        with ledger.opened(book.file.parent) as other:
            exchanges = [open_exchange(connection)[0], open_exchange(connection, book=other)[0]]
            return await asyncio.gather(*(one.ask(request_for(), about) for one in exchanges))

    first, second = asyncio.run(both())
    assert first.text == second.text
    assert len(connection.asked) == 1


def test_at_the_cap_who_has_no_room_waits_for_others_to_end_and_then_stops(ask, answering, request_for, terms, book):
    worst = terms.worst(request_for())
    connection = answering()
    connection.seconds = 0.01
    cap = worst * 3
    answers = ask(connection, *(request_for(number) for number in range(40)), cap=cap)
    stopped = [one for one in answers if isinstance(one, CapReachedError)]
    spent = book.do(lambda accounts: accounts.balance()).spent
    assert spent <= cap
    assert cap - spent < worst
    assert len(stopped) == 40 - len(connection.asked) > 0


def test_a_request_in_the_batch_of_a_run_that_ended_is_told_so_and_not_waited_for(
    ask, answering, request_for, book, intent_for
):
    book.do(lambda accounts: accounts.begin(intent_for(process=DEAD, batch_id="batch_7")))
    [error] = ask(answering(), request_for())
    assert isinstance(error, UnansweredError)
    assert "batch_7" in str(error)
    assert "--batch" in str(error)


def test_a_picture_goes_with_its_request_and_one_that_is_gone_costs_nothing(ask, answering, request_for, rows_of, book):
    connection = answering()
    images = [Image(sha256=name, width=9, height=9) for name in ("here", "gone")]
    answer, error = ask(connection, *(request_for(0, image=image) for image in images))
    assert answer.text
    assert isinstance(error, FileNotFoundError)
    assert [picture for _, picture in connection.asked] == ["data:here"]
    assert len(rows_of(book)) == 1


def test_an_unknown_price_is_asked_for_all_the_same_and_never_zero(book, answering, request_for, about, terms, rows_of):
    unpriced = terms.model_copy(update={"price": None})
    server = Server(answering(), Gate(asyncio.Semaphore(1)), {"gpt-4o-mini": unpriced})
    asyncio.run(Exchange(server, book, picture_of, None).ask(request_for(), about))
    [row] = rows_of(book)
    assert (row.cost_usd, row.estimate_usd) == (None, None)


def test_a_ledger_that_cannot_be_written_asks_nothing(tmp_path, open_exchange, answering, request_for, about):
    connection = answering()
    with ledger.opened(tmp_path / "nowhere") as book:
        exchange, places = open_exchange(connection, book=book)
        with pytest.raises(LedgerError, match=r"ledger\.sqlite"):
            asyncio.run(exchange.ask(request_for(), about))
    assert connection.asked == []
    assert places._value == PLACES


def test_waiting_for_room_uses_up_no_rate(book, answering, request_for, about, terms):
    lent = []

    class Lender:
        block = 1

        async def lend(self):
            lent.append(1)

    worst = terms.worst(request_for())
    connection = answering()
    connection.seconds = 0.2

    async def all_at_once():
        server = Server(connection, Gate(asyncio.Semaphore(9), Lender()), {"gpt-4o-mini": terms})
        exchange = Exchange(server, book, picture_of, worst * 2)
        await asyncio.gather(*(exchange.ask(request_for(number), about) for number in range(3)))

    asyncio.run(all_at_once())
    assert len(connection.asked) == 3
    assert len(lent) == 3

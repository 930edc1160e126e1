"""What is written down before a request and after it, and that the money always adds up."""

import sqlite3
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tasks.asking.accounts import Accounts, Intent
from tasks.asking.calls import ended_well, ended_without_answer, new_call
from tasks.asking.errors import CapReachedError
from tasks.asking.processes import this_process
from tasks.engines.chat import ChatError, Fault
from tasks.records.chat import ChatReply
from tasks.records.enums import CallOutcome

DEAD = "elsewhere:1:1"
"""A process that the tests say is gone."""

GOOD = ChatReply(text="図です。", finish_reason="stop", tokens_in=100, tokens_out=10)


@pytest.fixture
def accounts():
    """Return accounts on a book of their own, in which every process runs but one."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    made = Accounts(connection, lambda call: call.process != DEAD)
    assert made.is_new()
    made.make([])
    yield made
    connection.close()


def usd(amount):
    return Decimal(amount)


def test_an_intent_is_written_down_and_its_worst_case_held_back(accounts, intent_for):
    begun = accounts.begin(intent_for(worst="0.01"))
    assert begun.is_ours
    assert begun.call.attempt == 1
    assert accounts.balance().reserved == usd("0.01")
    assert [call.outcome for call in accounts.open()] == [CallOutcome.OPEN]


def test_an_end_gives_back_what_was_held_and_counts_what_it_cost(accounts, intent_for):
    call = accounts.begin(intent_for(worst="0.01")).call
    accounts.end(ended_well(call, GOOD, usd("0.002"), usd("0.01")))
    assert accounts.balance().model_dump() == {"spent": usd("0.002"), "reserved": 0}


def test_an_attempt_ends_once(accounts, intent_for):
    call = accounts.begin(intent_for(worst="0.01")).call
    accounts.end(ended_well(call, GOOD, usd("0.002"), usd("0.01")))
    accounts.end(ended_without_answer(call, ChatError(Fault.BROKEN, "late"), usd("0.01")))
    assert accounts.latest(call.call_key).outcome == CallOutcome.STORED
    assert accounts.balance().spent == usd("0.002")


def test_a_stored_answer_is_given_and_nothing_begun(accounts, intent_for):
    call = accounts.begin(intent_for()).call
    accounts.end(ended_well(call, GOOD, usd("0.002"), usd("0.01")))
    again = accounts.begin(intent_for())
    assert again.stored
    assert again.call.answer == "図です。"
    assert accounts.open() == []


def test_a_request_that_failed_is_the_next_attempt(accounts, intent_for):
    call = accounts.begin(intent_for()).call
    accounts.end(ended_without_answer(call, ChatError(Fault.BROKEN, "cut"), usd("0.01")))
    assert accounts.begin(intent_for()).call.attempt == 2


def test_a_request_that_another_process_makes_is_waited_for(accounts, intent_for):
    accounts.begin(intent_for(process="host:7:7"))
    again = accounts.begin(intent_for())
    assert again.waiting
    assert len(accounts.open()) == 1


def test_an_intent_of_a_dead_process_is_lost_at_worst_case_and_asked_again(accounts, intent_for):
    lost = accounts.begin(intent_for(worst="0.01", process=DEAD)).call
    again = accounts.begin(intent_for(worst="0.02"))
    assert again.is_ours
    assert again.call.attempt == 2
    assert accounts.balance().model_dump() == {"spent": usd("0.01"), "reserved": usd("0.02")}
    [row] = accounts.unwritten(10)
    assert (row.call_key, row.outcome, row.cost_usd) == (lost.call_key, CallOutcome.LOST, usd("0.01"))


def test_a_request_in_a_batch_is_not_lost_with_its_process(accounts, intent_for):
    accounts.begin(intent_for(process=DEAD, batch_id="batch_1"))
    assert accounts.begin(intent_for()).waiting
    assert accounts.sweep() == 0


def test_the_cap_is_reached_only_when_less_than_one_worst_case_is_left(accounts, intent_for):
    call = accounts.begin(intent_for(1, worst="0.6", cap="1")).call
    assert accounts.begin(intent_for(2, worst="0.6", cap="1")).waiting
    accounts.end(ended_well(call, GOOD, usd("0.1"), usd("0.6")))
    call = accounts.begin(intent_for(2, worst="0.6", cap="1")).call
    accounts.end(ended_well(call, GOOD, usd("0.4"), usd("0.6")))
    with pytest.raises(CapReachedError, match=r"0\.5.* are spent.*may cost 0\.6.*cap is 1"):
        accounts.begin(intent_for(3, worst="0.6", cap="1"))
    assert accounts.begin(intent_for(3, worst="0.5", cap="1")).is_ours


def test_what_dead_processes_hold_back_is_waited_for_by_nobody(accounts, intent_for):
    accounts.begin(intent_for(1, worst="0.6", cap="1", process=DEAD))
    with pytest.raises(CapReachedError):
        accounts.begin(intent_for(2, worst="0.6", cap="1"))
    assert accounts.begin(intent_for(2, worst="0.4", cap="1")).is_ours


def test_batches_that_hold_everything_back_are_not_waited_for_but_said_to_give_room(accounts, intent_for):
    accounts.begin(intent_for(1, worst="0.6", cap="1", batch_id="batch_1"))
    with pytest.raises(CapReachedError) as caught:
        accounts.begin(intent_for(2, worst="0.6", cap="1"))
    assert caught.value.room_later


def test_an_unknown_price_holds_nothing_back_and_is_never_zero(accounts, intent_for):
    call = accounts.begin(intent_for(worst=None, cap="1")).call
    accounts.end(ended_well(call, GOOD, None, None))
    assert accounts.latest(call.call_key).cost_usd is None
    assert accounts.balance().model_dump() == {"spent": 0, "reserved": 0}


@pytest.mark.parametrize(("worst", "held"), [("1.5e-9", "2e-9"), ("1e-10", "1e-9"), ("0.123456789", "0.123456789")])
def test_money_is_rounded_up(accounts, intent_for, worst, held):
    accounts.begin(intent_for(worst=worst))
    assert accounts.balance().reserved == usd(held)


def test_an_attempt_that_changed_since_it_was_read_is_not_claimed(accounts, intent_for):
    call = accounts.begin(intent_for(batch_id="new:tag")).call
    read = accounts.unwritten(10)
    accounts.move(call.model_copy(update={"batch_id": "batch_1"}))
    accounts.claim(read, "entry")
    assert [one.batch_id for one in accounts.unwritten(10)] == ["batch_1"]


def test_a_row_that_an_older_version_wrote_is_claimed_too(accounts, intent_for):
    call = accounts.begin(intent_for()).call
    accounts.end(ended_well(call, GOOD, usd("0.002"), usd("0.01")))
    [spelled] = accounts._connection.execute("select call from calls").fetchone()
    accounts._connection.execute("update calls set call = ?", [spelled.replace(',"process"', ' ,"process"')])
    accounts.claim(accounts.unwritten(10), "entry")
    assert accounts.unwritten(10) == []


@pytest.fixture(scope="module", autouse=True)
def machine_facts(about, terms, request_for):
    Money.call = staticmethod(lambda number: new_call(request_for(number), about, terms))
    Money.this = this_process()


class Money(RuleBasedStateMachine):
    """Accounts against a list of what was begun and what became of it."""

    CAP = Decimal("0.5")
    amounts = st.integers(0, 200_000_000).map(lambda nano: Decimal(nano).scaleb(-9))

    def __init__(self):
        super().__init__()
        connection = sqlite3.connect(":memory:", isolation_level=None)
        self.accounts = Accounts(connection, lambda call: call.process != DEAD)
        self.accounts.is_new()
        self.accounts.make([])
        self.open, self.stored = {}, set()
        self.spent = Decimal(0)

    @rule(number=st.integers(0, 4), worst=amounts, dead=st.booleans())
    def begin(self, number, worst, dead):
        call = self.call(number).model_copy(update={"process": DEAD if dead else self.this})
        lost = self.open.get(number)
        room = self.spent + sum(held for held, _ in self.open.values()) + worst <= self.CAP
        try:
            begun = self.accounts.begin(Intent(call, worst, self.CAP))
        except CapReachedError:
            self.look()
            assert self.spent + worst > self.CAP or not self.open
            return
        assert begun.stored == (number in self.stored)
        if begun.is_ours:
            self.look()
            assert room or (lost and lost[1].process == DEAD) or self.fits_now(worst)
            self.open[number] = (worst, begun.call)
        else:
            self.look()

    def fits_now(self, worst):
        return self.spent + sum(held for held, _ in self.open.values()) + worst <= self.CAP

    def look(self):
        """Take into the model what was lost on the way: nothing but calls of the dead, at their worst case."""
        under_way = {call.call_key for call in self.accounts.open()}
        for number, (held, call) in list(self.open.items()):
            if call.call_key not in under_way or self.accounts.latest(call.call_key).attempt != call.attempt:
                assert call.process == DEAD
                self.spent += held
                del self.open[number]

    @precondition(lambda self: self.open)
    @rule(data=st.data(), share=st.fractions(0, 1), answered=st.booleans(), paid=st.booleans())
    def end(self, data, share, answered, paid):
        number = data.draw(st.sampled_from(sorted(self.open)))
        held, call = self.open.pop(number)
        if answered:
            cost = (held * share.numerator / share.denominator).quantize(Decimal("1e-9"), rounding="ROUND_DOWN")
            self.accounts.end(ended_well(call, GOOD, cost, held))
            self.stored.add(number)
        else:
            cost = held if paid else Decimal(0)
            fault = Fault.BROKEN if paid else Fault.BUSY
            self.accounts.end(ended_without_answer(call, ChatError(fault, "no"), held))
        self.spent += cost

    @rule()
    def sweep(self):
        self.accounts.sweep()
        self.look()
        assert all(call.process != DEAD for _, call in self.open.values())

    @invariant()
    def the_money_adds_up(self):
        balance = self.accounts.balance()
        assert balance.spent == self.spent
        assert balance.reserved == sum((held for held, _ in self.open.values()), Decimal(0))
        assert balance.spent + balance.reserved <= self.CAP


TestMoney = Money.TestCase
TestMoney.settings = settings(
    max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)

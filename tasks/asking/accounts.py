"""What the ledger's file says and is told: one transaction's worth of statements, in plain values."""

import sqlite3
from collections.abc import Callable, Iterable
from decimal import ROUND_CEILING, Decimal
from typing import Any, NamedTuple

import sql
from tasks.asking.errors import CapReachedError
from tasks.records.enums import CallOutcome
from tasks.records.record import Record
from tasks.records.sample import LlmCall

NANO = Decimal(1).scaleb(-9)
GONE = "the process that asked ended before the answer was stored"
_TABLES = ("create_calls", "create_open_calls", "create_calls_by_entry", "create_account")


class Balance(Record):
    """What the calls of a workspace cost, and what those under way may cost at most; USD."""

    spent: Decimal
    reserved: Decimal


class Intent(NamedTuple):
    """A request that somebody wants to make: what it is, what it may cost at most, and what may be spent in all."""

    call: LlmCall
    worst: Decimal | None
    cap: Decimal | None


class Begun(NamedTuple):
    """What to do about a request: go ahead with ``call``, take its answer (``stored``), or wait for who is at it."""

    call: LlmCall
    stored: bool = False
    waiting: bool = False

    @property
    def is_ours(self) -> bool:
        """Tell whether to go ahead."""
        return not (self.stored or self.waiting)


class Accounts:
    """The statements of one open transaction."""

    def __init__(self, connection: sqlite3.Connection, is_asked: Callable[[LlmCall], bool]) -> None:
        self._connection = connection
        self._is_asked = is_asked

    def is_new(self) -> bool:
        """Make the tables that are missing; tell whether nothing was ever written down."""
        for name in _TABLES:
            self._run(name)
        return not self._run("read_account")

    def make(self, calls: Iterable[tuple[LlmCall, str]]) -> None:
        """Open the account with what the journal tells of: attempts, each with its entry."""
        self._run("open_account")
        for call, entry_id in calls:
            worst = _nano(call.estimate_usd if call.outcome == CallOutcome.OPEN else call.cost_usd)
            cost = None if call.outcome == CallOutcome.OPEN else worst
            self._run("insert_call", **_row(call, worst, cost, entry_id))
            self._run("move_account", spent=cost or 0, reserved=0 if cost is not None else worst or 0)

    def balance(self) -> Balance:
        """Return what is spent and what is held back."""
        [(spent, reserved)] = self._run("read_account")
        return Balance(spent=spent * NANO, reserved=reserved * NANO)

    def begin(self, intent: Intent) -> Begun:
        """Write an intent down and hold its worst case back.

        CapReachedError if the cap has no room for it; as long as others are under way, which mostly cost less than is
        held back for them, there may be some later.
        """
        last = self.latest(intent.call.call_key)
        if last is not None and last.outcome == CallOutcome.STORED:
            return Begun(last, stored=True)
        if last is not None and last.outcome == CallOutcome.OPEN:
            if last.batch_id is not None or self._is_asked(last):
                return Begun(last, waiting=True)
            self.lose(last)
        if not self._has_room(intent):
            return Begun(intent.call, waiting=True)
        return Begun(self._insert(intent, last.attempt + 1 if last else 1))

    def latest(self, call_key: str) -> LlmCall | None:
        """Return the last attempt at a request."""
        rows = self._run("read_latest_attempt", call_key=call_key)
        return LlmCall.model_validate_json(rows[0][-1]) if rows else None

    def end(self, call: LlmCall) -> None:
        """Write down how an attempt ended, and give back what was held back for it; once only."""
        cost = _nano(call.cost_usd)
        ended = {"outcome": call.outcome, "cost": cost, "call": call.model_dump_json()}
        rows = self._run("end_call", call_key=call.call_key, attempt=call.attempt, **ended)
        if rows:
            self._run("move_account", spent=cost or 0, reserved=-(rows[0][0] or 0))

    def worst(self, call: LlmCall) -> Decimal | None:
        """Return what is held back for the last attempt at a request."""
        [(*_, worst, _)] = self._run("read_latest_attempt", call_key=call.call_key)
        return None if worst is None else worst * NANO

    def lose(self, call: LlmCall, why: str = GONE) -> None:
        """Write an attempt off that nobody will answer any more: it is counted at its worst case."""
        lost = {"outcome": CallOutcome.LOST, "cost_usd": self.worst(call), "error": why}
        self.end(call.model_copy(update=lost))

    def sweep(self) -> int:
        """Write off every attempt whose process is gone, and return how many there were."""
        lost = [call for call in self.open() if call.batch_id is None and not self._is_asked(call)]
        for call in lost:
            self.lose(call)
        return len(lost)

    def open(self) -> list[LlmCall]:
        """Return the attempts under way."""
        return [LlmCall.model_validate_json(row[-1]) for row in self._run("read_open_calls")]

    def move(self, call: LlmCall) -> None:
        """Hand an attempt over to the batch that it names, or to none."""
        key = {"call_key": call.call_key, "attempt": call.attempt}
        told = {"batch_id": call.batch_id, "process": call.process or "", "call": call.model_dump_json()}
        self._run("move_to_batch", **key, **told)

    def unwritten(self, most: int) -> list[LlmCall]:
        """Return attempts that the journal does not know yet."""
        return [LlmCall.model_validate_json(row[-1]) for row in self._run("read_unwritten_calls", most=most)]

    def claim(self, calls: Iterable[LlmCall], entry_id: str) -> None:
        """Note which entry of the journal holds attempts."""
        for call in calls:
            key = {"call_key": call.call_key, "attempt": call.attempt}
            self._run("claim_call", entry_id=entry_id, outcome=call.outcome, batch_id=call.batch_id, **key)

    def entries(self) -> list[str]:
        """Return the journal's entries that hold attempts."""
        return [entry_id for (entry_id,) in self._run("read_entries")]

    def forget(self, entry_id: str) -> None:
        """Have the attempts of an entry written to the journal again."""
        self._run("forget_entry", entry_id=entry_id)

    def _has_room(self, intent: Intent) -> bool:
        """Tell whether the cap has room now; CapReachedError if it will not have any."""
        if intent.worst is None or intent.cap is None or self._fits(intent.worst, intent.cap):
            return True
        # What is held back for processes that were killed meanwhile, nobody else would ever give back.
        if self.sweep() and self._fits(intent.worst, intent.cap):
            return True
        balance = self.balance()
        if balance.spent + intent.worst > intent.cap or all(call.batch_id for call in self.open()):
            raise CapReachedError(intent.cap, balance.spent, balance.reserved, intent.worst)
        return False

    def _fits(self, worst: Decimal, cap: Decimal) -> bool:
        balance = self.balance()
        return balance.spent + balance.reserved + worst <= cap

    def _insert(self, intent: Intent, attempt: int) -> LlmCall:
        worst = _nano(intent.worst)
        call = intent.call.model_copy(update={"attempt": attempt})
        self._run("insert_call", **_row(call, worst, None, None))
        self._run("move_account", spent=0, reserved=worst or 0)
        return call

    def _run(self, name: str, **parameters: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql.load(f"ledger/{name}"), parameters).fetchall()


def _row(call: LlmCall, worst: int | None, cost: int | None, entry_id: str | None) -> dict[str, Any]:
    return {
        "call_key": call.call_key,
        "attempt": call.attempt,
        "outcome": call.outcome,
        "process": call.process or "",
        "batch_id": call.batch_id,
        "worst": worst,
        "cost": cost,
        "entry_id": entry_id,
        "call": call.model_dump_json(),
    }


def _nano(usd: Decimal | None) -> int | None:
    """Return USD in billionths, rounded up: what is held back is never too little."""
    return None if usd is None else int((usd / NANO).to_integral_value(ROUND_CEILING))

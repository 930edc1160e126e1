"""Takes files of requests to a server's Batch API, and brings the answers back into the ledger."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from tasks.asking.accounts import Accounts
from tasks.asking.calls import ended_well, ended_without_answer
from tasks.asking.exchange import TRIES
from tasks.asking.gate import back_off
from tasks.asking.ledger import Ledger
from tasks.asking.processes import this_process
from tasks.asking.terms import Terms
from tasks.engines.chat import UNKNOWN_BATCH, ChatError, Fault
from tasks.engines.protocols import ChatBatches
from tasks.records.chat import BatchState, ChatReply, ChatRequest
from tasks.records.sample import LlmCall

T = TypeVar("T")
Came = tuple[str, ChatReply | ChatError]
"""A call key, and what came of the request."""

FORGOTTEN = timedelta(days=3)
"""A batch that the server does not know after so long has no answers to come: it had a day."""

_NOT_SENT = "new:"


def name_of(tag: str) -> str:
    """Return what stands in the ledger for a batch that the server has given no name yet."""
    return _NOT_SENT + tag


class Carrier:
    """Knows batches and calls, and nobody who waits for them; ChatError where a server cannot be asked."""

    def __init__(self, batches: ChatBatches, ledger: Ledger, terms: Mapping[str, Terms], poll: float) -> None:
        self._batches = batches
        self._ledger = ledger
        self._terms = terms
        self._poll = poll

    async def send(self, file: Path, tag: str, calls: Iterable[LlmCall]) -> str:
        """Start a batch and return its name; ChatError, at no cost, if there is none."""
        try:
            batch_id = await self._started(file, tag)
        except ChatError as error:
            await self._drop(calls, error)
            raise
        await self._move(calls, batch_id)
        return batch_id

    async def take_over(self, batch_id: str, calls: Iterable[LlmCall]) -> str | None:
        """Look after a batch of a run that ended, and return its name; None if it never came to be."""
        if batch_id.startswith(_NOT_SENT):
            found = await self._find(batch_id.removeprefix(_NOT_SENT))
            if found is None:
                await self._drop(calls, ChatError(Fault.AWAY, "the batch was never started"))
                return None
            batch_id = found
        await self._move(calls, batch_id)
        return batch_id

    async def bring(self, batch_id: str, requests: Mapping[str, ChatRequest]) -> AsyncIterator[Came]:
        """Wait for a batch to end, and yield what came of each request in it, when that is written down."""
        state = await self._over(batch_id)
        everything = await self._ledger.ado(Accounts.open)
        calls = {call.call_key: call for call in everything if call.batch_id == batch_id}
        if state.status == UNKNOWN_BATCH:
            for call in calls.values():
                yield call.call_key, await self._unknown(call)
            return
        for file_id in state.files:
            read = await self._read(file_id, requests)
            fresh = [(calls.pop(key), said) for key, said in read if key in calls]
            await asyncio.gather(*(self._end(call, said) for call, said in fresh))
            for call, said in fresh:
                yield call.call_key, said
        fault = Fault.BROKEN if state.status == "completed" else Fault.AWAY
        nothing = ChatError(fault, f"the batch ended as {state.status}: {state.error or 'without an answer to this'}")
        await asyncio.gather(*(self._end(call, nothing) for call in calls.values()))
        for key in calls:
            yield key, nothing

    async def _started(self, file: Path, tag: str) -> str:
        made: Counter[Fault] = Counter()
        while True:
            try:
                return await self._batches.start(file, tag)
            except ChatError as error:
                if error.fault is Fault.BROKEN and (found := await self._find(tag)) is not None:
                    return found  # it was, but word of it did not come back
                await _wait_or_raise(error, made)

    async def _find(self, tag: str) -> str | None:
        made: Counter[Fault] = Counter()
        while True:
            try:
                return await self._batches.find(tag)
            except ChatError as error:
                await _wait_or_raise(error, made)

    async def _over(self, batch_id: str) -> BatchState:
        """Ask how far a batch is until it is over."""
        while True:
            state = await self._in_time(lambda: self._batches.state(batch_id))
            if state.is_over:
                return state
            await asyncio.sleep(self._poll)

    async def _read(self, file_id: str, requests: Mapping[str, ChatRequest]) -> list[Came]:
        async def read() -> list[Came]:
            return [came async for came in self._batches.answers(file_id, requests)]

        return await self._in_time(read)

    async def _in_time(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask until there is an answer: batches take hours, and a server that is away meanwhile is waited for."""
        while True:
            try:
                return await ask()
            except ChatError as error:
                if error.fault not in TRIES:
                    raise
                await asyncio.sleep(max(self._poll, error.after or 0.0))

    async def _unknown(self, call: LlmCall) -> ChatError:
        """Say what to do about a request in a batch that this server does not know."""
        if call.at is not None and datetime.now(UTC) - call.at > FORGOTTEN:
            why = f"no server knows the batch {call.batch_id} any more"
            await self._ledger.ado(lambda accounts: accounts.lose(call, why))
            return ChatError(Fault.AWAY, why)
        where = "ask where it was sent to, with the same --base-url and key"
        return ChatError(
            Fault.REFUSED, f"it lies in the batch {call.batch_id}, which this server does not know: {where}"
        )

    async def _end(self, call: LlmCall, came: ChatReply | ChatError) -> None:
        terms = self._terms.get(call.model)

        def end(accounts: Accounts) -> None:
            worst = accounts.worst(call)
            if isinstance(came, ChatError):
                accounts.end(ended_without_answer(call, came, worst))
            else:
                accounts.end(ended_well(call, came, terms.actual(came) if terms else None, worst))

        await self._ledger.ado(end)

    async def _drop(self, calls: Iterable[LlmCall], error: ChatError) -> None:
        """Write down that requests were never made, and cost nothing."""
        never = ChatError(Fault.AWAY, str(error))
        await asyncio.gather(*(self._end(call, never) for call in calls))

    async def _move(self, calls: Iterable[LlmCall], batch_id: str) -> None:
        moved = {"batch_id": batch_id, "process": this_process()}
        orders = [self._ledger.ado(_moving(call.model_copy(update=moved))) for call in calls]
        await asyncio.gather(*orders)


def _moving(call: LlmCall) -> Callable[[Accounts], None]:
    return lambda accounts: accounts.move(call)


async def _wait_or_raise(error: ChatError, made: Counter[Fault]) -> None:
    made[error.fault] += 1
    if made[error.fault] >= TRIES.get(error.fault, 1):
        raise error
    await asyncio.sleep(max(error.after or 0.0, back_off(made[error.fault])))

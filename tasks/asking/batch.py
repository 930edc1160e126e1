"""Asks by batches: when everybody waits for an answer, all that is asked goes out together.

Who asks notices nothing but the time: a sample that needs three answers takes three batches. What was sent is in the
ledger with its batch, so that a run that starts again takes the answers of batches that an earlier one sent.
"""

import asyncio
import tempfile
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tasks.asking.accounts import Accounts, Intent
from tasks.asking.calls import About, answer_of, ended_without_answer, new_call
from tasks.asking.carrier import Carrier, name_of
from tasks.asking.errors import CapReachedError, ForbiddenError, UnansweredError
from tasks.asking.exchange import Pictures, Server
from tasks.asking.ledger import Ledger
from tasks.asking.processes import COLLECTED, is_collected
from tasks.engines.chat import ChatError, Fault
from tasks.records.chat import ChatReply, ChatRequest
from tasks.records.sample import LlmCall

MOST_REQUESTS, MOST_BYTES = 50_000, 150 << 20
"""What one file may hold; OpenAI takes 50,000 requests and 200 MB."""

TRIES = 3
QUIET_SECONDS = 1.0
"""So long nobody may ask for anything new before a batch goes out."""


@dataclass
class _Asked:
    """One request that somebody waits for; it is to be sent as long as it lies in no batch."""

    request: ChatRequest
    about: About
    answer: "asyncio.Future[ChatReply]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    batch_id: str | None = None
    tries: int = 0


class BatchExchange:
    """Asks one server by its Batch API, under one cap."""

    def __init__(self, server: Server, ledger: Ledger, pictures: Pictures, cap: Decimal | None, poll: float) -> None:
        batches = server.connection.batches()
        if batches is None:
            raise ForbiddenError("this engine has no batches")
        self._batches = batches
        self._carrier = Carrier(batches, ledger, server.terms, poll)
        self._server = server
        self._ledger = ledger
        self._pictures = pictures
        self._cap = cap
        self._poll = poll
        self._taking_part = self._waiting = 0
        self._asked: dict[str, _Asked] = {}
        self._changed = asyncio.Event()
        self._work: set[asyncio.Task[None]] = set()
        self._watched: set[str | None] = set()
        self._failure: Exception | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator["BatchExchange"]:
        """Take up the batches that nobody looks after, and send new ones while the block runs."""
        try:
            await self._take_up()
        except ChatError as error:
            raise ForbiddenError(f"the batches of an earlier run cannot be asked for: {error}") from error
        self._start(self._send_when_quiet())
        try:
            yield self
        finally:
            work = list(self._work)
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            COLLECTED.difference_update(self._watched)

    @asynccontextmanager
    async def taking_part(self) -> AsyncIterator[None]:
        """Count as one who may ask, and is waited for before a batch goes out."""
        self._taking_part += 1
        try:
            yield
        finally:
            self._taking_part -= 1
            self._changed.set()

    async def ask(self, request: ChatRequest, about: About) -> ChatReply:
        """Return the answer to a request, the stored one if there is one; errors as of ``Exchange.ask``."""
        key = request.call_key
        last = await self._ledger.ado(lambda accounts: accounts.latest(key))
        if last is not None and (stored := answer_of(last)):
            return stored
        if self._failure is not None:
            raise self._failure
        asked = self._asked.setdefault(key, _Asked(request, about))
        self._waiting += 1
        self._changed.set()
        try:
            return await asyncio.shield(asked.answer)
        finally:
            self._waiting -= 1

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done aside; if it fails, so does everybody who waits, or will."""
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        error = None if task.cancelled() else task.exception()
        if not isinstance(error, Exception):
            return
        self._failure = ForbiddenError(str(error)) if isinstance(error, ChatError) else error
        for asked in list(self._asked.values()):
            self._settle(asked, self._failure)

    async def _take_up(self) -> None:
        """Look after the batches of runs that ended; what was never sent is free to be asked again."""
        by_batch = defaultdict(list)
        for call in await self._ledger.ado(Accounts.open):
            if call.batch_id is not None and not is_collected(call):
                by_batch[call.batch_id].append(call)
        for batch_id, calls in by_batch.items():
            found = await self._carrier.take_over(batch_id, calls)
            if found is not None:
                self._watch(found, [self._asked[call.call_key] for call in calls if call.call_key in self._asked])

    def _watch(self, batch_id: str, waiting: Iterable[_Asked]) -> None:
        """Collect a batch, for those who wait for what lies in it."""
        for asked in waiting:
            asked.batch_id = batch_id
        if batch_id not in self._watched:
            self._watched.add(batch_id)
            COLLECTED.add(batch_id)
            self._start(self._collect(batch_id))

    async def _collect(self, batch_id: str) -> None:
        """Hand out what a batch brings; who is left over, since another process was first, asks again."""
        requests = {key: asked.request for key, asked in self._asked.items() if asked.batch_id == batch_id}
        async for key, came in self._carrier.bring(batch_id, requests):
            asked = self._asked.get(key)
            if asked is not None and asked.batch_id == batch_id:
                self._hand_out(asked, came)
        self._watched.discard(batch_id)
        COLLECTED.discard(batch_id)
        for asked in self._asked.values():
            asked.batch_id = None if asked.batch_id == batch_id else asked.batch_id
        self._changed.set()

    async def _send_when_quiet(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            await asyncio.sleep(QUIET_SECONDS)
            if not self._changed.is_set() and self._waiting >= self._taking_part:
                await self._send([asked for asked in self._asked.values() if asked.batch_id is None])

    async def _send(self, waiting: list[_Asked]) -> None:
        """Send what waits, in as many files as it takes."""
        while waiting:
            tag = str(uuid.uuid4())
            COLLECTED.add(name_of(tag))
            try:
                with tempfile.TemporaryDirectory() as folder:
                    file = Path(folder) / "requests.jsonl"
                    calls = await self._written(file, name_of(tag), waiting)
                    await self._sent(file, tag, calls)
            finally:
                COLLECTED.discard(name_of(tag))

    async def _written(self, file: Path, name: str, waiting: list[_Asked]) -> list[LlmCall]:
        """Write into a file what goes out, as much as it may hold, and take that off the list."""
        calls = list[LlmCall]()
        with file.open("wb") as lines:
            while waiting and len(calls) < MOST_REQUESTS and lines.tell() < MOST_BYTES:
                asked = waiting.pop(0)
                call = await self._begun(asked, name)
                if call is not None and (line := await self._line(asked, call)):
                    calls.append(call)
                    lines.write(line)
        return calls

    async def _begun(self, asked: _Asked, name: str) -> LlmCall | None:
        """Write the intent down; None where there is no room now, or an answer, or somebody else is at it."""
        request, terms = asked.request, self._server.terms[asked.request.model]
        call = new_call(request, asked.about, terms).model_copy(update={"batch_id": name})
        intent = Intent(call, terms.worst(request), self._cap)
        try:
            begun = await self._ledger.ado(lambda accounts: accounts.begin(intent))
        except CapReachedError as error:
            if not (error.room_later and any(one.batch_id for one in self._asked.values())):
                self._settle(asked, error)
            return None  # else a batch of ours gives room when it ends
        if begun.is_ours:
            asked.batch_id = name
            return begun.call
        if (stored := answer_of(begun.call)) is not None:
            self._settle(asked, stored)
        else:
            await self._wait_for(asked, begun.call, name)
        return None

    async def _wait_for(self, asked: _Asked, call: LlmCall, name: str) -> None:
        """See to it that a request is looked at again which somebody else is at, or which has no room yet."""
        if call.batch_id in self._watched:
            asked.batch_id = call.batch_id
        elif call.batch_id not in {None, name} and not is_collected(call):
            await self._take_up()
            self._changed.set()
        else:
            asyncio.get_running_loop().call_later(self._poll, self._changed.set)

    async def _line(self, asked: _Asked, call: LlmCall) -> bytes | None:
        """Return the line of a request; None if its picture is gone."""
        image = asked.request.image
        try:
            picture = await self._pictures(image) if image else None
        except OSError as error:
            never = ended_without_answer(call, ChatError(Fault.AWAY, f"no picture: {error}"), Decimal(0))
            await self._ledger.ado(lambda accounts: accounts.end(never))
            self._settle(asked, error)
            return None
        return self._batches.line(asked.request, picture)

    async def _sent(self, file: Path, tag: str, calls: list[LlmCall]) -> None:
        if not calls:
            return
        waiting = [self._asked[call.call_key] for call in calls]
        try:
            batch_id = await self._carrier.send(file, tag, calls)
        except ChatError as error:
            for asked in waiting:
                self._hand_out(asked, error)
            return
        self._watch(batch_id, waiting)

    def _hand_out(self, asked: _Asked, came: ChatReply | ChatError) -> None:
        """Tell who waits what came; a request without an answer is sent again, unless that is no use."""
        if isinstance(came, ChatReply):
            self._settle(asked, came)
            return
        asked.batch_id = None
        asked.tries += came.fault is not Fault.UNSUPPORTED
        if came.fault is Fault.FORBIDDEN:
            self._settle(asked, ForbiddenError(str(came)))
        elif asked.tries >= TRIES or came.fault in {Fault.REFUSED, Fault.FILTERED}:
            self._settle(asked, UnansweredError(f"no answer after {asked.tries} batches: {came}", came.fault))
        else:
            self._changed.set()

    def _settle(self, asked: _Asked, answer: ChatReply | Exception) -> None:
        """Tell everybody who waits, and be done with it."""
        self._asked.pop(asked.request.call_key, None)
        if asked.answer.done():
            return
        if isinstance(answer, ChatReply):
            asked.answer.set_result(answer)
        else:
            asked.answer.set_exception(answer)
            asked.answer.exception()  # heard, even if nobody waits any more

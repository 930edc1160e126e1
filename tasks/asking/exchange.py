"""Asks a model: an answer that is there is taken, else the request is written down, paid for, sent and kept."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple
from weakref import WeakValueDictionary

from tasks.asking.accounts import Begun, Intent
from tasks.asking.calls import About, answer_of, ended_well, ended_without_answer, interrupted, new_call
from tasks.asking.errors import ForbiddenError, UnansweredError
from tasks.asking.gate import Gate, back_off
from tasks.asking.ledger import Ledger
from tasks.asking.processes import is_collected
from tasks.asking.terms import Terms
from tasks.engines.chat import ChatError, Fault
from tasks.engines.protocols import ChatConnection
from tasks.records.chat import ChatReply, ChatRequest, Image
from tasks.records.sample import LlmCall

TRIES = {Fault.BUSY: 30, Fault.AWAY: 8, Fault.BROKEN: 4, Fault.UNSUPPORTED: 6}
"""How often a request is made that ends in these ways; the others are made once."""

TRIES_UNHEARD = 3
"""So often a server is called that never answered anything: more likely the address is wrong than the server away."""

LOOK_AGAIN_SECONDS = 0.5
_NEVER_SENT = ChatError(Fault.AWAY, "broken off before it was sent")

Pictures = Callable[[Image], Awaitable[str]]
"""Gives a picture as a data URL."""


class Server(NamedTuple):
    """Whom to ask, how often at once, and at what price each model."""

    connection: ChatConnection
    gate: Gate
    terms: Mapping[str, Terms]


class Exchange:
    """Asks one model of one server under one cap; many may ask at once."""

    def __init__(self, server: Server, ledger: Ledger, pictures: Pictures, cap: Decimal | None) -> None:
        self._server = server
        self._ledger = ledger
        self._pictures = pictures
        self._cap = cap
        self._is_heard = False
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def taking_part(self) -> AsyncIterator[None]:
        """Count as one who may ask; here nobody is waited for."""
        yield

    async def ask(self, request: ChatRequest, about: About) -> ChatReply:
        """Return the answer to a request, the stored one if there is one.

        CapReachedError if it might cross the cap, UnansweredError if all tries ended without an answer, ForbiddenError
        if the server lets nobody ask, LedgerError if nothing can be written down, OSError if the picture is gone.
        """
        key = request.call_key
        async with self._asking.setdefault(key, asyncio.Lock()):
            last = await self._ledger.ado(lambda accounts: accounts.latest(key))
            if last is not None and (stored := answer_of(last)):
                return stored
            picture = await self._pictures(request.image) if request.image else None
            return await self._answered(request, about, picture)

    async def _answered(self, request: ChatRequest, about: About, picture: str | None) -> ChatReply:
        terms = self._server.terms[request.model]
        call = new_call(request, about, terms)
        intent = Intent(call, terms.worst(request), self._cap)
        weight = (call.estimate_tokens_in or 0) + request.max_tokens
        made: defaultdict[Fault, int] = defaultdict(int)
        while True:
            async with self._server.gate.entered(weight):
                begun = await self._begun(intent)
                came: ChatReply | ChatError | None = answer_of(begun.call)
                if begun.is_ours:
                    came = await self._attempt(begun.call, intent.worst, request, picture)
                else:
                    self._server.gate.unused(weight)
            if isinstance(came, ChatReply):
                self._is_heard = True
                return came
            if came is None:  # there is no room yet, or another process is at it
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
                continue
            made[came.fault] += 1
            await self._wait_after(came, made[came.fault])

    async def _begun(self, intent: Intent) -> Begun:
        """Write the intent down; one who is called off meanwhile leaves nothing held back."""
        intent = intent._replace(call=intent.call.model_copy(update={"at": datetime.now(UTC)}))
        writing = self._ledger.order(lambda accounts: accounts.begin(intent))
        try:
            begun = await asyncio.wrap_future(writing)
        except asyncio.CancelledError:
            if writing.exception() is None and (unwanted := writing.result()).is_ours:
                await self._end(ended_without_answer(unwanted.call, _NEVER_SENT, intent.worst))
            raise
        if begun.waiting and begun.call.batch_id is not None and not is_collected(begun.call):
            lies = f"it lies in {begun.call.batch_id}, of a run that ended: `--batch` takes its answer"
            raise UnansweredError(lies, Fault.BUSY)
        return begun

    async def _attempt(
        self, call: LlmCall, worst: Decimal | None, request: ChatRequest, picture: str | None
    ) -> ChatReply | ChatError:
        """Make one attempt and write down how it ended, whatever happens but the end of the process."""
        started = time.monotonic()
        ended = interrupted(call, worst)
        try:
            reply = await self._server.connection.ask(request, picture)
            ended = ended_well(call, reply, self._server.terms[request.model].actual(reply), worst)
        except ChatError as error:
            ended = ended_without_answer(call, error, worst)
            return error
        finally:
            await self._end(ended.model_copy(update={"seconds": round(time.monotonic() - started, 3)}))
        return reply

    async def _end(self, call: LlmCall) -> None:
        await asyncio.wrap_future(self._ledger.order(lambda accounts: accounts.end(call)))

    async def _wait_after(self, error: ChatError, tries: int) -> None:
        self._is_heard = self._is_heard or error.fault is not Fault.AWAY
        if error.fault is Fault.FORBIDDEN:
            raise ForbiddenError(f"{error}; is the key right, the model's name, the account in credit?")
        if not self._is_heard and tries >= TRIES_UNHEARD:
            raise ForbiddenError(f"the server cannot be reached; is its address right? {error}")
        if tries >= TRIES.get(error.fault, 1):
            raise UnansweredError(f"no answer after {tries} tries: {error}", error.fault) from error
        if error.fault is Fault.UNSUPPORTED:
            return
        if error.fault is Fault.BUSY:
            self._server.gate.close_for(error.after or 0.0)
        await asyncio.sleep(max(error.after or 0.0, back_off(tries)))

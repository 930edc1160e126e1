"""Leave to ask a model, lent in blocks from Prefect's global limits, which all workers of a server share.

Asking for each request would cost more client time than the request (about 2 ms of CPU each). Places are given back now
and then, so that another worker gets its share; those of a process that was killed are given back by the next one.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from tasks.asking.gate import Gate, Limits
from tasks.asking.processes import runs, this_process
from tasks.runtime.errors import TransientError

PLACES = 8
"""Blocks that the places are lent in."""
HELD_SECONDS, LEASE_SECONDS, ASK_AGAIN_SECONDS = 20.0, 60.0, 1.0
STARVED_SECONDS = 900.0
"""Longer than any request takes, after which others give their places back."""

BLOCK_SECONDS = 3.0
"""A block of a rate is what may begin in so long."""
_LATER = frozenset({408, 423, 429, 500, 502, 503, 504})
_UNFIT = re.compile(r"[^a-z0-9-]+")


@asynccontextmanager
async def gate(model: str, limits: Limits, state: Path) -> AsyncIterator[Gate]:
    """Give a gate for requests to a model that holds to ``limits`` together with those of all other workers."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 (seconds; only who asks a model pays)

    async with get_client() as client:
        office = _Office(client, state / "leases")
        await office.clear()
        places = asyncio.Semaphore(0)
        name = f"etoki-{_UNFIT.sub('-', model.lower())}"
        opened = Gate(
            places,
            await _rate(office, f"{name}-requests-a-minute", limits.requests_per_minute),
            await _rate(office, f"{name}-tokens-a-minute", limits.tokens_per_minute),
        )
        blocks = await office.places(f"{name}-at-once", limits.concurrency)
        tenant = _Tenant(office, f"{name}-at-once", places)
        keepers = [asyncio.create_task(tenant.keep(size)) for size in blocks]
        for keeper in keepers:
            keeper.add_done_callback(lambda ended: _pass_on(ended, opened))
        try:
            yield opened
        finally:
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)


class _Office:
    """What the server lends, and a note of it that outlives this process."""

    def __init__(self, client: Any, notes: Path) -> None:
        self._client = client
        self._notes = notes
        notes.mkdir(parents=True, exist_ok=True)

    async def clear(self) -> None:
        """Give back what processes had that are gone."""
        for note in self._notes.iterdir():
            with suppress(FileNotFoundError):  # another process was first
                if not runs(note.read_text(encoding="utf-8")):
                    await self.give_back(UUID(note.name))

    async def places(self, name: str, limit: int) -> list[int]:
        """Say how many there are, and return the sizes of the blocks that they are lent in."""
        await self._set(name, limit)
        size, over = divmod(limit, min(PLACES, limit))
        return [size + (number < over) for number in range(min(PLACES, limit))]

    async def rate(self, name: str, a_minute: int) -> int:
        """Say how many there are a minute, and return how many are lent at once."""
        block = max(1, int(a_minute * BLOCK_SECONDS / 60))
        await self._set(name, block, a_minute / 60)
        return block

    async def _set(self, name: str, limit: int, decay: float | None = None) -> None:
        from prefect.exceptions import ObjectAlreadyExists  # noqa: PLC0415 (seconds; only who asks a model pays)

        try:
            await self._client.upsert_global_concurrency_limit_by_name(name, limit, decay)
        except ObjectAlreadyExists:  # another worker, which began at the same moment, was first
            await self._client.upsert_global_concurrency_limit_by_name(name, limit, decay)

    async def borrow(self, name: str, size: int) -> UUID:
        """Wait for so many places and return what they are given back by."""
        lease: UUID = await _granted(lambda: self._lease(name, size))
        (self._notes / str(lease)).write_text(this_process(), encoding="utf-8")
        return lease

    async def _lease(self, name: str, size: int) -> UUID:
        """Ask once; what is granted to one who was called off meanwhile is given back: nobody else would."""
        ask = self._client.increment_concurrency_slots_with_lease
        asked = asyncio.ensure_future(ask([name], size, "concurrency", LEASE_SECONDS))
        try:
            return UUID((await asyncio.shield(asked)).json()["lease_id"])
        except asyncio.CancelledError:
            with suppress(httpx.HTTPError):
                await self._client.release_concurrency_slots_with_lease(UUID((await asked).json()["lease_id"]))
            raise

    async def use(self, name: str, count: int) -> None:
        """Wait until so many more may begin."""
        await _granted(lambda: self._client.increment_concurrency_slots([name], count, "rate_limit"))

    async def renew(self, lease: UUID) -> None:
        """Keep places for longer."""
        with suppress(httpx.HTTPError):
            await self._client.renew_concurrency_lease(lease, LEASE_SECONDS)

    async def give_back(self, lease: UUID) -> None:
        """Give places back; a lease that ran out is given back already."""
        with suppress(httpx.HTTPError):
            await self._client.release_concurrency_slots_with_lease(lease)
        (self._notes / str(lease)).unlink(missing_ok=True)


class _Rate:
    def __init__(self, office: _Office, name: str, block: int) -> None:
        self._office = office
        self._name = name
        self.block = block

    async def lend(self) -> None:
        await self._office.use(self._name, self.block)


async def _rate(office: _Office, name: str, a_minute: int | None) -> _Rate | None:
    if a_minute is None:
        return None
    return _Rate(office, name, await office.rate(name, a_minute))


class _Tenant:
    """Has blocks of places, and passes the places on to who asks."""

    def __init__(self, office: _Office, name: str, free: asyncio.Semaphore) -> None:
        self._office = office
        self._name = name
        self._free = free
        self._turn = asyncio.Lock()
        self._held = 0

    async def keep(self, size: int) -> None:
        """Have a block again and again; between, whoever waits for one on the server gets it."""
        while True:
            lease = await self._borrowed(size)
            self._held += 1
            try:
                for _ in range(size):
                    self._free.release()
                await self._kept(lease, asyncio.sleep(HELD_SECONDS))
                await self._kept(lease, self._retract(size))
            finally:
                self._held -= 1
                await asyncio.shield(self._office.give_back(lease))

    async def _borrowed(self, size: int) -> UUID:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(STARVED_SECONDS):
                    return await self._office.borrow(self._name, size)
            if not self._held:
                reset = f"if nobody asks, reset the limit {self._name} in the Prefect UI under Concurrency"
                raise TransientError(f"for {STARVED_SECONDS:.0f} seconds no place was free to ask the model: {reset}")

    async def _kept(self, lease: UUID, work: Coroutine[Any, Any, None]) -> None:
        """Keep places for as long as something takes."""
        task = asyncio.create_task(work)
        try:
            while not (await asyncio.wait({task}, timeout=HELD_SECONDS))[0]:
                await self._office.renew(lease)
        finally:
            task.cancel()

    async def _retract(self, size: int) -> None:
        """Take places back as they become free: those of one block at a time, so that few stand idle."""
        async with self._turn:
            for _ in range(size):
                await self._free.acquire()


def _pass_on(keeper: "asyncio.Task[None]", opened: Gate) -> None:
    """Tell those who wait for a place that there will be none: the server says that the limit cannot be used."""
    if not keeper.cancelled() and (error := keeper.exception()) is not None:
        opened.fail(error)


async def _granted(ask: Callable[[], Awaitable[Any]]) -> Any:
    """Ask until it is granted; a server that is away or out of order for a while is waited for."""
    while True:
        try:
            return await ask()
        except httpx.HTTPStatusError as error:
            if error.response.status_code not in _LATER:
                raise
            wait = error.response.headers.get("Retry-After")
        except httpx.TransportError:
            wait = None
        await asyncio.sleep(min(ASK_AGAIN_SECONDS, float(wait or ASK_AGAIN_SECONDS)))

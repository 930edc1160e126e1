"""How many requests are under way at once, and how many, of how many tokens, begin in a minute.

What may be done is lent in blocks by somebody who sees all workers (``Lender``): to ask for each request would cost
more than the request.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from pydantic import Field

from tasks.records.record import Record

LEAST_BACK_OFF, MOST_BACK_OFF = 0.5, 60.0


class Limits(Record):
    """What a server, or an account with it, bears; of all workers together."""

    concurrency: int = Field(default=16, ge=1, le=1024, description="Requests under way at once.")
    requests_per_minute: int | None = Field(default=None, ge=1, title="Requests Per Minute", description="None: any.")
    tokens_per_minute: int | None = Field(default=None, ge=1, title="Tokens Per Minute", description="None: any.")


class Lender(Protocol):
    """Gives leave for a block of requests, or of tokens; waits until there is some."""

    block: int

    async def lend(self) -> None:
        """Wait for leave for one block."""


class Stock:
    """What is left of the blocks that were lent."""

    def __init__(self, lender: Lender | None) -> None:
        self._lender = lender
        self._left = 0
        self._turn = asyncio.Lock()

    async def take(self, count: int) -> None:
        """Take so many, block after block; more than a block is waited for as it comes."""
        if self._lender is None:
            return
        async with self._turn:
            while self._left < count:
                await self._lender.lend()
                self._left += self._lender.block
            self._left -= count

    def put_back(self, count: int) -> None:
        """Leave to others what was taken and not used."""
        self._left += count


class Gate:
    """Lets requests through; closed for a while when the server asks to be left alone."""

    def __init__(self, places: asyncio.Semaphore, requests: Lender | None = None, tokens: Lender | None = None) -> None:
        self._places = places
        self._requests, self._tokens = Stock(requests), Stock(tokens)
        self._opens_at = 0.0
        self._failure: BaseException | None = None

    @asynccontextmanager
    async def entered(self, tokens: int) -> AsyncIterator[None]:
        """Hold one of the places while a request of so many tokens is under way."""
        async with self._places:
            if self._failure is not None:
                raise self._failure
            await self._requests.take(1)
            await self._tokens.take(tokens)
            while (left := self._opens_at - time.monotonic()) > 0:  # noqa: ASYNC110 (it may be put off meanwhile)
                await asyncio.sleep(left)
            yield

    def unused(self, tokens: int) -> None:
        """Leave to others what was taken for a request that was not made."""
        self._requests.put_back(1)
        self._tokens.put_back(tokens)

    def close_for(self, seconds: float) -> None:
        """Let nothing through for so long."""
        self._opens_at = max(self._opens_at, time.monotonic() + seconds)

    def fail(self, why: BaseException) -> None:
        """Have everybody raise who wants to enter, now or later: there will be no more places."""
        self._failure = why
        self._places.release()  # each who gets it passes it on by leaving


def back_off(tries: int) -> float:
    """Return how long to wait after so many tries: twice as long each time, and never two of many at one moment."""
    return random.uniform(0.5, 1.0) * min(MOST_BACK_OFF, LEAST_BACK_OFF * 2.0**tries)  # noqa: S311 (no secret)

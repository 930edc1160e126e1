"""Places, rates, and a gate that closes for everybody."""

import asyncio

import pytest

from tasks.asking import gate as gates
from tasks.asking.gate import Gate, Stock, back_off


class Lender:
    """Lends blocks of ten, and counts them."""

    block = 10

    def __init__(self):
        self.lent = 0

    async def lend(self):
        self.lent += 1
        await asyncio.sleep(0)


def test_leave_is_lent_in_blocks():
    async def take():
        lender = Lender()
        stock = Stock(lender)
        await asyncio.gather(*(stock.take(1) for _ in range(25)))
        return lender.lent

    assert asyncio.run(take()) == 3


def test_more_than_a_block_takes_more_blocks_and_what_is_left_over_serves_the_next():
    async def take():
        lender = Lender()
        stock = Stock(lender)
        await stock.take(25)
        await stock.take(5)
        return lender.lent

    assert asyncio.run(take()) == 3


def test_without_a_lender_there_is_no_rate():
    asyncio.run(Stock(None).take(1_000_000))


def test_what_was_not_used_serves_the_next():
    async def take():
        lender = Lender()
        gate = Gate(asyncio.Semaphore(1), lender, lender)
        for _ in range(5):
            async with gate.entered(4):
                gate.unused(4)
        return lender.lent

    assert asyncio.run(take()) == 2


class Clock:
    """Stands still but for those who sleep."""

    Lock = asyncio.Lock

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    async def sleep(self, seconds):
        end = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, end)


def test_a_closed_gate_lets_nobody_through_even_if_it_is_closed_again_meanwhile(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(gates, "time", clock)
    monkeypatch.setattr(gates, "asyncio", clock)

    async def through():
        gate = Gate(asyncio.Semaphore(3))
        gate.close_for(5)

        async def one():
            async with gate.entered(1):
                return clock.now

        waiting = [asyncio.create_task(one()) for _ in range(3)]
        await asyncio.sleep(0)
        gate.close_for(8)
        gate.close_for(1)
        return await asyncio.gather(*waiting)

    assert asyncio.run(through()) == [8, 8, 8]


def test_a_gate_that_failed_keeps_nobody_waiting():
    async def through():
        gate = Gate(asyncio.Semaphore(0))

        async def one():
            async with gate.entered(1):
                raise AssertionError("no place was free")

        waiting = [asyncio.create_task(one()) for _ in range(5)]
        await asyncio.sleep(0.01)
        gate.fail(ConnectionError("gone"))
        return await asyncio.gather(*waiting, one(), return_exceptions=True)

    assert [type(one) for one in asyncio.run(asyncio.wait_for(through(), 60))] == [ConnectionError] * 6


@pytest.mark.parametrize("tries", [1, 3, 50])
def test_waits_grow_to_a_minute_and_differ(tries):
    waits = [back_off(tries) for _ in range(50)]
    longest = min(60.0, 0.5 * 2**tries)
    assert longest / 2 <= min(waits) < max(waits) <= longest
    assert gates.MOST_BACK_OFF == 60.0

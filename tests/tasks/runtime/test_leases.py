"""Leave to ask, lent by a Prefect server to all who ask a model."""

import asyncio
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from tasks.asking.gate import Limits
from tasks.runtime import leases
from tasks.runtime.errors import TransientError

HOLDER = """
import asyncio, sys
from pathlib import Path
from tasks.asking.gate import Limits
from tasks.runtime import leases

async def hold():
    async with leases.gate(sys.argv[1], Limits(concurrency=4), Path(sys.argv[2])) as gate:
        for _ in range(4):
            await gate._places.acquire()
        print("held", flush=True)
        await asyncio.sleep(600)

asyncio.run(hold())
"""


@pytest.fixture
def connected(prefect_api, monkeypatch):
    """Return what runs something that asks the server."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    monkeypatch.setattr(leases, "ASK_AGAIN_SECONDS", 0.05)

    @contextmanager
    def at_server():
        with temporary_settings({PREFECT_API_URL: prefect_api}):
            yield

    def run(work, seconds=30):
        with at_server():
            return asyncio.run(asyncio.wait_for(work, seconds))

    return run


@pytest.mark.prefect
def test_two_who_share_a_limit_are_never_more_at_once_and_both_get_their_share(connected, tmp_path, monkeypatch):
    monkeypatch.setattr(leases, "HELD_SECONDS", 0.2)
    under_way = most = 0
    done = {"a": 0, "b": 0}

    async def call(gate, name):
        nonlocal under_way, most
        async with gate.entered(1):
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.02)
            under_way -= 1
            done[name] += 1

    async def worker(name):
        async with leases.gate("shared", Limits(concurrency=6), tmp_path) as gate:
            while sum(done.values()) <= 300 or min(done.values()) <= 60:
                await asyncio.gather(*(call(gate, name) for _ in range(12)))

    async def both():
        await asyncio.gather(worker("a"), worker("b"))

    connected(both(), 60)
    assert most <= 6
    assert list((tmp_path / "leases").iterdir()) == []


@pytest.mark.prefect
def test_what_a_killed_process_held_is_given_back_at_once(connected, prefect_api, tmp_path):
    command = [sys.executable, "-c", HOLDER, "killed", str(tmp_path)]
    environment = {**__import__("os").environ, "PREFECT_API_URL": prefect_api}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        holder.kill()

    async def enter():
        async with leases.gate("killed", Limits(concurrency=4), tmp_path) as gate:
            for _ in range(4):
                await gate._places.acquire()

    connected(enter(), leases.LEASE_SECONDS / 2)


@pytest.mark.prefect
def test_no_more_requests_and_tokens_begin_than_the_rates_say(connected, tmp_path, monkeypatch):
    monkeypatch.setattr(leases, "BLOCK_SECONDS", 0.5)
    limits = Limits(concurrency=9, requests_per_minute=1200, tokens_per_minute=60_000)

    async def begin(count, tokens):
        async with leases.gate("rates", limits, tmp_path) as gate:
            started = time.monotonic()
            for _ in range(count):
                async with gate.entered(tokens):
                    pass
            return time.monotonic() - started

    assert connected(begin(40, 1)) >= (40 - 10) / 20 - 0.6
    assert connected(begin(4, 500)) >= (2000 - 500) / 1000 - 0.6


@pytest.mark.prefect
def test_calls_ask_the_server_for_each_block_of_places_once(connected, tmp_path, monkeypatch):
    monkeypatch.setattr(leases, "HELD_SECONDS", 600)
    asked, borrow = [], leases._Office.borrow
    monkeypatch.setattr(leases._Office, "borrow", lambda office, *what: (asked.append(what), borrow(office, *what))[1])

    async def enter(count):
        async with leases.gate("cheap", Limits(concurrency=32), tmp_path) as gate:
            for _ in range(count):
                async with gate.entered(1):
                    await asyncio.sleep(0)

    connected(enter(1000))
    assert asked == [("etoki-cheap-at-once", 4)] * leases.PLACES


@pytest.mark.prefect
def test_notes_that_are_no_leases_of_the_dead_are_left_alone(connected, tmp_path):
    notes = tmp_path / "leases"
    notes.mkdir()
    (notes / "0197c0de-0000-7000-8000-000000000000").write_text("another-machine:1:2")

    async def enter():
        async with leases.gate("notes", Limits(concurrency=1), tmp_path) as gate, gate.entered(1):
            return [note.name for note in notes.iterdir()]

    assert "0197c0de-0000-7000-8000-000000000000" in connected(enter())


def refused(status, **headers):
    request = httpx.Request("POST", "http://127.0.0.1/api")
    return httpx.HTTPStatusError("no", request=request, response=httpx.Response(status, headers=headers))


def test_a_server_that_is_away_or_has_nothing_to_lend_is_asked_again(monkeypatch):
    monkeypatch.setattr(leases, "ASK_AGAIN_SECONDS", 0.01)
    told = [httpx.ConnectError("away"), refused(423, **{"Retry-After": "9"}), refused(500), httpx.ReadTimeout("slow")]

    async def ask():
        if told:
            raise told.pop(0)
        return "granted"

    assert asyncio.run(asyncio.wait_for(leases._granted(ask), 60)) == "granted"


class Office:
    """Lends nothing, in the way that it is told."""

    def __init__(self, error=None):
        self.error = error

    async def borrow(self, name, size):  # noqa: ARG002
        if self.error is not None:
            raise self.error
        await asyncio.Event().wait()


@pytest.mark.parametrize("error", [refused(422), None], ids=["refused", "nothing for a quarter of an hour"])
def test_who_gets_no_place_is_told_so_and_does_not_wait_for_ever(monkeypatch, error):
    monkeypatch.setattr(leases, "STARVED_SECONDS", 0.05)

    async def enter():
        places = asyncio.Semaphore(0)
        opened = leases.Gate(places)
        keeper = asyncio.create_task(leases._Tenant(Office(error), "etoki-m-at-once", places).keep(1))
        keeper.add_done_callback(lambda ended: leases._pass_on(ended, opened))
        async with opened.entered(1):
            raise AssertionError("no place was lent")

    with pytest.raises((httpx.HTTPStatusError, TransientError)) as caught:
        asyncio.run(asyncio.wait_for(enter(), 60))
    if error is None:
        assert "etoki-m-at-once" in str(caught.value)


def test_nothing_is_left_over_when_a_tenant_leaves(monkeypatch):
    monkeypatch.setattr(leases, "HELD_SECONDS", 0.01)
    given_back = []

    class Lending(Office):
        async def borrow(self, name, size):  # noqa: ARG002
            return len(given_back)

        async def renew(self, lease):
            pass

        async def give_back(self, lease):
            given_back.append(lease)

    async def leave():
        places = asyncio.Semaphore(0)
        keeper = asyncio.create_task(leases._Tenant(Lending(), "m", places).keep(2))
        await places.acquire()  # so that the block cannot be taken back
        await asyncio.sleep(0.1)
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        await asyncio.sleep(0)
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(leave()) == set()
    assert given_back == [0]

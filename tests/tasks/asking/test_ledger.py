"""The ledger's file: shared by threads and processes, killed, locked, full, not there."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest

from tasks.asking import ledger
from tasks.asking.accounts import Accounts
from tasks.asking.calls import ended_well
from tasks.asking.errors import CapReachedError, LedgerError
from tasks.asking.ledger import FILE, Ledger
from tasks.records.enums import CallOutcome

SPENDER = Path(__file__).with_name("spender.py")
CAP = Decimal("0.2")


@pytest.fixture
def spender(tmp_path):
    """Return what starts a process that begins and ends calls in the ledger until the cap is reached."""

    def start(name):
        words = [sys.executable, str(SPENDER), str(tmp_path), name, str(CAP)]
        return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)

    return start


def test_two_processes_of_many_threads_spend_no_more_than_the_cap(spender, book, rows_of, intent_for):
    running = [spender(name) for name in "ab"]
    said = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    spent, reserved = book.do(lambda accounts: accounts.balance()).model_dump().values()
    rows = rows_of(book)
    assert reserved == 0
    assert CAP - Decimal("0.01") < spent <= CAP
    assert spent == sum(row.cost_usd for row in rows)
    assert len({(row.call_key, row.attempt) for row in rows}) == len(rows)
    with pytest.raises(CapReachedError):
        book.do(lambda accounts: accounts.begin(intent_for(worst="0.01", cap=CAP)))


def test_a_process_that_is_killed_leaves_a_sound_file(spender, book):
    for _ in range(3):
        process = spender("c")
        assert process.stdout.readline()
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    with sqlite3.connect(book.file) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    lost = book.do(Accounts.sweep)
    assert lost <= 3 * 8
    balance = book.do(Accounts.balance)
    rows = book.do(lambda accounts: accounts.unwritten(100_000))
    assert balance.reserved == 0
    assert balance.spent == sum(row.cost_usd for row in rows) <= CAP


def test_one_order_that_is_refused_undoes_no_other(book, intent_for):
    book.do(lambda accounts: accounts.begin(intent_for(0, process="x")))

    def held():
        time.sleep(0.1)

    first = book.order(lambda _: held())  # what comes now is done in one transaction
    good = book.order(lambda accounts: accounts.begin(intent_for(1)))
    over = book.order(lambda accounts: accounts.begin(intent_for(2, worst="0.5", cap="0.1")))
    twice = book.order(lambda accounts: accounts._insert(intent_for(1), 1))
    last = book.order(lambda accounts: accounts.begin(intent_for(3)))
    assert first.result() is None
    assert good.result().is_ours
    assert last.result().is_ours
    with pytest.raises(CapReachedError):
        over.result()
    with pytest.raises(sqlite3.IntegrityError):
        twice.result()
    assert len(book.do(Accounts.open)) == 3
    assert book.do(Accounts.balance).reserved == Decimal("0.03")


def test_what_is_ordered_is_done_even_if_nobody_waits_for_it_any_more(book, intent_for):
    async def called_off():
        waiting = asyncio.ensure_future(book.ado(lambda accounts: (time.sleep(0.1), accounts.begin(intent_for()))))
        await asyncio.sleep(0.02)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    asyncio.run(called_off())
    assert len(book.do(Accounts.open)) == 1


@pytest.mark.parametrize("spoil", ["no folder", "no ledger", "a folder"])
def test_a_file_that_cannot_be_used_is_named_with_what_to_do(tmp_path, spoil):
    folder = tmp_path / "ws"
    if spoil != "no folder":
        folder.mkdir()
    if spoil == "no ledger":
        (folder / FILE).write_bytes(b"this is no ledger, and long enough to be seen as none" * 50)
    if spoil == "a folder":
        (folder / FILE).mkdir()
    with ledger.opened(folder) as book, pytest.raises(LedgerError, match=FILE) as caught:
        book.do(Accounts.is_new)
    assert any(word in str(caught.value) for word in ("folder is there", "move it away"))


def test_a_file_that_may_only_be_read_is_told_so(book):
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    book.file.chmod(0o400)
    with ledger.opened(book.file.parent) as other, pytest.raises(LedgerError, match="may not be written"):
        other.do(lambda accounts: accounts.make([]))


def test_a_lock_that_nobody_lets_go_of_is_an_error_and_the_next_order_tries_again(book, monkeypatch):
    monkeypatch.setattr(ledger, "WAIT_SECONDS", 0.05)
    with ledger.opened(book.file.parent) as other:
        assert other.do(Accounts.open) == []
        with sqlite3.connect(book.file, isolation_level=None) as holder:
            holder.execute("begin exclusive")
            with pytest.raises(LedgerError, match="let go of it"):
                other.do(Accounts.open)
            holder.execute("rollback")
        assert other.do(Accounts.open) == []


def fill(path):
    with suppress(OSError), path.open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)


def test_on_a_full_disk_nothing_is_half_there_and_with_room_it_goes_on(tmp_path, intent_for):
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        with ledger.opened(place) as book:
            book.do(Accounts.is_new)
            book.do(lambda accounts: accounts.make([]))
            call = book.do(lambda accounts: accounts.begin(intent_for())).call
            fill(place / "filler")
            ended = call.model_copy(update={"outcome": CallOutcome.STORED, "answer": "あ" * 100_000})
            with pytest.raises(LedgerError, match="disk is full"):
                book.do(lambda accounts: accounts.end(ended))
            assert book.do(Accounts.open) == [call]
            (place / "filler").unlink()
            book.do(lambda accounts: accounts.end(ended))
            assert book.do(Accounts.open) == []
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_ledger_that_is_closed_takes_no_orders_and_keeps_nobody_waiting(tmp_path):
    book = Ledger(tmp_path / FILE)
    book.close()
    with pytest.raises(LedgerError, match="closed"):
        book.do(Accounts.open)


def test_many_threads_that_ask_for_one_request_get_one_attempt(book, intent_for, reply):
    said = []

    def ask():
        begun = book.do(lambda accounts: accounts.begin(intent_for()))
        said.append(begun)
        if begun.is_ours:
            cost = Decimal("0.001")
            book.do(lambda accounts: accounts.end(ended_well(begun.call, reply(), cost, cost)))

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(begun.is_ours for begun in said) == 1
    assert book.do(Accounts.balance).spent == Decimal("0.001")

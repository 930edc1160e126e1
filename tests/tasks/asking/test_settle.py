"""Ledger and journal: each can be made of the other."""

import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tasks.asking import settle
from tasks.asking.accounts import Accounts
from tasks.asking.calls import answer_of, ended_well, ended_without_answer
from tasks.asking.ledger import FILE
from tasks.engines.chat import ChatError, Fault
from tasks.store.catalog import load, query
from tasks.store.workspace import Workspace

pytestmark = pytest.mark.sql

ROOT = Path(__file__).parents[3]
DEAD = f"{__import__('socket').gethostname()}:4194305:1"  # no process has so high a number
COST = Decimal("0.0041")


@pytest.fixture
def workspace(tmp_path):
    found = Workspace(tmp_path)
    found.journal.root.mkdir(parents=True)
    return found


@pytest.fixture
def spend(intent_for, reply):
    """Return what stores an answer, has one request fail, one under way in a batch, and leaves one behind."""

    def spent(book):
        def do(accounts):
            stored = accounts.begin(intent_for(0)).call
            accounts.end(ended_well(stored, reply(), COST, COST))
            failed = accounts.begin(intent_for(1)).call
            accounts.end(ended_without_answer(failed, ChatError(Fault.BROKEN, "500: oh"), Decimal("0.01")))
            accounts.begin(intent_for(2, batch_id="batch_1"))
            accounts.begin(intent_for(3, process=DEAD))

        book.do(do)

    return spent


def known(workspace):
    load(workspace.root)
    question = "select outcome, cost_usd from llm_calls order by outcome, cost_usd"
    return [tuple(row.values()) for row in query(workspace.root, question).to_pylist()]


EVERYTHING = [("failed", Decimal("0.01")), ("lost", Decimal("0.01")), ("open", None), ("stored", COST)]


@pytest.fixture
def settled(workspace, spend):
    """Return a workspace whose journal knows what its ledger knows: two openings, so that the lost call is too."""
    with settle.opened(workspace) as book:
        spend(book)
    with settle.opened(workspace):
        pass
    return workspace


def test_the_journal_learns_of_every_attempt_and_of_what_was_lost(settled):
    assert known(settled) == EVERYTHING


def test_what_the_journal_knows_is_not_written_again(settled):
    entries = settled.journal.entries(None)
    for _ in range(2):
        with settle.opened(settled):
            pass
    assert settled.journal.entries(None) == entries


def test_a_ledger_that_was_deleted_is_made_of_the_journal(settled, call_for, reply):
    (settled.root / FILE).unlink()
    with settle.opened(settled) as book:
        assert book.do(Accounts.balance).spent == COST + 2 * Decimal("0.01")
        answer = answer_of(book.do(lambda accounts: accounts.latest(call_for(0).call_key)))
        assert answer.text == reply().text
        assert [call.batch_id for call in book.do(Accounts.open)] == ["batch_1"]
        assert book.do(Accounts.balance).reserved > 0
    assert known(settled) == EVERYTHING


def test_a_journal_that_was_deleted_learns_the_rows_again(settled):
    shutil.rmtree(settled.journal.root)
    settled.journal.root.mkdir()
    (settled.root / "catalog.duckdb").unlink(missing_ok=True)
    with settle.opened(settled):
        pass
    assert known(settled) == EVERYTHING


def test_a_batch_that_ended_is_known_by_its_end(settled, reply):
    with settle.opened(settled) as book:
        [call] = book.do(Accounts.open)
        book.do(lambda accounts: accounts.end(ended_well(call, reply(), COST, COST)))
    assert known(settled) == [EVERYTHING[0], EVERYTHING[1], ("stored", COST), ("stored", COST)]


def test_an_entry_that_was_written_and_not_claimed_counts_once(workspace, spend, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(settle, "_claim", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt), settle.opened(workspace) as book:
            spend(book)
    with settle.opened(workspace):
        pass
    assert known(workspace) == EVERYTHING


SETTLE_AGAIN = """
import sys
from pathlib import Path
from tasks.asking import settle
from tasks.store.workspace import Workspace
with settle.opened(Workspace(Path(sys.argv[1]))):
    pass
"""


def test_processes_that_settle_at_once_write_each_attempt_once(workspace, spend, monkeypatch):
    with monkeypatch.context() as unsettled:
        unsettled.setattr(settle, "settle", lambda *_: None)
        with settle.opened(workspace) as book:
            spend(book)
    command = [sys.executable, "-c", SETTLE_AGAIN, str(workspace.root)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) for _ in "ab"]
    said = [process.communicate(timeout=60)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert known(workspace) == EVERYTHING
    assert len(workspace.journal.entries(None)) == 1

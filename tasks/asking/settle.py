"""Keeps ledger and journal in step: either can be made of the other."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from tasks.asking import ledger
from tasks.asking.accounts import Accounts
from tasks.asking.ledger import Ledger
from tasks.records.sample import LlmCall
from tasks.store.catalog import load, read
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace

AT_ONCE = 2000
"""Rows of one entry of the journal."""


@contextmanager
def opened(workspace: Workspace) -> Iterator[Ledger]:
    """Give the workspace's ledger: what was lost since is written off, and the journal knows what it knows.

    A ledger that was deleted is made of the journal, a journal that was deleted learns the ledger's rows again.
    """
    workspace.state.mkdir(parents=True, exist_ok=True)
    with ledger.opened(workspace.root) as book:
        with _in_turn(workspace):
            if book.do(Accounts.is_new):
                _bring_back(workspace, book)
            book.do(Accounts.sweep)
            _forget_what_is_gone(workspace, book)
        settle(workspace, book)
        try:
            yield book
        finally:
            settle(workspace, book)


def settle(workspace: Workspace, book: Ledger) -> None:
    """Write every attempt that ended to the journal."""
    with _in_turn(workspace):
        while calls := book.do(lambda accounts: accounts.unwritten(AT_ONCE)):
            entry_id = new_entry_id()
            workspace.journal.append(None, entry_id, {"llm_calls": calls})
            _claim(book, calls, entry_id)


def _claim(book: Ledger, calls: list[LlmCall], entry_id: str) -> None:
    book.do(lambda accounts: accounts.claim(calls, entry_id))


def _bring_back(workspace: Workspace, book: Ledger) -> None:
    load(workspace.root)
    rows = read(workspace.root, "queries/calls_in_journal").to_dicts()
    calls = [(LlmCall(**{name: row[name] for name in LlmCall.model_fields}), str(row["entry_id"])) for row in rows]
    book.do(lambda accounts: accounts.make(calls))


def _forget_what_is_gone(workspace: Workspace, book: Ledger) -> None:
    gone = [entry for entry in book.do(Accounts.entries) if not workspace.journal.has(None, entry)]
    for entry in gone:
        _forget(book, entry)


def _forget(book: Ledger, entry: str) -> None:
    book.do(lambda accounts: accounts.forget(entry))


@contextmanager
def _in_turn(workspace: Workspace) -> Iterator[None]:
    with (workspace.state / "ledger.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

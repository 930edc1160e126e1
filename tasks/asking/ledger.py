"""The workspace's one book of what is asked of models: written before each request and after each answer.

A SQLite file, since several processes spend under one cap: each transaction begins by taking the file's one write
lock (``BEGIN IMMEDIATE``), so that what is spent and held back is read and changed by one at a time. No write-ahead
log, whose shared memory does not reach over network file systems. What waits is written in one transaction: a flush to
disk costs more than anything else here.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import sql
from tasks.asking.accounts import Accounts
from tasks.asking.errors import LedgerError
from tasks.asking.processes import is_asked

T = TypeVar("T")
FILE = "ledger.sqlite"
WAIT_SECONDS = 120.0
MOST_AT_ONCE = 256


class _Order:
    """One thing to do in the next transaction, and who waits for it."""

    def __init__(self, does: Callable[[Accounts], Any]) -> None:
        self.does = does
        self.done: Future[Any] = Future()
        self.done.set_running_or_notify_cancel()
        self.answer: Any = None
        self.refusal: Exception | None = None

    def settle(self) -> None:
        if self.refusal is not None:
            self.done.set_exception(self.refusal)
        else:
            self.done.set_result(self.answer)


class Ledger:
    """Does what it is told in transactions of its own thread; an answer means that it is on the disk.

    LedgerError where the file cannot be read or written; the next order tries again.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._is_closed = False
        self._writer = threading.Thread(target=self._write, name="etoki-ledger", daemon=True)
        self._writer.start()

    def do(self, does: Callable[[Accounts], T]) -> T:
        """Do something in a transaction and return what it returns, once that is on the disk."""
        return self.order(does).result()

    async def ado(self, does: Callable[[Accounts], T]) -> T:
        """Do likewise, others going on meanwhile."""
        return await asyncio.wrap_future(self.order(does))

    def order(self, does: Callable[[Accounts], T]) -> Future[T]:
        """Have something done, and return what tells of it; it is done even if nobody waits for it any more."""
        order = _Order(does)
        with self._closing:
            if self._is_closed:
                raise LedgerError(f"{self.file} is closed already")
            self._orders.put(order)
        return order.done

    def close(self) -> None:
        """Finish what was told, and let go of the file."""
        with self._closing:
            self._is_closed = True
            self._orders.put(None)
        self._writer.join()

    def _write(self) -> None:
        with contextlib.ExitStack() as opened_file:
            connection: sqlite3.Connection | None = None
            for orders in self._waiting():
                try:
                    connection = connection or opened_file.enter_context(_connection_to(self.file))
                    _carry_out(connection, orders)
                except sqlite3.Error as error:
                    for order in orders:
                        order.refusal = LedgerError.of(self.file, error)
                for order in orders:
                    order.settle()

    def _waiting(self) -> Iterator[list[_Order]]:
        """Yield what waits, all together, until there is nothing to come."""
        while (first := self._orders.get()) is not None:
            orders = [first]
            with contextlib.suppress(queue.Empty):
                while len(orders) < MOST_AT_ONCE:
                    order = self._orders.get_nowait()
                    if order is None:
                        yield orders
                        return
                    orders.append(order)
            yield orders


@contextlib.contextmanager
def opened(root: Path) -> Iterator[Ledger]:
    """Give the ledger of the workspace at ``root``, made if need be."""
    ledger = Ledger(root / FILE)
    try:
        yield ledger
    finally:
        ledger.close()


@contextlib.contextmanager
def _connection_to(file: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
        for setting in ("use_truncated_log", "use_full_flush"):
            connection.execute(sql.load(f"ledger/{setting}"))
        yield connection


def _carry_out(connection: sqlite3.Connection, orders: list[_Order]) -> None:
    """Do all that is ordered in one transaction; sqlite3.Error if nothing of it is on the disk."""
    try:
        connection.execute("begin immediate")
        accounts = Accounts(connection, is_asked)
        for order in orders:
            _try(connection, accounts, order)
        connection.execute("commit")
    except sqlite3.Error:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("rollback")
        raise


def _try(connection: sqlite3.Connection, accounts: Accounts, order: _Order) -> None:
    """Do one thing, or nothing of it if it is refused."""
    connection.execute("savepoint one")
    try:
        order.answer = order.does(accounts)
    except Exception as refusal:
        if isinstance(refusal, sqlite3.Error) and not isinstance(refusal, sqlite3.IntegrityError):
            raise  # it is about the file, not about this order
        order.refusal = refusal  # whoever ordered it gets it
        connection.execute("rollback to one")
    connection.execute("release one")

"""The worker processes: spawned, kept warm, stopped over a page that hangs or eats memory, dead when we die."""

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import CancelledError
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from tasks.runtime import progress, worker
from tasks.runtime.errors import RunStoppedError
from tasks.runtime.lane import Call, Lane
from tasks.runtime.settings import Settings
from tasks.runtime.worker import Measured

RSS_KEPT = 1000
PAGE_MB, DOCUMENT_MB = 32, 256
"""What a step makes of a page, and of a document, may weigh so much, in MiB: it takes some eight times as much here."""


class PageCall(NamedTuple):
    """One call on one page: ``function(page, *args)``."""

    number: int
    function: Callable[..., Any]
    args: tuple[Any, ...]


class Pool:
    """A pool of ``settings.jobs`` worker processes, each started at its first call; thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rss_mb: deque[float] = deque(maxlen=RSS_KEPT)
        """Resident memory of the workers after each of the last pages, in MiB."""
        self._closed = threading.Event()
        self._calls: SimpleQueue[Call | None] = SimpleQueue()
        self._open: set[Call] = set()
        self._threads = [
            threading.Thread(target=self._serve, name=f"etoki-lane-{at}", daemon=True) for at in range(settings.jobs)
        ]
        for thread in self._threads:
            thread.start()

    def over_pages(self, pdf: Path, calls: Iterable[PageCall]) -> Generator[Measured | Exception, None, None]:
        """Yield for each call, in their order, what it returned or the exception it ended with.

        A page that hangs, eats memory or crashes its worker ends with ``WorkerKilledError``. Calls whose results are
        not waited for are stopped.
        """
        seconds = self.settings.page_seconds
        begun = [
            Call(worker.call_on_page, (call.function, pdf, call.number, *call.args), seconds=seconds, most_mb=PAGE_MB)
            for call in calls
        ]
        for call in begun:
            self._schedule(call)
        try:
            for call in begun:
                yield self._result(call)
                progress.advance()
        finally:
            for call in begun:
                call.stop()

    def once(self, function: Callable[..., Any], *args: Any) -> Measured:
        """Call ``function`` in a worker, under the time limit of a document."""
        call = Call(worker.call, (function, *args), seconds=self.settings.document_seconds, most_mb=DOCUMENT_MB)
        self._schedule(call)
        result = self._result(call)
        if isinstance(result, Exception):
            raise result
        return result

    def close(self) -> None:
        """Stop the workers; what runs in them is neither done nor failed."""
        self._closed.set()
        for call in tuple(self._open):
            call.stop()
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join()

    def _schedule(self, call: Call) -> None:
        self._open.add(call)
        call.future.add_done_callback(lambda _: self._open.discard(call))
        self._calls.put(call)
        if self._closed.is_set():  # nobody may be left to take it
            call.stop()

    def _result(self, call: Call) -> Measured | Exception:
        try:
            measured = call.future.result()
        except CancelledError as stopped:
            raise RunStoppedError from stopped
        except Exception as error:  # noqa: BLE001 (whatever the call raised is its result)
            return error
        self.rss_mb.append(measured.rss_mb)
        return measured

    def _serve(self) -> None:
        lane = Lane(self.settings, self._closed)
        while (call := self._calls.get()) is not None:
            if call.future.set_running_or_notify_cancel():
                try:
                    call.future.set_result(lane.perform(call))
                except (Exception, RunStoppedError) as error:  # noqa: BLE001 (it is the call's, the lane goes on)
                    call.future.set_exception(error)
        lane.close()


_pools: dict[Settings, Pool] = {}
_lock = threading.Lock()


def of(settings: Settings) -> Pool:
    """Return this process's pool for ``settings``, started at the first call."""
    with _lock:
        if settings not in _pools:
            _pools[settings] = Pool(settings)
        return _pools[settings]


def close(settings: Settings) -> None:
    """Stop the workers of this process's pool for ``settings``, if it has one."""
    with _lock:
        found = _pools.pop(settings, None)
    if found is not None:
        found.close()


def close_all() -> None:
    """Stop the workers of every pool of this process."""
    with _lock:
        while _pools:
            _pools.popitem()[1].close()

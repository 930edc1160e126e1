"""The worker processes: spawned, kept warm, stopped over a page that hangs or eats memory, dead when we die."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from tasks.records.enums import Reason
from tasks.runtime import progress, worker
from tasks.runtime.errors import RunStoppedError, WorkerKilledError
from tasks.runtime.settings import Settings
from tasks.runtime.worker import Measured

Future: TypeAlias = "ProcessFuture[Measured]"
WATCH_SECONDS = 0.2
RSS_KEPT = 1000


class PageCall(NamedTuple):
    """One call on one page: ``function(page, *args)``."""

    number: int
    function: Callable[..., Any]
    args: tuple[Any, ...]


class Pool:
    """A pool of ``settings.jobs`` worker processes; thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._too_big: set[int] = set()
        self._closed = threading.Event()
        self._open: set[Future] = set()
        self.rss_mb: deque[float] = deque(maxlen=RSS_KEPT)
        """Resident memory of the workers after each of the last pages, in MiB."""
        self._pool = ProcessPool(
            max_workers=settings.jobs,
            max_tasks=settings.worker_pages,
            initializer=worker.start,
            initargs=(os.getpid(), settings.threads),
            context=multiprocessing.get_context("spawn"),
        )
        started = threading.Event()
        # The kernel's parent-death signal is bound to the thread that made the child, and pebble makes the first
        # children in whichever thread first asks; this one lives as long as the pool.
        threading.Thread(target=self._watch, args=(started,), name="etoki-pool", daemon=True).start()
        started.wait()

    def over_pages(self, pdf: Path, calls: Iterable[PageCall]) -> Iterator[Measured | Exception]:
        """Yield for each call, in their order, what it returned or the exception it ended with.

        A page that hangs, eats memory or crashes its worker ends with ``WorkerKilledError``.
        """
        seconds = self.settings.page_seconds
        futures = [
            self._schedule(worker.call_on_page, (call.function, pdf, call.number, *call.args), seconds)
            for call in calls
        ]
        try:
            for future in futures:
                yield self._result(future)
                progress.advance()
        finally:
            for future in futures:
                future.cancel()

    def once(self, function: Callable[..., Any], *args: Any) -> Measured:
        """Call ``function`` in a worker, under the time limit of a document."""
        future = self._schedule(worker.call, (function, *args), self.settings.document_seconds)
        result = self._result(future)
        if isinstance(result, Exception):
            raise result
        return result

    def close(self) -> None:
        """Stop the workers."""
        self._closed.set()
        self._pool.stop()
        self._pool.join()
        for future in tuple(self._open):  # pebble leaves what was running undecided, and its caller waiting
            future.cancel()

    def _schedule(self, function: Callable[..., Measured], args: tuple[Any, ...], seconds: float) -> Future:
        future = self._pool.schedule(function, args=args, timeout=seconds)
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        return future

    def _result(self, future: Future) -> Measured | Exception:
        try:
            measured = future.result()
        except CancelledError as stopped:
            raise RunStoppedError from stopped
        except FutureTimeoutError:
            return WorkerKilledError(Reason.HANGS, "it took longer than the time limit and was stopped")
        except ProcessExpired as died:
            if died.pid in self._too_big:
                return WorkerKilledError(Reason.TOO_BIG, f"its worker grew beyond {self.settings.worker_mb} MiB")
            return WorkerKilledError(Reason.CRASHES, f"its worker died with exit code {died.exitcode}")
        except Exception as error:
            if self._closed.is_set() and isinstance(error, BrokenProcessPool):
                raise RunStoppedError from error
            return error
        self.rss_mb.append(measured.rss_mb)
        return measured

    def _watch(self, started: threading.Event) -> None:
        self._pool.schedule(os.getpid).result()
        started.set()
        while not self._closed.wait(WATCH_SECONDS):
            for process in multiprocessing.active_children():
                self._stop_if_too_big(process)

    def _stop_if_too_big(self, process: BaseProcess) -> None:
        if process.pid is not None and worker.rss_mb(process.pid) > self.settings.worker_mb:
            self._too_big.add(process.pid)
            process.kill()


_pools: dict[Settings, Pool] = {}
_lock = threading.Lock()


def of(settings: Settings) -> Pool:
    """Return this process's pool for ``settings``, started at the first call."""
    with _lock:
        if settings not in _pools:
            _pools[settings] = Pool(settings)
        return _pools[settings]


def close_all() -> None:
    """Stop the workers of every pool of this process."""
    with _lock:
        while _pools:
            _pools.popitem()[1].close()

"""One worker process on a pipe of its own: whenever it dies, it takes down the call that it was busy with, no other.

Processes that share a queue share its locks: one killed while it writes leaves all of them waiting for ever.
"""

import multiprocessing
import os
import pickle
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from tasks.records.enums import Reason
from tasks.runtime import worker
from tasks.runtime.errors import RunStoppedError, WorkerKilledError
from tasks.runtime.settings import Settings
from tasks.runtime.worker import Measured

WATCH_SECONDS = 0.1
"""How often a busy worker's time and memory are looked at. It can touch some 100 MiB in between."""
START_SECONDS = 120
"""A worker that is not ready by then does not start: libraries are read from a cold disk."""
HAND_OVERS = 3
"""So many workers are given a call before it is held to be what kills them."""

_SPAWN = multiprocessing.get_context("spawn")
_births_and_deaths = threading.Lock()


class Call:
    """A call of ``function(*args)`` in a worker, and what becomes of it."""

    def __init__(
        self, function: Callable[..., Measured], args: tuple[Any, ...], *, seconds: float, most_mb: float
    ) -> None:
        self.function = function
        self.args = args
        self.seconds = seconds
        self.most_mb = most_mb
        self.future: Future[Measured] = Future()
        self.stopped = threading.Event()

    def stop(self) -> None:
        """Say that nobody waits for it any more: it is not begun, or its worker is killed."""
        self.future.cancel()
        self.stopped.set()


class Lane:
    """Performs calls one after the other. Used by one thread, which outlives its worker processes.

    The kernel's parent-death signal is bound to the thread that made a child.
    """

    def __init__(self, settings: Settings, closed: threading.Event) -> None:
        self.settings = settings
        self._closed = closed
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._calls = 0

    def perform(self, call: Call) -> Measured:
        """Return what the call returned, or raise what it raised.

        Raise ``WorkerKilledError`` if it took too long, grew too big or crashed, ``RunStoppedError`` if it was stopped.
        """
        pipe = self._handed_over(call)
        try:
            self._await(pipe, call, call.seconds, Reason.HANGS)
            answer = pipe.recv_bytes()
        except (EOFError, ConnectionError) as gone:
            raise WorkerKilledError(Reason.CRASHES, f"its worker died with exit code {self.close()}") from gone
        outcome: Measured | Exception = pickle.loads(answer)  # noqa: S301 (our own worker's)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome._replace(sent_mb=len(answer) / 2**20)

    def close(self) -> int | None:
        """Kill the worker, if there is one, and return its exit code."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if pipe is not None:
            pipe.close()
        if process is None:
            return None
        with _births_and_deaths:
            process.join(WATCH_SECONDS)  # one that died by itself has an exit code to tell
            process.kill()
            process.join()
        return process.exitcode

    def _handed_over(self, call: Call) -> Connection:
        """Return the pipe to a worker that took the call. One that was killed while it waited says nothing of it."""
        packed = pickle.dumps((call.function, call.args, call.most_mb), pickle.HIGHEST_PROTOCOL)
        for _ in range(HAND_OVERS):
            pipe = self._ready(call)
            try:
                pipe.send_bytes(packed)
                self._await(pipe, call, START_SECONDS, Reason.CRASHES)
                pipe.recv_bytes()
            except (EOFError, ConnectionError):
                self.close()
            else:
                self._calls += 1
                return pipe
        raise WorkerKilledError(Reason.CRASHES, "no worker lived long enough to begin with it")

    def _ready(self, call: Call) -> Connection:
        """Return the pipe to a worker that waits for a call, a fresh one if need be."""
        if self._is_spent():
            self.close()
            self._pipe = self._start()
            try:
                self._await(self._pipe, call, START_SECONDS, Reason.CRASHES)
                self._pipe.recv_bytes()
            except (EOFError, ConnectionError) as gone:
                raise RuntimeError(f"a worker process does not start: exit code {self.close()}") from gone
        assert self._pipe is not None  # noqa: S101 (they come and go together)
        return self._pipe

    def _is_spent(self) -> bool:
        """Tell whether the next call needs a fresh worker; what this one still holds is not the next page's fault."""
        if self._process is None or not self._process.is_alive():
            return True
        return self._calls >= self.settings.worker_pages or self._mb() > self.settings.worker_mb

    def _start(self) -> Connection:
        ours, theirs = _SPAWN.Pipe()
        arguments = (theirs, os.getpid(), self.settings.allowance)
        with _births_and_deaths:
            self._process = _SPAWN.Process(target=worker.serve, args=arguments, name=worker.NAME, daemon=True)
            self._process.start()
        theirs.close()
        self._calls = 0
        return ours

    def _await(self, pipe: Connection, call: Call, seconds: float, late: Reason) -> None:
        """Return when the worker has something to say or is gone; kill it when it must not go on."""
        end = time.monotonic() + seconds
        while not pipe.poll(WATCH_SECONDS):
            if self._closed.is_set() or call.stopped.is_set():
                self._kill()
                raise RunStoppedError
            if self._mb() > self.settings.worker_mb:
                self._kill()
                raise WorkerKilledError(Reason.TOO_BIG, f"its worker grew beyond {self.settings.worker_mb} MiB")
            if time.monotonic() > end:
                self._kill()
                raise WorkerKilledError(late, f"it took longer than {seconds:g} seconds and was stopped")

    def _mb(self) -> float:
        return worker.rss_mb(self._process.pid) if self._process and self._process.pid else 0.0

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
        self.close()

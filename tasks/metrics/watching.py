"""What a worker process takes, with the programs that it starts: CPU seconds, and memory at its peak."""

import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tasks.runtime.pool import Pool
from tasks.runtime.worker import cpu_seconds

LOOK_SECONDS = 0.05
"""How often a process is looked at. What it took at its peak is told later too, but a program's only while it runs."""
_PEAK = re.compile(r"^Name:\s*(.*?)$.*^VmHWM:\s*(\d+) kB", re.MULTILINE | re.DOTALL)


class Spent:
    """What one worker took for what was done while it was watched; CPU and wall in seconds, memory in MiB."""

    def __init__(self) -> None:
        self.cpu = 0.0
        self.wall = 0.0
        self.peak_mb = 0.0


def cpu_of_this() -> tuple[int, float]:
    """Return this process and the CPU seconds that it took, and the programs that it started and waited for."""
    return os.getpid(), cpu_seconds()


def cpu_of_family() -> float:
    """Return the CPU seconds of this process and of its living children, with the programs that those waited for."""
    us = psutil.Process()
    children = [each.cpu_times() for each in us.children(recursive=True)]
    return float(sum(us.cpu_times()[:2]) + sum(sum(times[:4]) for times in children))


@contextmanager
def watched(pool: Pool) -> Iterator[Spent]:
    """Watch the worker of a pool of one; if it is replaced meanwhile, its successor's time is told."""
    spent, over = Spent(), threading.Event()
    pid, before = pool.once(cpu_of_this).value
    watcher = threading.Thread(target=_watch, args=(pid, spent, over), daemon=True)
    watcher.start()
    began = time.perf_counter()
    try:
        yield spent
    finally:
        spent.wall = time.perf_counter() - began
        over.set()
        watcher.join()
    now, after = pool.once(cpu_of_this).value
    spent.cpu = after - before if now == pid else after


def peak_of(pid: int) -> tuple[str, float]:
    """Return what a process is called and what it took at its peak, in MiB; nothing and 0 if it is gone."""
    try:
        found = _PEAK.search(Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace"))
    except (FileNotFoundError, ProcessLookupError):
        return "", 0.0
    return (found[1], int(found[2]) / 2**10) if found else ("", 0.0)


def _watch(pid: int, spent: Spent, over: threading.Event) -> None:
    while True:
        is_last = over.wait(LOOK_SECONDS)
        own, mb = peak_of(pid)
        begun = [peak_of(program) for program in _programs_of(pid)]
        # Until it has become a program, a process bears its parent's name and has its memory.
        spent.peak_mb = max(spent.peak_mb, mb + sum(more for name, more in begun if name != own))
        if is_last:
            return


def _programs_of(pid: int) -> list[int]:
    try:
        return [each.pid for each in psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return []

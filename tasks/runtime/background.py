"""Processes that go on in the background until they are told to stop; only those that we started are ever stopped."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from tasks.records.record import Record

STOP_SECONDS = 20
STATE, BORN = 0, 19
"""Places in what /proc/PID/stat tells after a process's name, see proc(5)."""
ENDED = frozenset("ZX")


class Started(Record):
    """A process that we started; its number alone may be another's by now, with ``born`` it is not."""

    pid: int
    born: int

    @property
    def is_alive(self) -> bool:
        """Tell whether that very process still runs."""
        return born(self.pid) == self.born


def born(pid: int) -> int | None:
    """Return when a process began, in the kernel's ticks since the machine started; None for one that has ended.

    A time of day will not do: two processes may work it out to different seconds, as the clock is being set.
    """
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = told.rpartition(")")[2].split()
    return None if fields[STATE] in ENDED else int(fields[BORN])


def start(command: Sequence[str], environment: Mapping[str, str], *, log: Path, cwd: Path) -> Started:
    """Start a command in a session of its own, its words going to a log."""
    with log.open("ab") as file:
        process = subprocess.Popen(  # noqa: S603 (our own interpreter, fixed words)
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env=dict(environment),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_heed_interrupts,  # noqa: PLW1509 (the command line has one thread when it starts something)
        )
    return Started(pid=process.pid, born=born(process.pid) or 0)


def stop(*started: Started) -> None:
    """End the whole session of each process, politely first; what is gone already is passed over."""
    going = [one for one in started if one.is_alive]
    for ending in (signal.SIGTERM, signal.SIGKILL):
        processes = [process for one in going if (process := _signalled(one, ending))]
        if not psutil.wait_procs(processes, STOP_SECONDS)[1]:
            return


def _heed_interrupts() -> None:
    """Undo what a shell does to its background jobs: a Prefect worker ends by interrupting itself."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _signalled(one: Started, ending: signal.Signals) -> psutil.Process | None:
    try:
        process = psutil.Process(one.pid)
        os.killpg(one.pid, ending)
    except (ProcessLookupError, psutil.NoSuchProcess):
        return None
    return process

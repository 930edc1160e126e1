"""A thread that notes every few seconds how much is done and how much memory each kind of process holds."""

import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from soaking.stage import Stage
from tasks.records.record import Record
from tasks.runtime.worker import rss_mb

ROLES = ("server", "worker", "flow run", "page worker", "command")


class Moment(Record):
    """What was seen: seconds since the beginning, journal entries, resident MiB and processes of each kind."""

    at: float
    entries: int
    mb: dict[str, float]
    processes: dict[str, int]


class Watch(threading.Thread):
    """Looks at a stage every ``every`` seconds until it is told to stop."""

    def __init__(self, stage: Stage, every: float, tell: Callable[[Moment], None]) -> None:
        super().__init__(name="watch", daemon=True)
        self.moments: list[Moment] = []
        self._stage = stage
        self._every = every
        self._tell = tell
        self._over = threading.Event()
        self.began = time.time()

    def run(self) -> None:
        """Look, note, tell."""
        while not self._over.wait(self._every):
            self.moments.append(self._look())
            self._tell(self.moments[-1])

    def stop(self) -> list[Moment]:
        """End it and return what it saw."""
        self._over.set()
        self.join()
        return self.moments

    def _look(self) -> Moment:
        mb, processes = Counter[str](), Counter[str]()
        for role, process in self._stage.belongings():
            mb[role] += round(rss_mb(process.pid))
            processes[role] += 1
        return Moment(
            at=round(time.time() - self.began, 1),
            entries=entries_below(self._stage.workspace.journal.root),
            mb=dict(mb),
            processes=dict(processes),
        )


def entries_below(journal: Path) -> int:
    """Return how many executions the journal of a workspace holds."""
    return sum(_count(document) for shard in _folders(journal) for document in _folders(shard))


def _folders(folder: str | Path) -> list[str]:
    try:
        with os.scandir(folder) as inside:
            return [entry.path for entry in inside if entry.name != "_" and entry.is_dir()]
    except FileNotFoundError:
        return []


def _count(folder: str) -> int:
    return len(_folders(folder))

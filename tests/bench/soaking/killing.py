"""A thread that kills workers, their flow runs or both, at moments that a seed decides, and has them started again."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import psutil

from soaking.stage import Stage, kill
from soaking.watching import entries_below
from tasks.records.record import Record

BOTH, WORKER, RUN = WAYS = ("worker with its run", "worker alone", "run alone")


class Kill(Record):
    """What was killed, and when, in seconds since the stage was first watched."""

    at: float
    way: str
    pids: list[int]


class Storm(NamedTuple):
    """How often something is killed: about every ``every`` seconds, ``kills`` times, from so many executions on."""

    kills: int
    every: float
    seed: int = 0
    ways: Sequence[str] = WAYS
    from_executions: int = 0


class Killer(threading.Thread):
    """Kills as the storm says until it is told to stop; ``mend`` starts again what a supervisor would."""

    def __init__(self, stage: Stage, storm: Storm, mend: Callable[[Kill], None], began: float) -> None:
        super().__init__(name="killer", daemon=True)
        self.kills: list[Kill] = []
        self._stage = stage
        self._storm = storm
        self._mend = mend
        self._began = began
        self._chance = random.Random(storm.seed)
        self._over = threading.Event()

    def run(self) -> None:
        """Wait for the next moment, kill, mend."""
        ways = _shuffled(self._chance, self._storm)
        while ways and not self._over.wait(self._chance.uniform(0.5, 1.5) * self._storm.every):
            victims = self._victims(ways[0])
            if victims:
                for victim in victims:
                    kill(victim)
                at, pids = round(time.time() - self._began, 1), [victim.pid for victim in victims]
                self.kills.append(Kill(at=at, way=ways.pop(0), pids=pids))
                self._mend(self.kills[-1])

    def stop(self) -> None:
        """End it; what it is mending is mended first."""
        self._over.set()
        self.join()

    def _victims(self, way: str) -> list[psutil.Process]:
        """Return what is to be killed: a worker that has a run in work, with it or without, or the run."""
        if entries_below(self._stage.workspace.journal.root) < self._storm.from_executions:
            return []
        busy = [(worker, runs) for worker, runs in self._stage.extracting() if runs]
        if not busy:
            return []
        worker, runs = self._chance.choice(busy)
        return {BOTH: [worker, *runs], WORKER: [worker], RUN: runs}[way]


def _shuffled(chance: random.Random, storm: Storm) -> list[str]:
    """Return so many ways to kill, each as often as the others."""
    rounds = [chance.sample(storm.ways, len(storm.ways)) for _ in range(storm.kills)]
    return [way for one in rounds for way in one][: storm.kills]

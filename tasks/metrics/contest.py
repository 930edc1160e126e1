"""OCR engines asked one after the other to read the same pages, each in worker processes of its own."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from statistics import fmean
from typing import Any, NamedTuple

import numpy as np

from tasks import engines
from tasks.metrics.chain import register_path
from tasks.metrics.ocr import LineScore, bound, cer, line_score, unordered_error
from tasks.metrics.reading import (
    ReadPage,
    Trial,
    further,
    page_of,
    read_bare,
    read_plainly,
    steps_to_regions,
)
from tasks.metrics.scans import write_scans
from tasks.metrics.watching import Spent, watched
from tasks.records.enums import Direction, EngineKind
from tasks.records.record import Record
from tasks.runtime import pool
from tasks.runtime.errors import StepFailedError, WorkerKilledError
from tasks.runtime.pool import PageCall
from tasks.runtime.settings import Settings

NEVER = 10**9
"""More pages than any worker reads: one that is watched is not replaced."""
UNREAD = ReadPage("", [])


class Reading(Record):
    """How one picture of a page was read; error rates are shares of the layer's characters, times are in seconds.

    ``failed`` says what came between, if anything did: then nothing counts as read.
    """

    name: str
    page: int
    direction: Direction
    worn: bool
    bare: float
    ordered: float
    unordered: float
    lines: LineScore
    seconds: float
    cpu_seconds: float
    bare_seconds: float
    bare_cpu_seconds: float
    failed: str | None = None

    @property
    def excess(self) -> float:
        """Return by how much the ordered text misses its bound; 0 or less where it keeps it."""
        return self.ordered - bound(self.unordered)


class Entrant(Record):
    """What became of all pictures with one engine; memory is a worker's at its peak, in MiB."""

    engine: str
    version: str | None
    peak_mb: float
    readings: tuple[Reading, ...]


class Standing(Record):
    """An engine's means over the pages of one kind; CLEval is pooled over their lines."""

    engine: str
    version: str | None
    direction: Direction
    worn: bool
    pages: int
    cer: float
    bare_cer: float
    unordered: float
    bound: float
    within: int
    cleval: float | None
    seconds: float
    cpu_seconds: float
    bare_seconds: float
    bare_cpu_seconds: float
    peak_mb: float

    @property
    def group(self) -> str:
        """Return the kind of pages in words."""
        return f"{self.direction}, {'worn' if self.worn else 'clean'}"


class Try(NamedTuple):
    """What was read of a picture, and what it took."""

    read: ReadPage
    spent: Spent
    failed: str | None = None


class Desk:
    """A place for one picture at a time: a worker that does nothing but read; the steps around it go elsewhere."""

    def __init__(self, engine: str, settings: Settings) -> None:
        self.engine = engine
        self.beside = settings
        # Pools are known by their settings: no two of these are the same.
        self.reader = settings.model_copy(update={"jobs": 1, "worker_pages": NEVER + next(_desks)})

    def read(self, trial: Trial) -> Try:
        """Read a picture as etoki does."""
        probing, reading, segmenting = steps_to_regions(self.engine)
        failed, result = None, further(register_path(trial.scan, self.beside), [probing], self.beside)
        with watched(pool.of(self.reader)) as spent:
            try:
                result = further(result, [reading], self.reader)
            except StepFailedError as failure:
                failed, result = str(failure), None
        found = page_of(further(result, [segmenting], self.beside), self.beside)
        return Try(found or UNREAD, spent, failed)

    def read_bare(self, trial: Trial) -> Try:
        """Read a picture with the engine alone."""
        failed, text = None, ""
        with watched(pool.of(self.reader)) as spent:
            try:
                text = self.ask(trial.scan, read_bare)
            except WorkerKilledError as killed:
                failed = str(killed)
        return Try(ReadPage(text, []), spent, failed)

    def ask(self, pdf: Path, function: Callable[..., Any]) -> Any:
        """Return what a function of a page and an engine makes of a PDF's first."""
        [done] = pool.of(self.reader).over_pages(pdf, [PageCall(1, function, (self.engine,))])
        if isinstance(done, Exception):
            raise done
        return done.value

    def close(self) -> None:
        """Stop the worker that read."""
        pool.of(self.reader).close()


_desks = count()


def enter(engine: str, trials: Sequence[Trial], settings: Settings, folder: Path) -> Entrant:
    """Have an engine read all pictures: through etoki in fresh worker processes, then bare in others."""
    blank = write_scans([np.full((64, 64, 3), 255, np.uint8)], folder / "blank.pdf")
    tries, bare = (
        _over(
            [Desk(engine, settings) for _ in range(settings.jobs)],
            trials,
            read,
            partial(Desk.ask, pdf=blank, function=first),
        )
        for first, read in ((read_plainly, Desk.read), (read_bare, Desk.read_bare))
    )
    return Entrant(
        engine=engine,
        version=engines.fingerprint(EngineKind.OCR, engine).version,
        peak_mb=max((each.spent.peak_mb for each in tries), default=0.0),
        readings=tuple(compared(*each) for each in zip(trials, tries, bare, strict=True)),
    )


def compared(trial: Trial, through: Try, bare: Try) -> Reading:
    """Return how well a picture was read."""
    truth, found = trial.truth, through.read
    return Reading(
        name=trial.name,
        page=trial.page,
        direction=trial.direction,
        worn=trial.worn,
        bare=cer(truth.text, bare.read.text) or 0.0,
        ordered=cer(truth.text, found.text) or 0.0,
        unordered=unordered_error(truth.text, found.text) or 0.0,
        lines=line_score(truth.lines, found.lines),
        seconds=through.spent.wall,
        cpu_seconds=through.spent.cpu,
        bare_seconds=bare.spent.wall,
        bare_cpu_seconds=bare.spent.cpu,
        failed=through.failed or bare.failed,
    )


def standings(entrants: Iterable[Entrant]) -> list[Standing]:
    """Return how each engine did on each kind of pages that there was: kind after kind, in it engine after engine."""
    every, found = list(entrants), []
    for direction in Direction:
        for worn in (False, True):
            for entrant in every:
                group = [each for each in entrant.readings if (each.direction, each.worn) == (direction, worn)]
                if group:
                    found.append(_standing(entrant, group))
    return found


def _standing(entrant: Entrant, group: Sequence[Reading]) -> Standing:
    unordered = fmean(each.unordered for each in group)
    return Standing(
        engine=entrant.engine,
        version=entrant.version,
        direction=group[0].direction,
        worn=group[0].worn,
        pages=len(group),
        cer=fmean(each.ordered for each in group),
        bare_cer=fmean(each.bare for each in group),
        unordered=unordered,
        bound=bound(unordered),
        within=sum(each.excess <= 0 for each in group),
        cleval=sum((each.lines for each in group), LineScore()).score,
        seconds=fmean(each.seconds for each in group),
        cpu_seconds=fmean(each.cpu_seconds for each in group),
        bare_seconds=fmean(each.bare_seconds for each in group),
        bare_cpu_seconds=fmean(each.bare_cpu_seconds for each in group),
        peak_mb=entrant.peak_mb,
    )


def _over(
    desks: Sequence[Desk], trials: Sequence[Trial], read: Callable[[Desk, Trial], Try], warm: Callable[[Desk], Any]
) -> list[Try]:
    """Give out the pictures to desks, as they get free; their workers are warm before, and gone afterwards."""
    free = SimpleQueue[Desk]()

    def begin(desk: Desk) -> None:
        warm(desk)
        free.put(desk)

    def at_a_desk(trial: Trial) -> Try:
        desk = free.get()
        try:
            return read(desk, trial)
        finally:
            free.put(desk)

    with ThreadPoolExecutor(len(desks)) as runner:
        list(runner.map(begin, desks))
        done = list(runner.map(at_a_desk, trials))
    for desk in desks:
        desk.close()
    return done

"""OCR engines asked one after the other to read the same pages, each in worker processes of its own."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from statistics import fmean
from typing import Any, NamedTuple, TypeVar

import numpy as np

from tasks import engines
from tasks.engines.protocols import is_analyzer
from tasks.engines.readiness import reason_of
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
T = TypeVar("T")


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
    """What became of all pictures with one engine; memory is a worker's at its peak, in MiB.

    An engine that ``divides`` finds figures and tables of a page in the pass that reads it.
    """

    engine: str
    version: str | None
    divides: bool = False
    peak_mb: float
    readings: tuple[Reading, ...]


class Standing(Record):
    """An engine's means over the pages of one kind, those that ``failed`` counted as unread; CLEval is pooled."""

    engine: str
    version: str | None
    direction: Direction
    worn: bool
    pages: int
    failed: int = 0
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


class DeskSettings(Settings):
    """Settings of one desk: pools are known by their settings, so that each desk has a pool of its own."""

    desk: int


class Desk:
    """A place for one picture at a time: a worker that does nothing but read; the steps around it go elsewhere."""

    def __init__(self, engine: str, settings: Settings, number: int) -> None:
        self.engine = engine
        self.beside = settings
        self.reader = DeskSettings(**settings.model_dump() | {"jobs": 1, "worker_pages": NEVER, "desk": number})

    def warm(self, blank: Path, first: Callable[..., Any]) -> None:
        """Have the worker load the engine; if that fails, it fails over a picture too, and is told there."""
        tried(lambda: self.ask(blank, first))

    def read(self, trial: Trial) -> Try:
        """Read a picture as etoki does."""
        probing, reading, segmenting = steps_to_regions(self.engine)
        probed = further(register_path(trial.scan, self.beside), [probing], self.beside)
        with watched(pool.of(self.reader)) as spent:
            result, failed = tried(lambda: further(probed, [reading], self.reader))
        found, undivided = tried(lambda: page_of(further(result, [segmenting], self.beside), self.beside))
        return Try(found or UNREAD, spent, failed or undivided)

    def read_bare(self, trial: Trial) -> Try:
        """Read a picture with the engine alone."""
        with watched(pool.of(self.reader)) as spent:
            text, failed = tried(lambda: self.ask(trial.scan, read_bare))
        return Try(ReadPage(text or "", []), spent, failed)

    def ask(self, pdf: Path, function: Callable[..., Any]) -> Any:
        """Return what a function of a page and an engine makes of a PDF's first."""
        [done] = pool.of(self.reader).over_pages(pdf, [PageCall(1, function, (self.engine,))])
        if isinstance(done, Exception):
            raise done
        return done.value

    def close(self) -> None:
        """Stop the worker that read."""
        pool.close(self.reader)


def tried(work: Callable[[], T]) -> tuple[T | None, str | None]:
    """Return what work gave, or on one line what came between: one engine may stumble, the others go on."""
    try:
        return work(), None
    except (StepFailedError, WorkerKilledError) as error:
        return None, " ".join(str(error).split())
    except Exception as error:  # noqa: BLE001 (an engine may stumble in any way)
        return None, reason_of(error)


def enter(engine: str, trials: Sequence[Trial], settings: Settings, folder: Path) -> Entrant:
    """Have an engine read all pictures: through etoki in fresh worker processes, then bare in others."""
    blank = write_scans([np.full((64, 64, 3), 255, np.uint8)], folder / "blank.pdf")
    with _desks(engine, settings) as desks:
        _warm(desks, blank, read_plainly)
        tries = _given_out(trials, desks, Desk.read)
    with _desks(engine, settings) as desks:
        _warm(desks, blank, read_bare)
        bare = _given_out(trials, desks, Desk.read_bare)
    return Entrant(
        engine=engine,
        version=engines.fingerprint(EngineKind.OCR, engine).version,
        divides=is_analyzer(engines.load(EngineKind.OCR, engine)),
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
        failed=sum(each.failed is not None for each in group),
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


@contextmanager
def _desks(engine: str, settings: Settings) -> Iterator[list[Desk]]:
    """Give as many desks as there are jobs; their workers are gone afterwards."""
    desks = [Desk(engine, settings, number) for number in range(settings.jobs)]
    try:
        yield desks
    finally:
        for desk in desks:
            desk.close()


def _warm(desks: Sequence[Desk], blank: Path, first: Callable[..., Any]) -> None:
    with ThreadPoolExecutor(len(desks)) as runner:
        list(runner.map(lambda desk: desk.warm(blank, first), desks))


def _given_out(trials: Sequence[Trial], desks: Sequence[Desk], read: Callable[[Desk, Trial], Try]) -> list[Try]:
    """Give out the pictures to desks, as they get free."""
    free = SimpleQueue[Desk]()
    for desk in desks:
        free.put(desk)

    def at_a_desk(trial: Trial) -> Try:
        desk = free.get()
        try:
            return read(desk, trial)
        finally:
            free.put(desk)

    with ThreadPoolExecutor(len(desks)) as runner:
        return list(runner.map(at_a_desk, trials))

"""What reading by OCR costs through etoki, against the bare engine in as many processes with as many threads."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

import numpy as np

from tasks.engines.allowance import Allowance
from tasks.engines.protocols import RgbArray
from tasks.metrics.reading import bare_reader, further, steps_to_regions, through
from tasks.metrics.scans import SCAN_DPI, write_scans
from tasks.metrics.watching import cpu_of_family
from tasks.records.record import Record
from tasks.runtime import worker
from tasks.runtime.settings import Settings

ROUNDS = 3
T = TypeVar("T")


class Pace(NamedTuple):
    """What reading some pages took, in seconds; the CPU time is that of all processes."""

    wall: float
    cpu: float


class Race(Record):
    """The medians of the rounds, in seconds for all pages."""

    pages: int
    etoki_wall: float
    etoki_cpu: float
    segment_wall: float
    segment_cpu: float
    bare_wall: float
    bare_cpu: float

    @property
    def ratio(self) -> float:
        """Return etoki's pages a second over the bare engine's."""
        return self.bare_wall / self.etoki_wall

    @property
    def cpu_ratio(self) -> float:
        """Return etoki's pages a CPU second over the bare engine's."""
        return self.bare_cpu / self.etoki_cpu


def race(images: Sequence[RgbArray], engine: str, settings: Settings, folder: Path) -> Race:
    """Read the pictures by turns through probe and read, and with the bare engine; all workers are warm.

    What `segment` makes of the pages afterwards is timed by itself: the bare engine does nothing of the kind.

    Every round of etoki's gets a document of its own, since nothing is asked of an engine twice.
    """
    arrays = [_kept(image, folder / f"{at}.npy") for at, image in enumerate(images)]
    documents = [write_scans(images, folder / f"{at}.pdf", title=str(at)) for at in range(ROUNDS + 1)]
    *reading, segmenting = steps_to_regions(engine)
    etoki, layout, bare = [], [], []
    with bare_workers(engine, settings) as read_bare:
        read_bare(arrays[:1] * 2 * settings.jobs)
        through(documents.pop(), steps_to_regions(engine), settings)
        for document in documents:
            pace, lines = _timed(partial(through, document, reading, settings))
            etoki.append(pace)
            layout.append(_timed(partial(further, lines, [segmenting], settings))[0])
            bare.append(_timed(partial(read_bare, arrays))[0])
    return Race(
        pages=len(images),
        etoki_wall=median(pace.wall for pace in etoki),
        etoki_cpu=median(pace.cpu for pace in etoki),
        segment_wall=median(pace.wall for pace in layout),
        segment_cpu=median(pace.cpu for pace in layout),
        bare_wall=median(pace.wall for pace in bare),
        bare_cpu=median(pace.cpu for pace in bare),
    )


@contextmanager
def bare_workers(engine: str, settings: Settings) -> Iterator[Callable[[Sequence[Path]], None]]:
    """Spawn as many processes as etoki's pool has, each with an engine of its own; give what has them read arrays."""
    with ProcessPoolExecutor(
        settings.jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(os.getpid(), settings.allowance, engine),
    ) as processes:

        def read(arrays: Sequence[Path]) -> None:
            for _ in processes.map(_read_array, arrays):
                pass

        yield read


_read: Callable[[RgbArray, int], list[str]] | None = None


def _begin(parent: int, allowance: Allowance, engine: str) -> None:
    global _read  # noqa: PLW0603 (the engine of this process)
    worker.start(parent, allowance)
    _read = bare_reader(engine)


def _read_array(path: Path) -> int:
    if _read is None:
        raise RuntimeError("this process has no engine")
    return len(_read(np.load(path), SCAN_DPI))


def _kept(image: RgbArray, path: Path) -> Path:
    np.save(path, image)
    return path


def _timed(work: Callable[[], T]) -> tuple[Pace, T]:
    began, cpu = time.perf_counter(), cpu_of_family()
    made = work()
    return Pace(time.perf_counter() - began, cpu_of_family() - cpu), made

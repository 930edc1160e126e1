"""What the pipeline costs: pages a CPU-second, CPU a task run, memory of a worker over many pages."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import psutil
import pymupdf

from tasks.metrics.chain import extract_directly, register_path, rows_of
from tasks.records.enums import Outcome, Step
from tasks.records.page import Page
from tasks.records.record import Record
from tasks.records.step import StepResult, StepRun
from tasks.runtime import pool
from tasks.runtime.settings import Settings

FEW_PAGES, MANY_PAGES = 30, 300


class StepCost(Record):
    """The CPU seconds of a step over some pages."""

    step: str
    cpu_seconds: float
    ms_a_page: float


class PdfCost(Record):
    """What one PDF cost, from `probe` to `pair`, crops written."""

    name: str
    pages: int
    cpu_seconds: float

    @property
    def pages_per_cpu_second(self) -> float:
        """Return the rate; 0 for a document without a kept page."""
        return self.pages / self.cpu_seconds if self.cpu_seconds else 0.0


class MemoryGrowth(Record):
    """Resident memory of one worker process, in MiB, after a few and after all pages of one PDF in `crop`."""

    few_pages: int
    many_pages: int
    few_mb: float
    many_mb: float

    @property
    def ratio(self) -> float:
        """Return how much larger the worker was in the end."""
        return self.many_mb / self.few_mb


def cost_of(path: Path, settings: Settings) -> tuple[PdfCost, list[StepRun]]:
    """Extract from one PDF and return its cost and its executions; ValueError if it brings no document."""
    registration = register_path(path, settings)
    if registration is None:
        raise ValueError(f"{path} brings no document")
    result = extract_directly(registration, settings)
    runs = executions(result, settings)
    cpu = sum(run.cpu_seconds or 0.0 for run in runs)
    return PdfCost(name=path.name, pages=kept_pages(result, settings), cpu_seconds=round(cpu, 3)), runs


def kept_pages(result: StepResult, settings: Settings) -> int:
    """Return how many pages went all the way."""
    latest = {page.page: page for page in rows_of(result, "pages", Page, settings)}
    return sum(page.outcome is Outcome.KEPT for page in latest.values())


def executions(result: StepResult, settings: Settings) -> list[StepRun]:
    """Return the executions behind a result, without the registration."""
    runs = rows_of(result, "step_runs", StepRun, settings)
    return [run for run in runs if run.step is not Step.REGISTER]


def costs_by_step(runs: Iterable[StepRun], pages: int) -> list[StepCost]:
    """Add the executions up by step."""
    totals: dict[str, float] = {}
    for run in runs:
        totals[run.step] = totals.get(run.step, 0.0) + (run.cpu_seconds or 0.0)
    return [
        StepCost(step=step, cpu_seconds=round(cpu, 3), ms_a_page=round(1000 * cpu / max(1, pages), 1))
        for step, cpu in totals.items()
    ]


def memory_growth(pdfs: Sequence[Path], settings: Settings, folder: Path) -> MemoryGrowth:
    """Send many pages, joined from the PDFs, through one worker and compare its memory early and at the end of `crop`.

    ``settings.jobs`` must be 1, so that all pages meet the same process.
    """
    cost_of(join_pages(pdfs, MANY_PAGES, folder), settings)
    # The last call of a document is `pair`'s, which goes over no pages; the one before it ended `crop`.
    sizes = list(pool.of(settings).rss_mb)[-MANY_PAGES - 1 : -1]
    return MemoryGrowth(few_pages=FEW_PAGES, many_pages=len(sizes), few_mb=sizes[FEW_PAGES - 1], many_mb=sizes[-1])


def join_pages(pdfs: Sequence[Path], count: int, folder: Path) -> Path:
    """Write a PDF of ``count`` pages, taken in turn from the PDFs, again from the first where they do not suffice."""
    with pymupdf.open() as joined:
        while joined.page_count < count:
            for path in pdfs:
                with pymupdf.open(path) as source:
                    joined.insert_pdf(source, to_page=min(source.page_count, count - joined.page_count) - 1)
                if joined.page_count >= count:
                    break
        target = folder / f"{count}-pages.pdf"
        joined.save(target)
    return target


def cpu_seconds(process: psutil.Process, *, children: bool) -> float:
    """Return the CPU time of a process, user and system, with its living children if asked for."""
    family = [process, *(process.children(recursive=True) if children else [])]
    return sum(sum(each.cpu_times()[:2]) for each in family)

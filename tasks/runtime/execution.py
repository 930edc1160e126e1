"""One execution of a step on a document: what it reads, what it writes, what it costs, how it may end."""

import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar

from pydantic import BaseModel

from tasks.records import identity
from tasks.records.document import Document
from tasks.records.enums import Outcome, Reason, RunOutcome, Step
from tasks.records.keys import record_id
from tasks.records.page import DocumentFacts, Page
from tasks.records.record import Record
from tasks.records.step import EngineRef, StepResult, StepRun
from tasks.runtime import pool, progress
from tasks.runtime.errors import (
    RejectedError,
    StepFailedError,
    TransientError,
    WorkerKilledError,
    is_healed_by_time,
)
from tasks.runtime.machine import code_version, host
from tasks.runtime.patience import Patience
from tasks.runtime.pool import PageCall
from tasks.runtime.settings import Settings
from tasks.runtime.worker import Measured
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace

MAX_TRIES = 3
"""How often a page that hangs or eats memory is tried, over all runs."""

PAGE_STEPS = (Step.PROBE, Step.READ, Step.SEGMENT, Step.CROP, Step.TRANSCRIBE)
"""The steps that go over all kept pages; `pair` looks at a document at once, `audit` at a few pages."""

R = TypeVar("R", bound=Record)


class Output(NamedTuple):
    """What a step made: rows by table, and the blobs that they name."""

    tables: Mapping[str, Sequence[Record]]
    blobs: Sequence[str] = ()


class Ending(NamedTuple):
    """How an execution ended; ``cause`` is what to raise after its row is written."""

    outcome: RunOutcome
    output: Output
    reason: Reason | None = None
    error: str | None = None
    cause: Exception | None = None


class Turned(NamedTuple):
    """Pages that a step did, with what it made of each, and those that it turned away or failed on."""

    done: list[tuple[Page, Any]]
    away: list[Page]

    def values(self) -> list[Any]:
        """Return what was made of the pages, in order."""
        return [value for _, value in self.done]

    def flat(self) -> list[Any]:
        """Return what was made of the pages as one list, where it is a list a page."""
        return [item for _, value in self.done for item in value]


Body: TypeAlias = Callable[["Execution", Any], Output]
"""What a step does, given its execution and its spec."""


class Execution:
    """What the body of a step works with. Made by the task around it."""

    def __init__(self, given: StepResult, step: Step, cache_key: str, settings: Settings) -> None:
        self.given = given
        self.step = step
        self.cache_key = cache_key
        self.settings = settings
        self.workspace = Workspace(settings.workspace)
        self.id = new_entry_id()
        self.cpu_seconds = 0.0
        self.peak_mb: float | None = None
        self.attempt = 1 + sum(run.cache_key == cache_key for run in self._runs())
        self._away: list[Page] = []

    @property
    def doc_id(self) -> str:
        """Return the document worked on."""
        return self.given.doc_id

    @property
    def pdf(self) -> Path:
        """Return where the document's bytes lie."""
        return self.workspace.blobs.path(self.doc_id)

    def rows(self, table: str, kind: type[R]) -> list[R]:
        """Return the rows of the steps before, each record as the last of them wrote it."""
        latest: dict[Any, R] = {}
        for entry_id in self.given.trail:
            for row in self.workspace.journal.rows(self.doc_id, entry_id, table, kind):
                latest[record_id(row)] = row
        return list(latest.values())

    def pages(self) -> list[Page]:
        """Return the pages that are still kept, in order."""
        pages = self.rows("pages", Page)
        return sorted((page for page in pages if page.outcome is Outcome.KEPT), key=lambda page: page.page)

    def by_page(self, table: str, kind: type[R]) -> Mapping[int, list[R]]:
        """Return the rows of the steps before, by page."""
        found: defaultdict[int, list[R]] = defaultdict(list)
        for row in self.rows(table, kind):
            found[getattr(row, "page")].append(row)  # noqa: B009 (the tables asked for have pages, R does not say so)
        return found

    def described(self, facts: DocumentFacts) -> Document:
        """Return the document's row with what its PDF says of itself."""
        known = self.rows("documents", Document)[0]
        return known.model_copy(update=facts.model_dump())

    def over_pages(
        self,
        function: Callable[..., Any],
        pages: Sequence[Page],
        arguments: Callable[[Page], tuple[Any, ...]] = lambda _: (),
    ) -> Turned:
        """Call ``function(pdf_page, page, *arguments(page))`` for each page in the worker processes.

        A page that is rejected or stopped becomes a row; any other exception is a bug and raised, and so is the
        failure of more than half of the pages, as soon as ``Patience`` has seen enough.
        """
        self._expect(len(pages))
        calls = [PageCall(page.page, function, (page, *arguments(page))) for page in pages]
        turned, patience = Turned([], []), Patience(self.step, len(pages))
        with closing(pool.of(self.settings).over_pages(self.pdf, calls)) as results:
            for page, result in zip(pages, results, strict=True):
                if isinstance(result, Exception):
                    turned.away.append(self._turn_away(page, result))
                    self._away.append(turned.away[-1])
                else:
                    self._measure(result)
                    turned.done.append((page, result.value))
                patience.with_next(result)
        patience.at_the_end(turned.away)
        return turned

    def once(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call ``function(*args)`` in a worker process."""
        result = pool.of(self.settings).once(function, *args)
        self._measure(result)
        return result.value

    def perform(self, body: Body, spec: BaseModel, engine: EngineRef, step_version: int) -> StepResult:
        """Run the body, journal what became of it, and return the pointer.

        A rejection is a value; anything else that is raised ends as ``StepFailedError`` with its row written, or as
        ``TransientError``, which Prefect tries again.
        """
        began, cpu, started = time.perf_counter(), time.thread_time(), datetime.now(UTC)
        ending = self._ending(body, spec)
        run = StepRun(
            step_run_id=self.id,
            doc_id=self.doc_id,
            cache_key=self.cache_key,
            step=self.step,
            step_version=step_version,
            engine=engine.name,
            engine_version=engine.version,
            weights_sha256=engine.weights_sha256,
            params=identity.canonical(spec.model_dump(mode="json")).decode(),
            params_hash=identity.params_hash(spec),
            input_hash=self.given.output_hash,
            output_hash=output_hash(self.given, ending),
            blobs=sorted(set(ending.output.blobs)),
            open_pages=self._open_pages,
            outcome=ending.outcome,
            reason=ending.reason,
            error=ending.error,
            attempt=self.attempt,
            started_at=started,
            seconds=round(time.perf_counter() - began, 4),
            cpu_seconds=round(self.cpu_seconds + time.thread_time() - cpu, 4),
            peak_mb=self.peak_mb,
            host=host(),
            code_version=code_version(),
        )
        tables: dict[str, Sequence[Record]] = {"step_runs": [run], **ending.output.tables}
        self.workspace.journal.append(self.doc_id, self.id, tables)
        result = pointer_to(run, self.given.trail)
        if ending.cause is not None:
            raise _told(ending.cause, result) from ending.cause
        return result

    def _expect(self, pages: int) -> None:
        if self.step in PAGE_STEPS:
            progress.expect(self.doc_id, pages * steps_left(self.step))
        else:
            progress.expect(f"{self.step} {self.doc_id}", pages)

    def _ending(self, body: Body, spec: BaseModel) -> Ending:
        try:
            return Ending(RunOutcome.OK, body(self, spec))
        except RejectedError as rejected:
            return Ending(RunOutcome.REJECTED, Output({}), rejected.reason, rejected.detail or None)
        except WorkerKilledError as killed:
            pages = Output({"pages": self._away})
            if self.attempt >= MAX_TRIES:
                return Ending(RunOutcome.REJECTED, pages, killed.reason, str(killed))
            return Ending(RunOutcome.FAILED, pages, killed.reason, str(killed), killed)
        except Exception as bug:  # noqa: BLE001 (whatever it is, it is this document's and becomes its row)
            return Ending(RunOutcome.FAILED, Output({}), None, traceback.format_exc(), bug)

    def _measure(self, result: Measured) -> None:
        self.cpu_seconds += result.cpu_seconds
        self.peak_mb = round(max(self.peak_mb or 0, result.rss_mb), 1)

    def _turn_away(self, page: Page, error: Exception) -> Page:
        if isinstance(error, RejectedError):
            return page.model_copy(update={"outcome": Outcome.REJECTED, "rule": self.step, "reason": error.reason})
        if not isinstance(error, WorkerKilledError):
            raise error
        tries = 1 + self._failures_before()[page.page]
        spent = tries >= MAX_TRIES
        return page.model_copy(
            update={
                "outcome": Outcome.REJECTED if spent else Outcome.FAILED,
                "rule": "tries",
                "reason": error.reason,
                "score": float(tries),
                "threshold": float(MAX_TRIES),
            }
        )

    def _failures_before(self) -> Counter[int]:
        failures: Counter[int] = Counter()
        for run in self._runs():
            if run.cache_key == self.cache_key:
                rows = self.workspace.journal.rows(self.doc_id, run.step_run_id, "pages", Page)
                failures.update(page.page for page in rows if page.outcome is Outcome.FAILED)
        return failures

    def _runs(self) -> Iterator[StepRun]:
        return self.workspace.journal.step_runs(self.doc_id)

    @property
    def _open_pages(self) -> int:
        return sum(page.outcome is Outcome.FAILED for page in self._away)


def steps_left(step: Step) -> int:
    """Return how many steps, this one included, still go over the pages."""
    return len(PAGE_STEPS) - PAGE_STEPS.index(step)


def _told(cause: Exception, result: StepResult) -> Exception:
    message = f"{result.step} of {result.doc_id[:12]}: {cause}"
    if isinstance(cause, TransientError) or is_healed_by_time(cause):
        return TransientError(message, result)
    return StepFailedError(result, message)


def output_hash(given: StepResult, ending: Ending) -> str:
    """Return the hash of what a step made on top of what it was given: no ids of executions, times, paths or names.

    It covers the whole chain, since later steps read the rows of all earlier ones, and so starts from the document.
    """
    tables = ending.output.tables
    rows = {name: [_content(row) for row in rows] for name, rows in tables.items()}
    made = [given.output_hash, rows, sorted(set(ending.output.blobs)), ending.outcome, ending.reason]
    return identity.sha256(identity.canonical(made))


def _content(row: Record) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude={"name"} if isinstance(row, Document) else None)


def pointer_to(run: StepRun, before: tuple[str, ...]) -> StepResult:
    """Return the pointer to an execution that followed the executions ``before``."""
    return StepResult(
        doc_id=run.doc_id,
        step=run.step,
        step_run_id=run.step_run_id,
        cache_key=run.cache_key,
        output_hash=run.output_hash or "",
        outcome=run.outcome,
        reason=run.reason,
        trail=(*before, run.step_run_id),
        open_pages=run.open_pages,
    )

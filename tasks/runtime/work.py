"""The documents of one flow run on their way through the steps: known results pass, the rest become task runs."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias

from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner

from tasks.records.enums import RunOutcome, Step
from tasks.records.step import StepResult, Use
from tasks.runtime.errors import StepFailedError, TransientError
from tasks.runtime.plan import Chain
from tasks.runtime.settings import Settings
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace

Given: TypeAlias = "StepResult | PrefectFuture[Any]"


class Taken(NamedTuple):
    """A result that a flow run took: which execution it is, and whether it ran for it."""

    result: StepResult
    cached: bool


class Work:
    """Hands each document from step to step, breadth first, on a bounded runner."""

    def __init__(self, chains: Sequence[Chain], settings: Settings, runner: "ThreadPoolTaskRunner[Any]") -> None:
        self.chains = chains
        self.documents: list[Given] = [chain.registration for chain in chains]
        self._settings = settings
        self._runner = runner
        self._steps: dict[Step, list[Given]] = {}

    def through(self, task: Any, given: Sequence[Given]) -> list[Given]:
        """Send every document that wants it through a step; return known results as they are, futures of the rest."""
        step = Step(task.name)
        self._steps[step] = [
            chain.done.get(step) or (self._submit(task, step, chain, before) if chain.lacks(step) else before)
            for chain, before in zip(self.chains, given, strict=True)
        ]
        return self._steps[step]

    def taken(self) -> Iterator[Taken]:
        """Wait for everything and yield what each document took, step by step."""
        for step, results in self._steps.items():
            for result in results:
                known = Taken(result, cached=True) if isinstance(result, StepResult) else _ended(result)
                if known is not None and known.result.step is step:
                    yield known

    def failed(self) -> set[str]:
        """Return the documents with a step that failed, row or no row, or a page that will be tried again."""
        broken = {
            result.doc_id for result, _ in self.taken() if result.outcome is RunOutcome.FAILED or result.open_pages
        }
        for step_results in self._steps.values():
            for chain, result in zip(self.chains, step_results, strict=True):
                if isinstance(result, PrefectFuture) and not result.state.is_completed():
                    broken.add(chain.registration.doc_id)
        return broken

    def _submit(self, task: Any, step: Step, chain: Chain, before: Given) -> "PrefectFuture[Any]":
        again = step in chain.refreshed
        bound = task.with_options(
            task_run_name=f"{step} {chain.name}".replace("{", "{{").replace("}", "}}"),  # Prefect fills such names in
            result_storage=Workspace(self._settings.workspace).results,
            refresh_cache=again,
        )
        given = {"given": before, "spec": chain.specs[step], "settings": self._settings, "again": again}
        return self._runner.submit(bound, given)


@contextmanager
def at_work(chains: Sequence[Chain], settings: Settings) -> Iterator[Work]:
    """Open a runner of ``jobs + 2`` threads: a waiting task costs a thread, an unbounded runner hundreds of them."""
    Workspace(settings.workspace).results.mkdir(parents=True, exist_ok=True)
    runner: ThreadPoolTaskRunner[StepResult] = ThreadPoolTaskRunner(max_workers=settings.jobs + 2)
    with runner:
        yield Work(chains, settings, runner)


def keep_uses(workspace: Workspace, flow_run_id: str, taken: Iterable[Taken]) -> None:
    """Journal which executions a flow run took: that makes them the current ones of their documents."""
    now = datetime.now(UTC)
    uses = [
        Use(
            flow_run_id=flow_run_id,
            doc_id=result.doc_id,
            step=result.step,
            step_run_id=result.step_run_id,
            cached=cached,
            at=now,
        )
        for result, cached in taken
    ]
    if uses:
        workspace.journal.append(None, new_entry_id(), {"uses": uses})


def _ended(future: "PrefectFuture[Any]") -> Taken | None:
    future.wait()
    state: State[Any] = future.state
    if not state.is_final():  # its document failed in a step before
        return None
    value = state.result(raise_on_failure=False)
    if isinstance(value, StepFailedError | TransientError) and value.result is not None:
        return Taken(value.result, cached=False)
    if isinstance(value, StepResult):
        return Taken(value, cached=state.name == "Cached")
    return None

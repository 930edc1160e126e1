"""What must run: one look at the journal, before any task."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import BaseModel

from tasks.records.document import Document
from tasks.records.enums import RunOutcome, Step
from tasks.records.step import StepResult, StepRun
from tasks.runtime.cache import POLICIES, is_final
from tasks.runtime.execution import pointer_to
from tasks.store.workspace import Workspace


class Chain(NamedTuple):
    """A document's registration and those steps after it that are done already."""

    registration: StepResult
    name: str
    done: Mapping[Step, StepResult]
    wanted: frozenset[Step]

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to run."""
        return bool(self.done) and (
            len(self.done) == len(self.wanted) or list(self.done.values())[-1].outcome is RunOutcome.REJECTED
        )


def plan_chain(
    workspace: Workspace, registration: StepResult, specs: Mapping[Step, BaseModel], again_from: Step | None
) -> Chain:
    """Follow the keys from step to step as far as the journal has final results for them.

    From ``again_from`` on nothing counts as done.
    """
    runs = list(workspace.journal.step_runs(registration.doc_id))
    given, done = registration, dict[Step, StepResult]()
    for step in Step:
        if step not in specs or given.outcome is RunOutcome.REJECTED:
            continue
        if again_from is not None and _order(step) >= _order(again_from):
            break
        found = _latest(workspace, runs, POLICIES[step].key(specs[step], given), given)
        if found is None:
            break
        done[step] = given = found
    return Chain(registration, _name(workspace, registration), done, frozenset(specs))


def _latest(workspace: Workspace, runs: Sequence[StepRun], cache_key: str, given: StepResult) -> StepResult | None:
    for run in reversed(runs):
        if run.cache_key == cache_key and run.outcome is not RunOutcome.FAILED:
            result = pointer_to(run, given.trail)
            return result if is_final(workspace, result) else None
    return None


def _name(workspace: Workspace, registration: StepResult) -> str:
    rows = workspace.journal.rows(registration.doc_id, registration.step_run_id, "documents", Document)
    return rows[0].name if rows else registration.doc_id[:12]


def _order(step: Step) -> int:
    return list(Step).index(step)

"""What must run: one look at what was done, before any task."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import BaseModel

from tasks.records.document import Document
from tasks.records.enums import Outcome, Reason, RunOutcome, Step
from tasks.records.page import Page
from tasks.records.step import StepResult, StepRun
from tasks.runtime.cache import POLICIES, is_kept
from tasks.runtime.errors import UsageError
from tasks.runtime.execution import pointer_to
from tasks.store.catalog import load, read
from tasks.store.workspace import Workspace

FEW = 100
"""Of so many documents at most the journal is read, file by file; it needs no catalog."""


class Known(NamedTuple):
    """A registered document and every execution on it, oldest first."""

    registration: StepResult
    name: str
    runs: Sequence[StepRun]


class Again(NamedTuple):
    """What is to run again although it is done: everything from a step on, and what turned away for a reason."""

    from_step: Step | None = None
    reasons: frozenset[Reason] = frozenset()


NOTHING_AGAIN = Again()


class Chain(NamedTuple):
    """A document on its way: what is asked of each step, what is done already, what must not be taken from a cache."""

    registration: StepResult
    name: str
    specs: Mapping[Step, BaseModel]
    done: Mapping[Step, StepResult]
    refreshed: frozenset[Step] = frozenset()

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to run."""
        return bool(self.done) and (
            len(self.done) == len(self.specs) or list(self.done.values())[-1].outcome is RunOutcome.REJECTED
        )

    def lacks(self, step: Step) -> bool:
        """Tell whether a step is still to run."""
        return step in self.specs and step not in self.done and not self.is_done


def plan_chain(
    workspace: Workspace, known: Known, specs: Mapping[Step, BaseModel], again: Again = NOTHING_AGAIN
) -> Chain:
    """Follow the keys from step to step as far as there are final results for them, and none is wanted again."""
    given, done, refreshed = known.registration, dict[Step, StepResult](), frozenset[Step]()
    for step in Step:
        if step not in specs or given.outcome is RunOutcome.REJECTED:
            continue
        if again.from_step is not None and _order(step) >= _order(again.from_step):
            refreshed = frozenset(later for later in specs if _order(later) >= _order(step))
            break
        run = _latest(known.runs, POLICIES[step].key(specs[step], given))
        if run is None or not is_kept(workspace, run):
            break
        if again.reasons and _turned_away(workspace, run, again.reasons):
            refreshed = frozenset({step})
            break
        done[step] = given = pointer_to(run, given.trail)
    return Chain(known.registration, known.name, specs, done, refreshed)


def look_up(workspace: Workspace, documents: Sequence[str]) -> dict[str, Known]:
    """Return what is known of documents, by doc_id: a few from the journal itself, many from the catalog.

    UsageError if one was never registered.
    """
    if len(documents) > FEW:
        load(workspace.root)
        found = _from_catalog(workspace, documents)
    else:
        found = {doc_id: known for doc_id in documents if (known := _from_journal(workspace, doc_id))}
    if missing := next((doc_id for doc_id in documents if doc_id not in found), None):
        raise UsageError(f"no document {missing!r} in {workspace.root}; register it with `etoki run` first")
    return found


def _from_journal(workspace: Workspace, doc_id: str) -> Known | None:
    runs = list(workspace.journal.step_runs(doc_id))
    registration = _registration(runs)
    if registration is None:
        return None
    rows = workspace.journal.rows(doc_id, registration.step_run_id, "documents", Document)
    return Known(pointer_to(registration, ()), rows[0].name if rows else doc_id[:12], runs)


def _from_catalog(workspace: Workspace, documents: Sequence[str]) -> dict[str, Known]:
    asked = {"doc_ids": list(documents)}
    names = {row["doc_id"]: row["name"] for row in read(workspace.root, "queries/names_of", asked).to_dicts()}
    runs: defaultdict[str, list[StepRun]] = defaultdict(list)
    for row in read(workspace.root, "queries/executions_on", asked).to_dicts():
        runs[row["doc_id"]].append(StepRun(**row))
    registrations = {doc_id: _registration(found) for doc_id, found in runs.items()}
    return {
        doc_id: Known(pointer_to(run, ()), names[doc_id], runs[doc_id])
        for doc_id, run in registrations.items()
        if run is not None and workspace.journal.has(doc_id, run.step_run_id)
    }


def _registration(runs: Sequence[StepRun]) -> StepRun | None:
    return next((run for run in runs if run.step is Step.REGISTER), None)


def _latest(runs: Sequence[StepRun], cache_key: str) -> StepRun | None:
    """Return the latest execution under a key that did not fail."""
    return next(
        (run for run in reversed(runs) if run.cache_key == cache_key and run.outcome is not RunOutcome.FAILED), None
    )


def _turned_away(workspace: Workspace, run: StepRun, reasons: frozenset[Reason]) -> bool:
    if run.reason in reasons:
        return True
    pages = workspace.journal.rows(run.doc_id, run.step_run_id, "pages", Page)
    return any(page.outcome is Outcome.REJECTED and page.reason in reasons for page in pages)


def _order(step: Step) -> int:
    return list(Step).index(step)

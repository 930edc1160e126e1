"""Many documents → runs of `extract` about at most a hundred each: here, one by one, or on the work pool at once."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.runtime import flow_run
from prefect.states import Cancelling, Crashed

from flows import showing
from flows.extract import MAX_DOCUMENTS, ExtractRequest, extract
from tasks.records.step import StepResult
from tasks.runtime.cache import is_done
from tasks.runtime.errors import DocumentsFailedError, UsageError
from tasks.runtime.execution import pointer_to
from tasks.runtime.fanout import Patience, RunState, fan_out
from tasks.runtime.plan import Chain, Known, look_up, plan_chain
from tasks.runtime.settings import PREFIX, Settings
from tasks.runtime.work import Taken, keep_uses
from tasks.store.catalog import load, read
from tasks.store.workspace import Workspace

DEPLOYMENT = "extract/extract"
"""The deployment that batches are runs of."""

ASKED_AT_ONCE = 200
REFUSAL = re.compile(r"\b(?:NotReadyError|LookupError): (.*)", re.DOTALL)
"""How Prefect spells the state of a run that ended over engines."""
WAITING = frozenset({StateType.SCHEDULED, StateType.PAUSED})
GOING = frozenset({StateType.RUNNING, StateType.CANCELLING})


class Extracted(NamedTuple):
    """What came of the documents, however many runs it took."""

    failed: list[str]
    executions: int


def extract_all(request: ExtractRequest, documents: Sequence[str], settings: Settings) -> Extracted:
    """Extract from registered documents; those with nothing to do are only noted as used."""
    workspace, documents = Workspace(settings.workspace), list(dict.fromkeys(documents))
    found = look_up(workspace, documents)
    chains = [_planned(workspace, known, request) for known in found.values()]
    known_ends = [list(chain.done.values()) for chain in chains if chain.is_done]
    keep_uses(workspace, str(flow_run.id), _new_uses(workspace, known_ends))
    open_ = {chain.registration.doc_id for chain in chains if not chain.is_done}
    batches = list(_batches([doc_id for doc_id in documents if doc_id in open_]))
    if not settings.fan_out:
        return _here(request, batches)
    return _on_the_pool(request, batches, Since(workspace, request, found), settings)


class Since:
    """What the journal says of documents since it was last looked up."""

    def __init__(self, workspace: Workspace, request: ExtractRequest, before: Mapping[str, Known]) -> None:
        self._workspace = workspace
        self._request = request.model_copy(update={"again_from": None, "again_for": None, "force": False})
        self._before = {doc_id: frozenset(run.step_run_id for run in one.runs) for doc_id, one in before.items()}

    def unfinished(self, documents: Sequence[str]) -> list[str]:
        """Return those that have neither ended nor failed since then."""
        known = look_up(self._workspace, documents)
        return [doc_id for doc_id in documents if not self._is_over(known[doc_id])]

    def failed(self, known: Mapping[str, Known]) -> list[str]:
        """Return those that are not done, or whose last execution failed."""
        return [doc_id for doc_id, one in known.items() if not self._is_done(one) or self._new(one)[-1:] == [True]]

    def executions(self, known: Mapping[str, Known]) -> int:
        """Return how many steps ran since then."""
        return sum(len(self._new(one)) for one in known.values())

    def last_change(self, documents: Sequence[str]) -> float:
        """Return when a step of any of them ended, or an engine said something of a page, since the epoch."""
        roots = (self._workspace.journal.root, self._workspace.outputs.root)
        folders = [root / doc_id[:2] / doc_id for doc_id in documents for root in roots]
        return max((_changed(folder) for folder in folders), default=0.0)

    def ends(self, known: Mapping[str, Known]) -> Iterator[list[StepResult]]:
        """Yield what came of each: the steps that are done, and the one after them that is not."""
        for one in known.values():
            taken = list(_planned(self._workspace, one, self._request).done.values())
            if not is_done(one.runs[-1]):
                taken.append(pointer_to(one.runs[-1], (taken or [one.registration])[-1].trail))
            yield taken

    def _is_over(self, known: Known) -> bool:
        new = self._new(known)
        return bool(new) and (new[-1] or self._is_done(known))

    def _new(self, known: Known) -> list[bool]:
        """Tell of each execution since then whether it failed."""
        before = self._before[known.registration.doc_id]
        return [not is_done(run) for run in known.runs if run.step_run_id not in before]

    def _is_done(self, known: Known) -> bool:
        return _planned(self._workspace, known, self._request).is_done


class PoolRuns:
    """Runs of the deployment of `extract`, on the server that this process is connected to."""

    def __init__(self, request: ExtractRequest, weights: str = "") -> None:
        """Have workers look for weights in these folders, as in PATH, instead of those of their own."""
        self._request = request
        self._job = {"env": {f"{PREFIX}WEIGHTS": weights}} if weights else None

    def submit(self, documents: Sequence[str]) -> str:
        """Ask for a run about the documents and return its id."""
        request = self._request.model_copy(update={"documents": list(documents)})
        name = showing.run_name("extract", request.documents, request.label)
        parameters = {"request": request.model_dump(mode="json")}
        run: FlowRun = run_deployment(  # type: ignore[assignment]
            DEPLOYMENT, parameters=parameters, timeout=0, flow_run_name=name, job_variables=self._job
        )
        return str(run.id)

    def states(self, run_ids: Sequence[str]) -> dict[str, RunState]:
        """Return how the runs stand; one that was deleted is left out."""
        found: list[FlowRun] = []
        with get_client(sync_client=True) as client:
            for first in range(0, len(run_ids), ASKED_AT_ONCE):
                ids = [UUID(run_id) for run_id in run_ids[first : first + ASKED_AT_ONCE]]
                asked = FlowRunFilter(id=FlowRunFilterId(any_=ids))
                found += client.read_flow_runs(flow_run_filter=asked, limit=ASKED_AT_ONCE)
        return {str(run.id): _state(run) for run in found}

    def refusal(self, run_id: str) -> str:
        """Return what the worker said of the engines that it has not."""
        with get_client(sync_client=True) as client:
            return _refusal(client.read_flow_run(UUID(run_id))) or ""

    def cancel(self, run_id: str) -> None:
        """Ask the run's worker to kill it; what the server refuses, the parent does without."""
        with suppress(httpx.HTTPError), get_client(sync_client=True) as client:
            client.set_flow_run_state(UUID(run_id), Cancelling(message="nothing changed in the journal"), force=True)

    def crash(self, run_id: str) -> None:
        """Mark a run whose worker is dead as crashed; the mark is for people."""
        with suppress(httpx.HTTPError), get_client(sync_client=True) as client:
            client.set_flow_run_state(UUID(run_id), Crashed(message="its worker is gone"), force=True)


def refuse_own_pool() -> str | None:
    """Refuse to wait in the very pool whose workers the batches need, and where there is no such deployment.

    Return the pool that this run sits in, None for one that was started by hand.
    """
    with get_client(sync_client=True) as client:
        try:
            pool = client.read_deployment_by_name(DEPLOYMENT).work_pool_name
        except ObjectNotFound as error:
            raise UsageError(f"no deployment {DEPLOYMENT!r} on this server; `etoki up` makes it") from error
        own = client.read_flow_run(UUID(flow_run.id)).work_pool_name if flow_run.id else None
    if own is not None and own == pool:
        raise UsageError(f"this run sits in the work pool {pool!r} that it would wait for; give it another one")
    return own


def _here(request: ExtractRequest, batches: Sequence[Sequence[str]]) -> Extracted:
    reports = [_extracted(request.model_copy(update={"documents": list(documents)})) for documents in batches]
    return Extracted([doc_id for part in reports for doc_id in part.failed], sum(part.executions for part in reports))


def _extracted(request: ExtractRequest) -> Extracted:
    """Run one batch; a failed document fails its batch's run, not the others."""
    outcome = extract(request, return_state=True).result(raise_on_failure=False)
    if isinstance(outcome, BaseException) and not isinstance(outcome, DocumentsFailedError):
        raise outcome
    report: Any = outcome.report if isinstance(outcome, DocumentsFailedError) else outcome
    return Extracted(report.failed, report.executions)


def _on_the_pool(
    request: ExtractRequest, batches: Sequence[Sequence[str]], since: Since, settings: Settings
) -> Extracted:
    pool = refuse_own_pool()
    # Who starts a run by hand says where weights lie; workers know it themselves, each for its own machine.
    weights = "" if pool else os.pathsep.join(map(str, settings.allowance.weights))
    documents = [doc_id for batch in batches for doc_id in batch]
    with showing.shown_share("batches") as tell:
        patience = Patience(settings.poll_seconds, settings.stalled_seconds)
        fan_out(batches, PoolRuns(request, weights), since, patience, tell)
    # What a killed run had brought to an end, it could not say that it took.
    workspace = Workspace(settings.workspace)
    load(workspace.root)
    known = look_up(workspace, documents)
    keep_uses(workspace, str(flow_run.id), _new_uses(workspace, list(since.ends(known))))
    return Extracted(since.failed(known), since.executions(known))


def _planned(workspace: Workspace, known: Known, request: ExtractRequest) -> Chain:
    return plan_chain(workspace, known, request.specs(known), request.again())


def _new_uses(workspace: Workspace, ends: Sequence[Sequence[StepResult]]) -> Iterator[Taken]:
    """Yield what the run takes of documents with nothing left to do, less what is in use already."""
    asked = {"doc_ids": [taken[0].doc_id for taken in ends if taken]}
    rows = read(workspace.root, "queries/executions_in_use", asked).to_dicts()
    in_use = {row["doc_id"]: row["step_run_ids"] for row in rows}
    for taken in (taken for taken in ends if taken):
        noted = in_use.get(taken[0].doc_id, [])
        failed_before = not is_done(taken[-1]) and taken[-1].step_run_id in noted
        if not failed_before and noted != [result.step_run_id for result in taken]:
            yield from (Taken(result, cached=True) for result in taken)


def _batches(documents: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(documents), MAX_DOCUMENTS):
        yield documents[first : first + MAX_DOCUMENTS]


def _refusal(run: FlowRun) -> str | None:
    said = REFUSAL.search(run.state.message or "") if run.state and run.state.is_failed() else None
    return " ".join(said[1].split()) if said else None


def _state(run: FlowRun) -> RunState:
    found = run.state_type
    if _refusal(run):
        return RunState.REFUSED
    if found in WAITING or found is None:
        return RunState.WAITING
    if found is StateType.PENDING:
        return RunState.STARTING
    if found in GOING:
        return RunState.RUNNING
    return RunState.CANCELLED if found is StateType.CANCELLED else RunState.ENDED


def _changed(folder: Path) -> float:
    """Return when something was last put into a folder, or into a file in it; 0 if it is not there."""
    try:
        with os.scandir(folder) as inside:
            return max([folder.stat().st_mtime, *(entry.stat().st_mtime for entry in inside)])
    except FileNotFoundError:
        return 0.0

"""pairs → accepted pairs."""

from prefect import flow
from prefect.runtime import flow_run
from pydantic import Field

from tasks.curate import CurateSpec, judge_pairs, undecided
from tasks.records.figure import PairRow
from tasks.records.record import Record
from tasks.records.sample import Verdict
from tasks.runtime.settings import Settings
from tasks.store.catalog import forgotten, load, read
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace


class CurateRequest(CurateSpec):
    """What a pair of the workspace must reach to enter a dataset."""


class CurateReport(Record):
    """How many pairs were judged."""

    pairs: int
    accepted: int = Field(description="Pairs that may become samples.")


@flow(name="curate", flow_run_name="curate")
def curate(request: CurateRequest) -> CurateReport:
    """Judge every current pair of the workspace: sure enough, not forgotten, not a duplicate."""
    return judge(request, str(flow_run.id), Settings())


def judge(spec: CurateSpec, flow_run_id: str, settings: Settings) -> CurateReport:
    """Journal a verdict on each pair on which the last one was another, or none."""
    workspace = Workspace(settings.workspace)
    load(workspace.root)
    pairs = [PairRow(**row) for row in read(workspace.root, "queries/pairs_to_judge").to_dicts()]
    verdicts = judge_pairs(pairs, forgotten(workspace.root), spec, flow_run_id)
    latest = [Verdict(**row) for row in read(workspace.root, "queries/latest_verdicts").to_dicts()]
    if new := undecided(verdicts, latest):
        workspace.journal.append(None, new_entry_id(), {"verdicts": new})
    return CurateReport(pairs=len(pairs), accepted=sum(verdict.accepted for verdict in verdicts))

"""accepted pairs → training samples."""

from prefect import flow
from prefect.runtime import flow_run
from pydantic import Field

from flows.showing import asked
from tasks import engines
from tasks.compose import compose, unwritten
from tasks.records.enums import EngineKind
from tasks.records.record import Record
from tasks.records.sample import Evidence, Sample
from tasks.runtime.settings import Settings
from tasks.store.catalog import load, read
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace


class InstructRequest(Record):
    """Who writes the samples."""

    llm: str = Field(default="template", description="The engine that writes: `template`, or `none` to write nothing.")


class InstructReport(Record):
    """What was written."""

    figures: int
    samples: int = Field(description="Samples that these figures give.")
    written: int = Field(description="Samples that were not there before.")


def describe() -> str:
    """Name a run by who writes: `instruct · template`."""
    return f"instruct · {asked(InstructRequest).llm}"


@flow(name="instruct", flow_run_name=describe)
def instruct(request: InstructRequest) -> InstructReport:
    """Write samples about every figure with an accepted pair, grounded in what was extracted alone."""
    if request.llm == engines.NONE:
        return InstructReport(figures=0, samples=0, written=0)
    return write(request, str(flow_run.id), Settings())


def write(request: InstructRequest, flow_run_id: str, settings: Settings) -> InstructReport:
    """Journal the samples of each figure whose samples are not these already."""
    workspace = Workspace(settings.workspace)
    load(workspace.root)
    evidence = [Evidence(**row) for row in read(workspace.root, "queries/accepted_evidence").to_dicts()]
    samples, parts = compose(evidence, engines.load(EngineKind.LLM, request.llm), flow_run_id)
    current = [Sample(**row) for row in read(workspace.root, "queries/current_samples").to_dicts()]
    new, new_parts = unwritten(samples, parts, current)
    if new:
        workspace.journal.append(None, new_entry_id(), {"samples": new, "sample_parts": new_parts})
    return InstructReport(figures=len(evidence), samples=len(samples), written=len(new))

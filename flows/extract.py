"""documents → pairs: each PDF goes through a chain of cached, retryable steps."""

from typing import Any

from prefect import flow
from prefect.runtime import flow_run
from pydantic import BaseModel, Field

from tasks.audit import AuditSpec, audit
from tasks.crop import CropSpec, crop
from tasks.pair import PairSpec, pair
from tasks.probe import ProbeSpec, probe
from tasks.read import ReadSpec, read
from tasks.records.enums import Step
from tasks.records.record import Record
from tasks.register import registered
from tasks.runtime.errors import DocumentsFailedError, UsageError
from tasks.runtime.plan import Chain, plan_chain
from tasks.runtime.settings import Settings
from tasks.runtime.work import Work, at_work, keep_uses
from tasks.segment import SegmentSpec, segment
from tasks.store.workspace import Workspace
from tasks.transcribe import TranscribeSpec, transcribe

MAX_DOCUMENTS = 100


class ExtractRequest(Record):
    """Which documents, and what decides the result. An empty form is the default extraction."""

    documents: list[str] = Field(description="The doc_id of each document.", max_length=MAX_DOCUMENTS)
    probe: ProbeSpec = Field(ProbeSpec(), description="Which pages.")
    read: ReadSpec = Field(ReadSpec(), description="How text is read.")
    segment: SegmentSpec = Field(SegmentSpec(), description="How pages are laid out.")
    crop: CropSpec = Field(CropSpec(), description="How figures are cut out.")
    transcribe: TranscribeSpec = Field(TranscribeSpec(), description="How text in pictures is read.")
    pair: PairSpec = Field(PairSpec(), description="How texts are matched to figures.")
    audit: AuditSpec | None = Field(None, description="Which pages to read a second time, by OCR; none if empty.")
    again_from: Step | None = Field(None, description="Run this step and all after it again, whatever is known.")

    def specs(self) -> dict[Step, BaseModel]:
        """Return the parameters of each step."""
        asked = {step: getattr(self, step) for step in Step if step is not Step.REGISTER}
        return {step: spec for step, spec in asked.items() if spec is not None}


class ExtractReport(Record):
    """What a run did."""

    documents: int
    failed: list[str] = Field(description="The doc_id of each document that failed.")
    executions: int = Field(description="Steps that ran; 0 when everything was known.")


def describe() -> str:
    """Name a run by what it is about."""
    request: Any = flow_run.parameters.get("request")
    count = len(request.documents if isinstance(request, ExtractRequest) else request["documents"])
    return f"extract {count} PDF{'s' * (count != 1)}"


@flow(name="extract", flow_run_name=describe)
def extract(request: ExtractRequest) -> ExtractReport:
    """Send documents through the steps; what is finished already gets no task runs."""
    settings = Settings()
    with at_work(plan(request, settings), request.specs(), settings, refresh=bool(request.again_from)) as work:
        pages = work.through(probe, work.documents)
        lines = work.through(read, pages)
        regions = work.through(segment, lines)
        figures = work.through(crop, regions)
        figures = work.through(transcribe, figures)
        pairs = work.through(pair, figures)
        if request.audit is not None:
            work.through(audit, pairs)
        keep_uses(Workspace(settings.workspace), str(flow_run.id), work.taken())
        return finish(work)


def plan(request: ExtractRequest, settings: Settings) -> list[Chain]:
    """Look up once, in the journal, what is done of each document."""
    workspace = Workspace(settings.workspace)
    chains = []
    for doc_id in request.documents:
        registration = registered(workspace, doc_id)
        if registration is None:
            raise UsageError(f"no document {doc_id!r} in {workspace.root}; register it with `etoki run` first")
        chains.append(plan_chain(workspace, registration, request.specs(), request.again_from))
    return chains


def finish(work: Work) -> ExtractReport:
    """Return the report, or raise it so that the run ends Failed where a document failed."""
    report = ExtractReport(
        documents=len(work.documents),
        failed=sorted(work.failed()),
        executions=sum(not cached for _, cached in work.taken()),
    )
    if report.failed:
        raise DocumentsFailedError(report, f"{len(report.failed)} of {report.documents} documents failed")
    return report

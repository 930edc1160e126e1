"""documents → pairs: each PDF goes through a chain of cached, retryable steps."""

from collections.abc import Mapping, Sequence

from prefect import flow
from prefect.runtime import flow_run
from pydantic import BaseModel, Field

from flows import showing
from flows.showing import shown_progress
from tasks import engines
from tasks.audit import AuditSpec, audit
from tasks.crop import CropSpec, crop
from tasks.pair import PairSpec, pair
from tasks.probe import ProbeSpec, probe
from tasks.read import ReadSpec, read
from tasks.records.enums import GIVEN_UP, EngineKind, Reason, Step
from tasks.records.record import Record
from tasks.runtime.cache import engines_of
from tasks.runtime.errors import DocumentsFailedError
from tasks.runtime.named import resolve
from tasks.runtime.plan import Again, Chain, Known, look_up, plan_chain
from tasks.runtime.remembered import last_parameters
from tasks.runtime.room import with_room
from tasks.runtime.settings import settled
from tasks.runtime.work import Work, at_work, keep_uses
from tasks.segment import SegmentSpec, segment
from tasks.store.catalog import load
from tasks.store.workspace import Workspace
from tasks.transcribe import TranscribeSpec, transcribe

MAX_DOCUMENTS = 100


class ExtractRequest(Record):
    """Which documents, and what decides the result. An empty form is the default extraction."""

    documents: list[str] = Field(
        description="Name, path or beginning of the sha256 of each document; they must be registered.",
        max_length=MAX_DOCUMENTS,
    )
    label: str | None = Field(None, description="What these documents are called together in the name of the run.")
    as_before: bool = Field(
        default=False, description="Ask of each document what was last asked of it, whatever is said below."
    )
    again_from: Step | None = Field(
        None, title="Again From", description="Run this step and all after it again, whatever is known."
    )
    again_for: Reason | None = Field(
        None,
        title="Again For",
        description="Run the step again that turned a document, or a page of it, away for this reason.",
    )
    force: bool = Field(
        default=False, description="Try once more what was given up because it hangs, crashes or is too big."
    )
    probe: ProbeSpec = Field(ProbeSpec(), title="Probe", description="Which pages.")
    read: ReadSpec = Field(ReadSpec(), title="Read", description="How text is read.")
    segment: SegmentSpec = Field(SegmentSpec(), title="Segment", description="How pages are laid out.")
    crop: CropSpec = Field(CropSpec(), title="Crop", description="How figures are cut out.")
    transcribe: TranscribeSpec = Field(
        TranscribeSpec(), title="Transcribe", description="How text in pictures is read."
    )
    pair: PairSpec = Field(PairSpec(), title="Pair", description="How texts are matched to figures.")
    audit: AuditSpec | None = Field(
        None, title="Audit", description="Which pages to read a second time, by OCR; none if empty."
    )

    def specs(self, known: Known) -> Mapping[Step, BaseModel]:
        """Return the parameters of each step for a document."""
        asked = self if not self.as_before else self.model_validate({"documents": [], **last_parameters(known.runs)})
        return asked.asked()

    def asked(self) -> Mapping[Step, BaseModel]:
        """Return the parameters of each step as they are said here."""
        found = {step: getattr(self, step) for step in Step if step is not Step.REGISTER}
        return {step: spec for step, spec in found.items() if spec is not None}

    def again(self) -> Again:
        """Return what is to run again although it is done; what was given up, only by force."""
        asked = frozenset({self.again_for} if self.again_for else GIVEN_UP)
        reasons = (asked & GIVEN_UP if self.force else frozenset()) | (asked - GIVEN_UP)
        return Again(self.again_from, reasons)


class ExtractReport(Record):
    """What a run did."""

    documents: int
    failed: list[str] = Field(description="The doc_id of each document that failed.")
    executions: int = Field(description="Steps that ran; 0 when everything was known.")


def describe() -> str:
    """Name a run by what it is about: `extract 12 PDFs · 白書`."""
    request = showing.asked(ExtractRequest)
    return showing.run_name("extract", request.documents, request.label)


@flow(name="extract", flow_run_name=describe)
def extract(request: ExtractRequest) -> ExtractReport:
    """Send documents through the steps; what is finished already gets no task runs."""
    settings = settled()
    workspace = Workspace(settings.workspace)
    chains = plan(request, workspace)
    with at_work(chains, with_room(settings, asked_of(chains))) as work, shown_progress():
        names = [chain.name for chain in work.chains]
        showing.tag_run(names, showing.run_name("extract", names, request.label))
        pages = work.through(probe, work.documents)
        lines = work.through(read, pages)
        regions = work.through(segment, lines)
        figures = work.through(crop, regions)
        figures = work.through(transcribe, figures)
        pairs = work.through(pair, figures)
        work.through(audit, pairs)
        keep_uses(workspace, str(flow_run.id), work.taken())
    load(workspace.root)
    return finish(work, workspace)


def plan(request: ExtractRequest, workspace: Workspace) -> list[Chain]:
    """Look up once what is done of each document; NotReadyError if an engine is not there for what is left."""
    documents = list(dict.fromkeys(resolve(workspace.root, name) for name in request.documents))
    known = look_up(workspace, documents)
    chosen = [known[doc_id] for doc_id in documents]
    chains = [plan_chain(workspace, one, request.specs(one), request.again()) for one in chosen]
    engines.require(sorted(asked_of(chains)))
    return chains


def asked_of(chains: Sequence[Chain]) -> set[tuple[EngineKind, str]]:
    """Return the engines that are to be asked for what is left to do, by kind and name."""
    return {asked for chain in chains if not chain.is_done for asked in engines_of(chain.specs)}


def finish(work: Work, workspace: Workspace) -> ExtractReport:
    """Return the report, or raise it so that the run ends Failed where a document failed."""
    report = ExtractReport(
        documents=len(work.documents),
        failed=sorted(work.failed()),
        executions=sum(not cached for _, cached in work.taken()),
    )
    showing.show_outcome(workspace, [chain.registration.doc_id for chain in work.chains])
    if report.failed:
        raise DocumentsFailedError(report, f"{len(report.failed)} of {report.documents} documents failed")
    return report

"""The whole DAG: ingest → extract → curate → instruct → publish."""

from collections.abc import Sequence
from typing import Any, Self

from prefect import flow
from pydantic import Field, model_validator

from flows import showing
from flows.batches import extract_all
from flows.curate import CurateRequest, curate
from flows.extract import MAX_DOCUMENTS, ExtractRequest
from flows.ingest import IngestReport, IngestRequest, ingest
from flows.instruct import instruct
from flows.instruct_request import FreeInstructRequest, InstructReport, InstructRequest
from flows.publish import PublishRequest, publish
from tasks.export import ExportReport
from tasks.records.enums import Reason, Step
from tasks.records.record import Record
from tasks.runtime.cache import check_engines
from tasks.runtime.errors import DocumentsFailedError
from tasks.runtime.named import resolve
from tasks.runtime.settings import settled
from tasks.store.catalog import LoadReport, load, read
from tasks.store.workspace import Workspace


class RerunRequest(Record):
    """Which registered documents to run again, each with the parameters that it was last run with."""

    documents: list[str] = Field([], description="Name, path or beginning of the sha256 of each document.")
    failed: bool = Field(default=False, description="Every document that failed.")
    reason: Reason | None = Field(
        None,
        title="Reason",
        description="Of the failed ones only these; and those that were turned away, or have pages that were.",
    )
    from_step: Step | None = Field(
        None, title="From Step", description="Run this step and all after it again, whatever is known."
    )
    force: bool = Field(
        default=False, description="Try once more what was given up because it hangs, crashes or is too big."
    )

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.documents and not self.failed and self.reason is None:
            raise ValueError("name documents, or say which: failed, reason")
        if self.from_step is Step.REGISTER:
            raise ValueError(
                f"a rerun begins at one of {', '.join(step for step in Step if step is not Step.REGISTER)}"
            )
        return self

    def extraction(self) -> ExtractRequest:
        """Return how these documents are extracted from."""
        return ExtractRequest(
            documents=[], as_before=True, again_from=self.from_step, again_for=self.reason, force=self.force
        )


class ExtractionRequest(ExtractRequest):
    """How to extract."""

    documents: list[str] = Field([], max_length=MAX_DOCUMENTS, description="Registered documents to extract from too.")


class CorpusRequest(Record):
    """Sources to take in, or documents to run again, and what decides the result."""

    ingest: IngestRequest | None = Field(default=None, title="Ingest", description="Sources to take in.")
    rerun: RerunRequest | None = Field(
        default=None, title="Rerun", description="Documents to run again, as they were last run."
    )
    extract: ExtractionRequest = Field(default=ExtractionRequest(), title="Extract", description="How to extract.")
    curate: CurateRequest = Field(default=CurateRequest(), title="Curate", description="What a pair must reach.")
    instruct: FreeInstructRequest = Field(
        default=FreeInstructRequest(), title="Instruct", description="Who writes the samples."
    )
    publish: PublishRequest = Field(
        default=PublishRequest(), title="Publish", description="How the dataset is written."
    )

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if self.ingest is None and self.rerun is None and not self.extract.documents:
            raise ValueError("give sources to take in, or documents to extract from")
        return self

    def label(self) -> str | None:
        """Return what the documents are called together."""
        return self.extract.label or (self.ingest.label() if self.ingest else None)


class CorpusReport(Record):
    """What the run did, flow by flow."""

    ingested: IngestReport | None
    documents: list[str] = Field(description="The doc_id of each document that the run named.")
    failed: list[str] = Field(description="The doc_id of each document that failed.")
    executions: int = Field(description="Steps that ran; 0 when everything was known.")
    accepted: int = Field(description="Pairs of the workspace that were accepted.")
    instructed: InstructReport
    published: ExportReport
    loaded: LoadReport


def describe() -> str:
    """Name a run by what it is about: `corpus · 白書`, `rerun 令和5年版.pdf`."""
    request = showing.asked(CorpusRequest)
    if request.rerun is not None:
        kinds = ["failed"] if request.rerun.failed else []
        kinds += [request.rerun.reason] if request.rerun.reason else []
        return showing.run_name("rerun", request.rerun.documents, " ".join(kinds) or None)
    return " · ".join(["corpus", *([label] if (label := request.label()) else [])])


@flow(name="corpus", flow_run_name=describe)
def corpus(request: CorpusRequest) -> CorpusReport:
    """Take in the sources, extract what is missing, and publish the dataset of the whole workspace."""
    settings = settled()
    workspace = Workspace(settings.workspace)
    if request.rerun is None:
        check_engines(request.extract.asked())
    ingested = ingest(request.ingest) if request.ingest else None
    documents = named(request, workspace) + (ingested.documents if ingested else [])
    how = request.rerun.extraction() if request.rerun else request.extract
    extracted = extract_all(how.model_copy(update={"label": request.label()}), documents, settings)
    report = CorpusReport(
        ingested=ingested,
        documents=documents,
        failed=extracted.failed,
        executions=extracted.executions,
        accepted=curate(request.curate).accepted,
        instructed=instruct(InstructRequest(llm=request.instruct.llm)),
        published=publish(request.publish),
        loaded=load(workspace.root),
    )
    showing.show_outcome(workspace, documents)
    if report.failed:
        raise DocumentsFailedError(report, f"{len(report.failed)} of {len(documents)} documents failed")
    return report


def named(request: CorpusRequest, workspace: Workspace) -> list[str]:
    """Return the doc_id of every registered document that the request means."""
    rerun = request.rerun or RerunRequest.model_construct()
    if request.rerun or request.extract.documents:
        load(workspace.root)
    documents = [resolve(workspace.root, name) for name in [*request.extract.documents, *rerun.documents]]
    if rerun.reason is not None and (rerun.failed or not rerun.documents):
        asked = {"reason": rerun.reason}
        documents += _ids(read(workspace.root, "queries/documents_turned_away", asked).to_dicts())
    elif rerun.failed:
        documents += _ids(read(workspace.root, "queries/failed_documents").to_dicts())
    return list(dict.fromkeys(documents))


def _ids(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["doc_id"] for row in rows]

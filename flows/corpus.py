"""The whole DAG: ingest → extract → curate → instruct → publish."""

from collections.abc import Iterator, Sequence
from typing import Self

from prefect import flow
from pydantic import Field, model_validator

from flows.curate import CurateRequest, curate
from flows.extract import MAX_DOCUMENTS, ExtractReport, ExtractRequest, extract
from flows.ingest import IngestReport, IngestRequest, ingest
from flows.instruct import InstructReport, InstructRequest, instruct
from flows.publish import PublishRequest, publish
from tasks.export import ExportReport
from tasks.records.record import Record
from tasks.runtime.errors import DocumentsFailedError
from tasks.runtime.settings import Settings
from tasks.store.catalog import LoadReport, load


class CorpusRequest(Record):
    """Sources to take in, or documents that are there already, and what decides the result."""

    ingest: IngestRequest | None = Field(default=None, description="Sources to take in.")
    extract: ExtractRequest = Field(
        default=ExtractRequest(documents=[]), description="How to extract; documents are added to those of the sources."
    )
    curate: CurateRequest = Field(default=CurateRequest(), description="What a pair must reach.")
    instruct: InstructRequest = Field(default=InstructRequest(), description="Who writes the samples.")
    publish: PublishRequest = Field(default=PublishRequest(), description="How the dataset is written.")

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if self.ingest is None and not self.extract.documents:
            raise ValueError("give sources to take in, or documents to extract from")
        return self


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


@flow(name="corpus")
def corpus(request: CorpusRequest) -> CorpusReport:
    """Take in the sources, extract what is missing, and publish the dataset of the whole workspace."""
    ingested = ingest(request.ingest) if request.ingest else None
    documents = [*request.extract.documents, *(ingested.documents if ingested else [])]
    extracted = [_extracted(batch) for batch in batches(request.extract, documents)]
    report = CorpusReport(
        ingested=ingested,
        documents=documents,
        failed=[doc_id for part in extracted for doc_id in part.failed],
        executions=sum(part.executions for part in extracted),
        accepted=curate(request.curate).accepted,
        instructed=instruct(request.instruct),
        published=publish(request.publish),
        loaded=load(Settings().workspace.absolute()),
    )
    if report.failed:
        raise DocumentsFailedError(report, f"{len(report.failed)} of {len(documents)} documents failed")
    return report


def batches(request: ExtractRequest, documents: Sequence[str]) -> Iterator[ExtractRequest]:
    """Yield a request for every hundred documents."""
    for first in range(0, len(documents), MAX_DOCUMENTS):
        yield request.model_copy(update={"documents": list(documents[first : first + MAX_DOCUMENTS])})


def _extracted(request: ExtractRequest) -> ExtractReport:
    """Run one batch; a failed document fails its batch's run, not the others."""
    outcome = extract(request, return_state=True).result(raise_on_failure=False)
    if isinstance(outcome, DocumentsFailedError) and isinstance(outcome.report, ExtractReport):
        return outcome.report
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome

"""sources → registered documents."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from flows.showing import asked
from tasks.records.document import Source
from tasks.records.enums import SourceOutcome
from tasks.records.record import Record
from tasks.register import register
from tasks.runtime.settings import Settings
from tasks.sources.known import KnownSources
from tasks.sources.listing import inspect_source, paths_of
from tasks.store.catalog import forgotten, load
from tasks.store.workspace import Workspace


class IngestRequest(Record):
    """What to take in."""

    sources: list[str] = Field(
        min_length=1, description="PDF files, folders (searched through), text files with a path a line."
    )
    licence: str | None = Field(
        default=None, max_length=200, description="The licence that you state for all of them, such as CC BY 4.0."
    )

    def label(self) -> str | None:
        """Return what the sources are called together: the name of the only one."""
        return Path(self.sources[0]).absolute().name if len(self.sources) == 1 else None


class IngestReport(Record):
    """What came of the sources."""

    sources: int
    unchanged: int = Field(description="Sources that were known already.")
    registered: int
    duplicates: int
    turned_away: int
    documents: list[str] = Field(description="The doc_id of each document, in the order of the sources.")


def describe() -> str:
    """Name a run by where the sources lie: `ingest · 白書`."""
    return " · ".join(["ingest", *filter(None, [asked(IngestRequest).label()])])


@flow(name="ingest", flow_run_name=describe)
def ingest(request: IngestRequest) -> IngestReport:
    """Register each source; a file whose path, size, mtime and inode are known is not hashed again."""
    settings = Settings()
    workspace = Workspace(settings.workspace)
    load(workspace.root)
    known, gone = KnownSources(workspace), forgotten(workspace.root)
    paths = paths_of(request.sources)
    found = [inspect_source(path, request.licence) for path in paths]
    where = {"settings": settings, "forgotten": gone}
    runner: ThreadPoolTaskRunner[Source] = ThreadPoolTaskRunner(max_workers=settings.jobs + 2)
    with runner:
        coming = [
            known.of(source) or runner.submit(register, {"path": path, "found": source, **where})
            for path, source in zip(paths, found, strict=True)
        ]
        came = [source if isinstance(source, Source) else source.result() for source in coming]
    return report(came, sum(isinstance(source, Source) for source in coming))


def report(came: Sequence[Source], unchanged: int) -> IngestReport:
    """Count what came of the sources."""
    outcomes = Counter(source.outcome for source in came)
    return IngestReport(
        sources=len(came),
        unchanged=unchanged,
        registered=outcomes[SourceOutcome.REGISTERED],
        duplicates=outcomes[SourceOutcome.DUPLICATE],
        turned_away=outcomes[SourceOutcome.REJECTED] + outcomes[SourceOutcome.FAILED],
        documents=list(dict.fromkeys(source.doc_id for source in came if source.doc_id)),
    )

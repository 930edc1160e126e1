"""register: a source becomes a document whose identity is the sha256 of its bytes."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tasks.records.document import Document, Source
from tasks.records.enums import Reason, RunOutcome, SourceOutcome, Step
from tasks.records.record import Record
from tasks.records.step import StepResult, StepRun
from tasks.runtime import worker
from tasks.runtime.execution import pointer_to
from tasks.runtime.machine import code_version, host
from tasks.runtime.settings import Settings
from tasks.runtime.turns import turn_on
from tasks.sources.listing import source_id
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace

VERSION = 1


def register_source(path: Path, found: Source, workspace: Workspace, forgotten: Collection[str]) -> Source:
    """Keep the bytes of a source and journal the document that they are; say what came of it."""
    began = datetime.now(UTC)
    if found.outcome is not SourceOutcome.REGISTERED:
        return _noted(workspace, found)
    try:
        doc_id = workspace.blobs.put_file(path)
    except OSError as error:
        if error.filename != str(path):
            raise
        unreadable = {"outcome": SourceOutcome.FAILED, "reason": Reason.UNREADABLE}
        return _noted(workspace, found.model_copy(update=unreadable))
    seconds = round((datetime.now(UTC) - began).total_seconds(), 4)
    source = found.model_copy(update={"doc_id": doc_id, "source_id": source_id(found, doc_id)})
    if doc_id in forgotten:
        workspace.blobs.path(doc_id).unlink(missing_ok=True)
        refused = {"doc_id": None, "outcome": SourceOutcome.REJECTED, "reason": Reason.TOMBSTONED}
        return _noted(workspace, source.model_copy(update=refused))
    with turn_on(workspace, doc_id):
        if registered(workspace, doc_id) is None:
            return _registered(workspace, source, began, seconds)
        same = {"outcome": SourceOutcome.DUPLICATE, "reason": Reason.SAME_BYTES}
        return _noted(workspace, source.model_copy(update=same))


def registered(workspace: Workspace, doc_id: str) -> StepResult | None:
    """Return the pointer to a document's registration, the start of its chain; None if it has none."""
    for run in workspace.journal.step_runs(doc_id):
        if run.step is Step.REGISTER:
            return pointer_to(run, ())
    return None


def _noted(workspace: Workspace, source: Source) -> Source:
    """Write a source that brought no new document."""
    workspace.journal.append(source.doc_id, new_entry_id(), {"sources": [source]})
    return source


def _registered(workspace: Workspace, source: Source, began: datetime, seconds: float) -> Source:
    """Write a source, the new document that it brought, and the execution that made it."""
    document = Document(doc_id=source.doc_id or "", name=source.name, bytes=source.bytes or 0)
    entry_id = new_entry_id()
    run = StepRun(
        step_run_id=entry_id,
        doc_id=document.doc_id,
        cache_key=None,
        step=Step.REGISTER,
        step_version=VERSION,
        engine=None,
        engine_version=None,
        weights_sha256=None,
        params=None,
        params_hash=None,
        input_hash=None,
        output_hash=document.doc_id,
        blobs=[document.doc_id],
        outcome=RunOutcome.OK,
        attempt=1,
        started_at=began,
        seconds=seconds,
        cpu_seconds=None,
        peak_mb=None,
        host=host(),
        code_version=code_version(),
    )
    tables: dict[str, Sequence[Record]] = {"step_runs": [run], "documents": [document], "sources": [source]}
    workspace.journal.append(document.doc_id, entry_id, tables)
    return source


if not worker.is_worker():
    from prefect import task

    from tasks.runtime.retry import RETRY

    @task(name=Step.REGISTER, task_run_name="register {found.name}", **RETRY)
    def register(path: Path, found: Source, settings: Settings, forgotten: Collection[str]) -> Source:
        """Register one source; not cached, since its output is the key of all that follows."""
        return register_source(path, found, Workspace(settings.workspace), forgotten)

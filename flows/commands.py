"""What the longer commands do between the typed words and the flows."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from flows import terminal
from flows.exits import DONE, FAILED
from tasks import engines
from tasks.records.enums import EngineKind
from tasks.runtime import pool, server
from tasks.runtime.errors import DocumentsFailedError, UsageError
from tasks.runtime.settings import Settings
from tasks.sources.listing import spelled, uri_of
from tasks.store.catalog import read
from tasks.store.workspace import Workspace


def run_sources(
    sources: Sequence[Path],
    *,
    licence: str | None,
    probe: Mapping[str, Any],
    curate: Mapping[str, Any],
    engines: Mapping[str, str],
    audit_pages: int | None = None,
) -> int:
    """Take in the sources and publish the workspace's dataset; check everything before any work."""
    check_sources(sources)
    check_engines(engines)
    request = {
        "ingest": {"sources": [str(source) for source in sources], "licence": licence},
        "extract": {
            "documents": [],
            "probe": probe,
            "read": {"ocr": engines["ocr"]},
            "segment": {"layout": engines["layout"]},
            "transcribe": {"ocr": engines["ocr"]},
            "pair": {"clip": engines["clip"]},
            "audit": {"ocr": engines["ocr"], "pages": audit_pages} if audit_pages else None,
        },
        "curate": curate,
        "instruct": {"llm": engines["llm"]},
    }
    return run_corpus([request])


def rerun_documents(named: Sequence[str], *, failed: bool, from_step: str | None) -> int:
    """Run documents again with the parameters that they were last run with."""
    from tasks.runtime.remembered import requests_for  # noqa: PLC0415

    root = Settings().workspace.absolute()
    documents = [resolve(root, name) for name in named]
    if failed:
        documents += [row["doc_id"] for row in read(root, "queries/failed_documents").to_dicts()]
    if not documents:
        if failed:
            terminal.say("nothing to do: no document failed")
            return DONE
        raise UsageError("name documents, or say --failed")
    requests = requests_for(Workspace(root), list(dict.fromkeys(documents)), from_step)
    return run_corpus([{"extract": request} for request in requests])


def run_corpus(requests: Sequence[Mapping[str, Any]]) -> int:
    """Run the corpus flow for each request and print what came of it."""
    settings = Settings()
    with prefect_at(Workspace(settings.workspace)) as ui:
        from flows.corpus import CorpusReport, CorpusRequest, corpus  # noqa: PLC0415 (Prefect reads its settings now)

        validated = [CorpusRequest.model_validate(request) for request in requests]
        with terminal.page_progress():
            reports: list[CorpusReport] = [told(corpus(request, return_state=True)) for request in validated]
    for report in reports:
        print_corpus(settings, report, ui)
    return FAILED if any(report.failed or report.loaded.failed_checks for report in reports) else DONE


def told(state: Any) -> Any:
    """Return the report of a flow run that ended, also of one that failed over its documents."""
    outcome = state.result(raise_on_failure=False)
    if isinstance(outcome, DocumentsFailedError):
        return outcome.report
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


@contextmanager
def prefect_at(workspace: Workspace) -> Iterator[str]:
    """Connect to a Prefect server, and stop the worker processes at the end, however it comes."""
    check_workspace(workspace)
    ui = server.connect(workspace)
    from prefect.settings import temporary_settings  # noqa: PLC0415 (Prefect reads its settings now)

    try:
        # The end of every flow waits up to a second for the thread that sends heartbeats, which nobody here reads.
        with temporary_settings({"flows.heartbeat_frequency": None}):
            yield ui
    finally:
        pool.close_all()


def print_corpus(settings: Settings, report: Any, ui: str) -> None:
    """Print a row for each PDF, what was turned away before, and where everything is."""
    root = settings.workspace.absolute()
    rows = read(root, "queries/documents_named", {"doc_ids": report.documents}).to_dicts()
    if rows:
        terminal.print_rows(rows)
    if report.ingested and report.ingested.turned_away:
        refused = read(root, "queries/sources_refused").to_dicts()
        terminal.say("\nsources that brought no document:")
        terminal.print_rows(refused)
    terminal.say("")
    if not report.documents:
        terminal.say("nothing to extract: no PDF was found")
    elif not report.executions:
        terminal.say("nothing to extract: every step of these documents was done already")
    for check in report.loaded.failed_checks:
        terminal.say(f"check failed, catalog not published: {check.name}: {'; '.join(check.rows)}")
    dataset = report.published
    terminal.say(f"dataset {dataset.path} ({dataset.samples} samples, {dataset.images} images)")
    terminal.say(f"catalog {root / 'catalog.duckdb'}")
    terminal.say(f"Prefect UI {ui}")
    terminal.say(f"digest {dataset.digest}")


def check_sources(sources: Sequence[Path]) -> None:
    """Refuse paths that do not exist; a dangling link does, and becomes a row."""
    if not sources:
        raise UsageError("name at least one PDF, folder or list of paths")
    missing = [str(source) for source in sources if not source.exists() and not source.is_symlink()]
    if missing:
        raise UsageError(f"no such file or folder: {', '.join(missing)}")


def check_workspace(workspace: Workspace) -> None:
    """Make the workspace's directory; refuse a place where nothing can be kept."""
    try:
        workspace.root.mkdir(parents=True, exist_ok=True)
        workspace.state.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(f"{workspace.root} cannot be a workspace: {error.strerror}") from error


def check_engines(chosen: Mapping[str, str]) -> None:
    """Refuse engines that are not there."""
    for kind, name in chosen.items():
        known = engines.names(EngineKind(kind))
        if name not in known:
            raise UsageError(f"no {kind} engine {name!r}; installed: {', '.join(known)}")


def resolve(root: Path, name: str) -> str:
    """Return the doc_id that a name, path or beginning of a hash stands for."""
    texts = [uri_of(Path(name))] if Path(name).exists() else []
    answers = (read(root, "queries/find_documents", {"text": text}).to_dicts() for text in [*texts, spelled(name)])
    found: list[dict[str, Any]] = next(filter(None, answers), [])
    if len(found) == 1:
        return str(found[0]["doc_id"])
    if not found:
        raise UsageError(f"no document {spelled(name)!r} in {root}")
    choices = "\n".join(f"  {row['doc_id'][:16]}  {row['name']}" for row in found)
    raise UsageError(f"{name!r} may be any of\n{choices}\nsay which by more of its hash")


def show(settings: Settings, question: str) -> int:
    """Print the answer to one of the project's own questions."""
    terminal.print_rows(read(settings.workspace.absolute(), question).to_dicts())
    return DONE


def export_to(folder: Path, format: Literal["llava", "parquet"]) -> int:  # noqa: A002 (as the request calls it)
    """Publish the dataset into a folder of the user's."""
    workspace = Workspace(Settings().workspace)
    if not workspace.journal.root.is_dir():
        raise UsageError(f"{workspace.root} is no workspace; make one with `etoki run`")
    with prefect_at(workspace):
        from flows.publish import PublishRequest, publish  # noqa: PLC0415 (Prefect reads its settings now)

        report = publish(PublishRequest(format=format, folder=str(folder)))
    terminal.say(f"dataset {report.path} ({report.samples} samples, {report.images} images)")
    terminal.say(f"digest {report.digest}")
    return DONE

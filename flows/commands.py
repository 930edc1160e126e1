"""What the longer commands do between the typed words and the flows."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows import terminal
from flows.exits import DONE, FAILED
from flows.instruct_request import costs_money
from tasks import engines
from tasks.engines.readiness import Readiness
from tasks.records.enums import GIVEN_UP, EngineKind, Reason, Step
from tasks.runtime import pool, server
from tasks.runtime.errors import DocumentsFailedError, SamplesUnansweredError, UsageError
from tasks.runtime.named import resolve
from tasks.runtime.remembered import engines_in
from tasks.runtime.settings import Settings
from tasks.store.catalog import read
from tasks.store.workspace import Workspace

MOST_ROWS = 200
"""So many documents are printed, those that failed or were turned away first."""


def run_sources(
    sources: Sequence[Path],
    *,
    licence: str | None,
    probe: Mapping[str, Any],
    curate: Mapping[str, Any],
    engines: Mapping[EngineKind, str],
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
            "read": {"ocr": engines[EngineKind.OCR]},
            "segment": {"layout": engines[EngineKind.LAYOUT]},
            "transcribe": {"ocr": engines[EngineKind.OCR]},
            "pair": {"clip": engines[EngineKind.CLIP]},
            "audit": {"ocr": engines[EngineKind.OCR], "pages": audit_pages} if audit_pages else None,
        },
        "curate": curate,
        "instruct": {"llm": engines[EngineKind.LLM]},
    }
    return run_corpus(request)


def rerun_documents(
    named: Sequence[str], *, failed: bool, reason: str | None, from_step: str | None, force: bool
) -> int:
    """Run documents again with the parameters that they were last run with."""
    root = Settings().workspace.absolute()
    check_words(reason=(reason, Reason), step=(from_step, [step for step in Step if step is not Step.REGISTER]))
    if not named and not failed and reason is None:
        raise UsageError("name documents, or say --failed")
    documents = [resolve(root, name) for name in named]
    rows = read(root, *_wanted(reason)).to_dicts() if failed or not documents else []
    if not documents and not rows:
        terminal.say("nothing to do: no document failed" + (f" or was turned away as {reason}" if reason else ""))
        return DONE
    check_last_engines(root, [*documents, *(row["doc_id"] for row in rows)])
    rerun = {"documents": documents, "failed": failed, "reason": reason, "from_step": from_step, "force": force}
    code = run_corpus({"rerun": rerun})
    if reason in GIVEN_UP and not force:
        terminal.say(f"what was given up as {reason} is tried once more only with --force")
    return code


def run_corpus(request: Mapping[str, Any]) -> int:
    """Run the corpus flow and print what came of it."""
    settings = Settings()
    with prefect_at(Workspace(settings.workspace)) as ui:
        from flows.corpus import CorpusReport, CorpusRequest, corpus  # noqa: PLC0415 (Prefect reads its settings now)

        validated = CorpusRequest.model_validate(request)
        with terminal.page_progress():
            report: CorpusReport = told(corpus(validated, return_state=True))
    print_corpus(settings, report, ui)
    return FAILED if report.failed or report.loaded.failed_checks else DONE


def told(state: Any) -> Any:
    """Return the report of a flow run that ended, also of one that failed over its documents or samples."""
    outcome = state.result(raise_on_failure=False)
    if isinstance(outcome, DocumentsFailedError | SamplesUnansweredError):
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
        # Else Prefect's handler of logs tells at length, and unasked, of each line that a server did not take.
        logging.raiseExceptions = False
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
        terminal.print_rows(rows[:MOST_ROWS])
    if len(rows) > MOST_ROWS:
        terminal.say(f"… and {len(rows) - MOST_ROWS:,} more; the view documents_quality has them all")
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


def check_engines(chosen: Mapping[EngineKind, str]) -> None:
    """Refuse engines that are not there, or not ready: LookupError."""
    if refusal := costs_money(chosen.get(EngineKind.LLM, engines.NONE)):
        raise UsageError(refusal)
    engines.require(chosen.items())


def check_last_engines(root: Path, documents: Sequence[str]) -> None:
    """Refuse engines that documents were last run with and that are not ready now: NotReadyError."""
    rows = read(root, "queries/parameters_last_used", {"doc_ids": documents}).to_dicts()
    engines.require(sorted(engines_in(json.loads(row["params"]) for row in rows)))


def check_words(**chosen: tuple[str | None, Iterable[str]]) -> None:
    """Refuse words that are none of those that can be said."""
    for what, (word, known) in chosen.items():
        if word is not None and word not in set(known):
            raise UsageError(f"no {what} {word!r}; there are {', '.join(known)}")


def _wanted(reason: str | None) -> tuple[str, dict[str, Any]]:
    """Return the question which documents a rerun takes that names none."""
    return ("queries/documents_turned_away", {"reason": reason}) if reason else ("queries/failed_documents", {})


def show(settings: Settings, question: str) -> int:
    """Print the answer to one of the project's own questions."""
    terminal.print_rows(read(settings.workspace.absolute(), question).to_dicts())
    return DONE


def export_to(folder: Path, **chosen: Any) -> int:
    """Publish the dataset into a folder of the user's; ``chosen`` are the other fields of the request."""
    workspace = Workspace(Settings().workspace)
    if not workspace.journal.root.is_dir():
        raise UsageError(f"{workspace.root} is no workspace; make one with `etoki run`")
    with prefect_at(workspace):
        from flows.publish import PublishRequest, publish  # noqa: PLC0415 (Prefect reads its settings now)

        report = publish(PublishRequest(folder=str(folder), **chosen))
    terminal.say(f"dataset {report.path} ({report.samples} samples, {report.images} images)")
    terminal.say(f"digest {report.digest}")
    return DONE


def show_engines(*, as_json: bool) -> int:
    """Print which engines are ready, and below what is known of each and what gets it; or everything, as JSON."""
    found = engines.overview()
    if as_json:
        terminal.say(json.dumps([one.model_dump(mode="json") for one in found], ensure_ascii=False, indent=2))
        return DONE
    rows = [(one.kind, one.name, "ready" if one.is_ready else "missing", one.licence) for one in found]
    terminal.print_table(("kind", "engine", "", "licence"), rows)
    kinds: dict[tuple[str, ...], list[str]] = {}
    for one in found:
        kinds.setdefault((one.name, *engine_lines(one)), []).append(one.kind)
    for (name, *lines), of in kinds.items():
        terminal.say("\n".join((f"\n{', '.join(of)} {name}", *lines)))
    return DONE


def engine_lines(one: Readiness) -> list[str]:
    """Return what is known of an engine, a fact a line; commands are not wrapped, so that they can be copied."""
    missing = [line for line in (one.missing, *one.also_missing) if line]
    facts = [
        ("version", one.version),
        ("weights", one.weights),
        ("sha256", one.weights_sha256),
        ("memory", one.memory_mb and f"{one.memory_mb:,} MiB for its models"),
        ("score", one.score),
        *(("missing", line) for line in missing),
        ("get", None if any(one.get in line for line in missing if one.get) else one.get),
    ]
    return [f"    {name:<9}{fact}" for name, fact in facts if fact]

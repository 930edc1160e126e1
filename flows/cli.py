"""`etoki …`: what a person types. Each command is one flow or one query.

Imports that cost seconds stand inside the commands: help is quick, and worker processes, which import this module
as their main one, do without Prefect.
"""

from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from flows import terminal
from flows.choosing import Profile, chosen, located, weights_in
from flows.cli_bench import bench
from flows.cli_export import export
from flows.cli_instruct import add_to
from flows.exits import DONE, FAILED, guarded, leave
from flows.options import Jobs, OnWorkers, Sources, Weights, Workspace
from tasks.records.enums import EngineKind
from tasks.runtime.settings import put_in_environment

app = App(
    name="etoki",
    help="Turn Japanese PDFs into image–text pairs that can say where they came from.",
    version=lambda: version("etoki"),
    suppress_keyboard_interrupt=False,
)
catalog = App(name="catalog", help="Look after catalog.duckdb.")
for group in (bench, export, catalog):
    app.command(group)
add_to(app)


@app.command
def run(  # noqa: PLR0913 (these are the options that people asked for)
    *sources: Annotated[Path, Parameter(help="PDF files, folders, or text files with a path a line.")],
    workspace: Workspace = None,
    pages: Annotated[str | None, Parameter(help="Pages to read, such as 1-5,8.")] = None,
    max_pages: Annotated[int | None, Parameter(help="Read at most this many pages of a PDF.")] = None,
    first_page_only: Annotated[bool, Parameter(help="Read page 1 only.", negative="")] = False,
    min_p: Annotated[float, Parameter(help="Least p_match of a pair that enters the dataset.")] = 0.5,
    jobs: Jobs = None,
    licence: Annotated[str | None, Parameter(help="Licence of these sources, as you state it.")] = None,
    profile: Annotated[
        Profile, Parameter(help="All engines at once: those that come with etoki, or yomitoku and open_clip.")
    ] = "embedded",
    layout: Annotated[str | None, Parameter(help="Engine that finds figures on pages that do not tell.")] = None,
    ocr: Annotated[str | None, Parameter(help="Engine for pages without sound text and text in pictures.")] = None,
    clip: Annotated[
        str | None, Parameter(help="Engine that compares pictures with texts; open_clip:MODEL for one of several.")
    ] = None,
    llm: Annotated[str, Parameter(help="Engine that writes samples, of those that cost nothing.")] = "template",
    audit_pages: Annotated[int, Parameter(help="Pages of a PDF to check by reading them again, by OCR.")] = 0,
    weights: Weights = None,
    on_workers: OnWorkers = False,
) -> int:
    """Extract, pair and publish: PDFs in, a dataset and a catalog out.

    For example:

        etoki run 白書.pdf
        etoki run pdfs/ list.txt --workspace corpus --pages 1-5 --jobs 4
        etoki run pdfs/ --profile reference --weights /data/models --clip open_clip:llm-jp-clip-vit-large-patch14
    """
    from flows.commands import run_sources

    named = {EngineKind.LAYOUT: layout, EngineKind.OCR: ocr, EngineKind.CLIP: clip}
    engines, folders = located(chosen(profile, named), weights)
    put_in_environment(workspace=workspace, jobs=jobs, weights=folders, fan_out=on_workers or None)
    return run_sources(
        sources,
        licence=licence,
        probe={"pages": pages, "max_pages": max_pages, "first_page_only": first_page_only},
        curate={"min_p": min_p},
        engines={**engines, EngineKind.LLM: llm},
        audit_pages=audit_pages,
    )


@app.command
def rerun(
    *documents: Annotated[str, Parameter(help="Name, path or beginning of the hash of each document.")],
    failed: Annotated[bool, Parameter(help="Every document that failed.", negative="")] = False,
    reason: Annotated[
        str | None, Parameter(help="Those that failed or were turned away for this reason, also if only pages were.")
    ] = None,
    from_step: Annotated[str | None, Parameter(name="--from", help="Run this step and all after it again.")] = None,
    force: Annotated[
        bool, Parameter(help="Try once more what was given up because it hangs, crashes or is too big.", negative="")
    ] = False,
    weights: Weights = None,
    on_workers: OnWorkers = False,
    workspace: Workspace = None,
    jobs: Jobs = None,
) -> int:
    """Run single documents again: what is missing, or everything from a step on.

    For example:

        etoki rerun 令和5年版.pdf
        etoki rerun 5fe6c481 --from pair
        etoki rerun --failed
        etoki rerun --failed --reason too-big --force
    """
    from flows.commands import rerun_documents

    put_in_environment(workspace=workspace, jobs=jobs, weights=weights_in(weights), fan_out=on_workers or None)
    return rerun_documents(documents, failed=failed, reason=reason, from_step=from_step, force=force)


@app.command
def status(*, workspace: Workspace = None) -> int:
    """Show what the workspace holds."""
    from flows.commands import show

    return show(put_in_environment(workspace=workspace), "queries/status")


@app.command
def report(*, workspace: Workspace = None, jobs: Jobs = None) -> int:
    """Write an HTML report of the workspace, to be opened by a double click."""
    from flows.reports import report_on

    return report_on(put_in_environment(workspace=workspace, jobs=jobs))


@app.command
def sql(
    question: str,
    *,
    format: Annotated[Literal["table", "csv", "json"], Parameter(help="How the answer is printed.")] = "table",  # noqa: A002
    memory: Annotated[str, Parameter(help="Most memory that the question may take.")] = "1GB",
    seconds: Annotated[float, Parameter(help="Longest time that it may take.")] = 60.0,
    workspace: Workspace = None,
) -> int:
    """Ask the catalog one question; it cannot write, attach or read files.

    For example:

        etoki sql "select name, status, figures, captions from documents_quality"
        etoki sql "select * from lineage limit 1" --format json
    """
    from tasks.store.catalog import query

    settings = put_in_environment(workspace=workspace)
    answer = query(settings.workspace, question, memory_limit=memory, timeout_seconds=seconds)
    terminal.print_answer(answer, format)
    return DONE


@app.command
def why(
    text: Annotated[str, Parameter(name="pair_or_sample", help="A pair_id, a sample_id, or the beginning of one.")],
    *,
    json: Annotated[bool, Parameter(help="Print the rows of the view `why` instead.", negative="")] = False,
    workspace: Workspace = None,
) -> int:
    """Tell how a pair or a training sample came to be: box, page, file, engines, rules, rivals, cost, exports.

    For example:

        etoki why 0911dc0c
    """
    from flows.why import why as tell

    return tell(put_in_environment(workspace=workspace), text, as_json=json)


@app.command
def why_not(
    document: Annotated[str, Parameter(help="Name, path or beginning of the hash of a document.")],
    *,
    page: Annotated[int | None, Parameter(help="This page only.")] = None,
    json: Annotated[bool, Parameter(help="Print the rows of the view `why_not` instead.", negative="")] = False,
    workspace: Workspace = None,
) -> int:
    """Tell what of a document was turned away, where, at which step, by which rule and score.

    For example:

        etoki why-not 令和5年版.pdf --page 12
    """
    from flows.why import why_not as tell

    return tell(put_in_environment(workspace=workspace), document, page, as_json=json)


@app.command
def engines(
    *,
    json: Annotated[bool, Parameter(help="Print everything, as JSON.", negative="")] = False,
    weights: Weights = None,
) -> int:
    """List the engines that can be asked for: which are ready, their weights and licences, and what gets the others."""
    from flows.commands import show_engines

    put_in_environment(weights=weights_in(weights))
    return show_engines(as_json=json)


@app.command
def up(
    *,
    sources: Sources = None,
    workers: Annotated[int, Parameter(help="Workers that extract, each one batch of documents at a time.")] = 1,
    workspace: Workspace = None,
    jobs: Jobs = None,
) -> int:
    """Start the Prefect server, its deployments and workers in the background; they go on until `etoki down`.

    For example:

        etoki up --sources /data/pdfs
        etoki up --workers 4 --jobs 2
    """
    from flows import services

    return services.up(put_in_environment(workspace=workspace, jobs=jobs), sources, workers)


@app.command
def down(*, workspace: Workspace = None) -> int:
    """Stop the workspace's workers and its Prefect server."""
    from flows import services

    return services.down(put_in_environment(workspace=workspace))


@app.command
def deploy(*, sources: Sources = None, workspace: Workspace = None) -> int:
    """Put the work pools and deployments on the server at PREFECT_API_URL; `etoki up` does this too."""
    from flows import services

    return services.deploy(put_in_environment(workspace=workspace), sources)


@catalog.command
def rebuild(*, workspace: Workspace = None) -> int:
    """Build catalog.duckdb anew from the journal alone."""
    from tasks.store.catalog import rebuild as rebuild_catalog

    report = rebuild_catalog(put_in_environment(workspace=workspace).workspace.absolute())
    terminal.print_load(report)
    return FAILED if report.failed_checks else DONE


def main() -> None:
    """Run the command line and end with its exit code."""
    terminal.speak_to_any_terminal()
    leave(guarded(app))

"""Writes the report of a workspace, file by file."""

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tasks.report import document, pairs, plots, why
from tasks.report.answers import Row, ask
from tasks.report.document import Draw
from tasks.report.parts import Part, file_name, part_with
from tasks.report.templating import write
from tasks.report.why import Reasons, why_name
from tasks.store.workspace import Workspace

NAME = "corpus"


def write_report(root: Path, draw: Draw) -> Path:
    """Write the report of the workspace at ``root`` and return its first page.

    The report that was there before stays whole until the new one is.
    """
    reports = Workspace(root).root / "reports"
    beside = reports / f".{NAME}-{secrets.token_hex(8)}"  # pids repeat among containers
    shutil.rmtree(beside, ignore_errors=True)
    try:
        _write_all(Workspace(root), beside, draw)
        _swap(beside, reports / NAME)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return reports / NAME / "index.html"


def _write_all(workspace: Workspace, folder: Path, draw: Draw) -> None:
    rows = ask(workspace.root, "report_documents")
    failures = {row["doc_id"]: row for row in ask(workspace.root, "failed_documents")}
    parts = {row["doc_id"]: document.parts_of(workspace.root, row["doc_id"]) for row in rows}
    for row in rows:
        _write_document(workspace, folder, row, failures.get(row["doc_id"]), parts[row["doc_id"]], draw)
    lists = pairs.lists_of(_total(workspace.root)["pairs"])
    for one in lists:
        found = pairs.compact(workspace.root, one, parts)
        write(folder / one.file_name, "pairs.html", up="", one=one, lists=lists, found=found)
    write(folder / "index.html", "index.html", up="", lists=lists, **_corpus(workspace.root, rows, parts))


def _write_document(
    workspace: Workspace, folder: Path, row: Row, failure: Row | None, parts: list[Part], draw: Draw
) -> None:
    root, doc_id = workspace.root, row["doc_id"]
    told, live = why.look_up(root, doc_id), set[str]()
    facts = {
        "up": "../",
        "document": row,
        "failure": failure,
        "parts": [(part, file_name(doc_id, part.number)) for part in parts],
        "stages": plots.stages(ask(root, "report_document_funnel", doc_id=doc_id)),
        "steps": ask(root, "report_steps", doc_id=doc_id),
        "why_file": why_name(doc_id, 1),
        "stories": why.files_of(told, doc_id),
    }
    for part in parts:
        found = document.look_up(root, doc_id, part)
        live |= document.live_samples(found)
        pages = document.pages_of(found, part, draw(doc_id, part.drawn), workspace.blobs)
        target = folder / "documents" / file_name(doc_id, part.number)
        write(target, "document.html", part=part, layers=document.layers_of(found), pages=pages, **facts)
    _write_reasons(folder, row, parts, why.reasons_of(told, live))


def _write_reasons(folder: Path, row: Row, parts: list[Part], files: list[Reasons]) -> None:
    """Write why the pairs of a document are there, and what is not."""
    doc_id = row["doc_id"]

    def page_file(page: int) -> str:
        return file_name(doc_id, part_with(parts, page).number)

    names = [(one.number, why_name(doc_id, one.number)) for one in files]
    for one in files:
        values = {"up": "../", "document": row, "files": names, "page_file": page_file, "facets": _facets(one)}
        write(folder / "documents" / why_name(doc_id, one.number), "why.html", reasons=one, **values)


def _facets(reasons: Reasons) -> dict[str, list[str]]:
    """Return the words by which what was turned away can be chosen."""
    names = ("what", "step", "rule", "reason")
    return {name: sorted({getattr(one, name) for one in reasons.refusals} - {""}) for name in names}


def _corpus(root: Path, rows: list[Row], parts: Mapping[str, list[Part]]) -> dict[str, Any]:
    """Return what the first page shows."""
    return {
        "documents": [row | {"files": len(parts[row["doc_id"]]), **_names(row["doc_id"])} for row in rows],
        "totals": _total(root),
        "stages": plots.stages(ask(root, "funnel")),
        "histograms": plots.histograms(ask(root, "report_p_match")),
        "seconds": plots.lengths(ask(root, "report_seconds"), "seconds"),
        "kinds": plots.lengths(ask(root, "report_kinds"), "n"),
        "refused": ask(root, "sources_refused"),
    }


def _names(doc_id: str) -> dict[str, str]:
    return {"file": file_name(doc_id, 1), "why_file": why_name(doc_id, 1)}


def _total(root: Path) -> Row:
    return ask(root, "report_totals")[0]


def _swap(beside: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}-old-{secrets.token_hex(8)}")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.replace(old)
    beside.replace(target)
    shutil.rmtree(old, ignore_errors=True)

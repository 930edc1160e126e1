import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from tasks.records.document import Document, Source
from tasks.records.enums import Reason, RunOutcome, SourceOutcome, Step
from tasks.records.step import StepRun
from tasks.register import register, register_source, registered
from tasks.runtime.settings import Settings
from tasks.sources.listing import inspect_source
from tasks.store.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "etoki-data")


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "白書.pdf"
    path.write_bytes(b"%PDF-1.7 any bytes do")
    return path


def take_in(path, workspace, licence=None, forgotten=()):
    return register_source(path, inspect_source(path, licence), workspace, forgotten)


def rows(workspace, doc_id, table, kind):
    journal = workspace.journal
    return [row for entry in journal.entries(doc_id) for row in journal.rows(doc_id, entry, table, kind)]


def test_a_document_is_known_by_its_bytes(workspace, pdf):
    source = take_in(pdf, workspace)
    assert source.doc_id == sha256(pdf.read_bytes()).hexdigest()
    assert source.outcome is SourceOutcome.REGISTERED
    assert workspace.blobs.get(source.doc_id) == pdf.read_bytes()


def test_a_registration_is_the_start_of_a_chain(workspace, pdf):
    source = take_in(pdf, workspace)
    pointer = registered(workspace, source.doc_id)
    (run,) = rows(workspace, source.doc_id, "step_runs", StepRun)
    assert (pointer.step, pointer.outcome, pointer.output_hash) == (Step.REGISTER, RunOutcome.OK, source.doc_id)
    assert (pointer.trail, pointer.cache_key) == ((run.step_run_id,), None)
    assert run.blobs == [source.doc_id]


def test_a_document_is_named_after_its_file(workspace, pdf):
    source = take_in(pdf, workspace, "CC-BY-4.0")
    (document,) = rows(workspace, source.doc_id, "documents", Document)
    (kept,) = rows(workspace, source.doc_id, "sources", Source)
    assert (document.name, document.bytes) == ("白書.pdf", 21)
    assert (kept.uri, kept.licence, kept.licence_source) == (str(pdf), "CC-BY-4.0", "request")


def test_the_same_bytes_are_one_document_with_two_sources(workspace, pdf, tmp_path):
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(pdf.read_bytes())
    first, second = take_in(pdf, workspace), take_in(copy, workspace)
    assert first.doc_id == second.doc_id
    assert (second.outcome, second.reason) == (SourceOutcome.DUPLICATE, Reason.SAME_BYTES)
    assert len(rows(workspace, first.doc_id, "documents", Document)) == 1
    assert [source.name for source in rows(workspace, first.doc_id, "sources", Source)] == ["白書.pdf", "copy.pdf"]


def test_the_same_bytes_at_the_same_time_are_one_document(workspace, tmp_path):
    paths = [tmp_path / f"{at}.pdf" for at in range(8)]
    for path in paths:
        path.write_bytes(b"%PDF-1.7 all the same")
    with ThreadPoolExecutor(8) as threads:
        sources = list(threads.map(lambda path: take_in(path, workspace), paths))
    assert sorted(source.outcome for source in sources) == ["duplicate"] * 7 + ["registered"]
    assert len(rows(workspace, sources[0].doc_id, "documents", Document)) == 1


def test_an_empty_file_is_a_document_too(workspace, tmp_path):
    (tmp_path / "empty.pdf").touch()
    source = take_in(tmp_path / "empty.pdf", workspace)
    assert source.outcome is SourceOutcome.REGISTERED
    assert registered(workspace, source.doc_id) is not None


def test_what_is_not_there_is_a_row_without_document(workspace, tmp_path):
    source = take_in(tmp_path / "gone.pdf", workspace)
    assert (source.doc_id, source.outcome, source.reason) == (None, SourceOutcome.REJECTED, Reason.NOT_FOUND)
    assert rows(workspace, None, "sources", Source) == [source]


def test_a_file_that_goes_away_meanwhile_is_unreadable(workspace, pdf):
    found = inspect_source(pdf, None)
    pdf.unlink()
    source = register_source(pdf, found, workspace, ())
    assert (source.doc_id, source.outcome, source.reason) == (None, SourceOutcome.FAILED, Reason.UNREADABLE)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_unreadable(workspace, pdf):
    pdf.chmod(0)
    assert take_in(pdf, workspace).reason is Reason.UNREADABLE


def test_a_workspace_that_cannot_be_written_is_no_fault_of_the_source(workspace, pdf):
    workspace.root.mkdir()
    (workspace.root / "blobs").write_text("in the way")
    with pytest.raises(OSError):
        take_in(pdf, workspace)


def test_forgotten_bytes_do_not_come_back(workspace, pdf):
    doc_id = sha256(pdf.read_bytes()).hexdigest()
    source = take_in(pdf, workspace, forgotten={doc_id})
    assert (source.doc_id, source.outcome, source.reason) == (None, SourceOutcome.REJECTED, Reason.TOMBSTONED)
    assert not workspace.blobs.has(doc_id)
    assert registered(workspace, doc_id) is None


def test_a_document_that_was_never_seen_has_no_registration(workspace):
    assert registered(workspace, "a" * 64) is None


def test_the_task_does_what_the_function_does(workspace, pdf):
    source = register.fn(pdf, inspect_source(pdf, None), Settings(workspace=workspace.root), ())
    assert source.outcome is SourceOutcome.REGISTERED
    assert registered(workspace, source.doc_id) is not None

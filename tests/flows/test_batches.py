"""What a waiting run makes of its batches, by the journal alone."""

import os

import pytest

from flows.batches import Since, _new_uses
from flows.extract import ExtractRequest
from tasks.records.enums import RunOutcome, Step
from tasks.runtime.plan import look_up
from tasks.runtime.work import keep_uses
from tasks.store import catalog
from tasks.store.workspace import Workspace

pytestmark = pytest.mark.sql


@pytest.fixture
def workspace(scribe):
    return Workspace(scribe.root)


@pytest.fixture
def doc_id(scribe):
    return scribe.register()


def since(workspace, doc_id):
    return Since(workspace, ExtractRequest(documents=[]), look_up(workspace, [doc_id]))


def execute(scribe, doc_id, step, **changed):
    entry_id = scribe.tick()
    scribe.journal.append(doc_id, entry_id, {"step_runs": [scribe.run(entry_id, doc_id, step, **changed)]})
    return entry_id


def status(workspace):
    catalog.load(workspace.root)
    return catalog.query(workspace.root, "select status, reason from documents").to_pylist()


def note(workspace, seen, doc_id):
    """Note what came of the document, as the waiting run does; return how much there was to note."""
    catalog.load(workspace.root)
    taken = list(_new_uses(workspace, list(seen.ends(look_up(workspace, [doc_id])))))
    keep_uses(workspace, "waiting", taken)
    return len(taken)


def test_what_nobody_touched_is_unfinished(workspace, doc_id):
    seen = since(workspace, doc_id)
    assert seen.unfinished([doc_id]) == [doc_id]
    assert seen.failed(look_up(workspace, [doc_id])) == [doc_id]
    assert seen.executions(look_up(workspace, [doc_id])) == 0


def test_what_failed_since_then_is_over_and_failed(scribe, workspace, doc_id):
    seen = since(workspace, doc_id)
    execute(scribe, doc_id, Step.PROBE, outcome=RunOutcome.FAILED)
    assert seen.unfinished([doc_id]) == []
    assert seen.failed(look_up(workspace, [doc_id])) == [doc_id]
    assert seen.executions(look_up(workspace, [doc_id])) == 1


def test_what_failed_before_is_to_be_done(scribe, workspace, doc_id):
    execute(scribe, doc_id, Step.PROBE, outcome=RunOutcome.FAILED)
    assert since(workspace, doc_id).unfinished([doc_id]) == [doc_id]


def test_what_is_half_done_is_unfinished(scribe, workspace, doc_id):
    seen = since(workspace, doc_id)
    execute(scribe, doc_id, Step.PROBE)
    assert seen.unfinished([doc_id]) == [doc_id]


def test_a_failure_that_its_run_did_not_live_to_tell_is_noted(scribe, workspace, doc_id):
    seen = since(workspace, doc_id)
    execute(scribe, doc_id, Step.PROBE, outcome=RunOutcome.FAILED, reason="crashes")
    assert status(workspace) == [{"status": "registered", "reason": None}]
    assert note(workspace, seen, doc_id) == 1
    assert status(workspace) == [{"status": "failed", "reason": "crashes"}]


def test_a_failure_that_its_run_told_is_not_noted_again(scribe, workspace, doc_id):
    seen = since(workspace, doc_id)
    entry_id = execute(scribe, doc_id, Step.PROBE, outcome=RunOutcome.FAILED, reason="crashes")
    scribe.use(doc_id, {Step.PROBE: entry_id}, "batch")
    assert note(workspace, seen, doc_id) == 0


def test_a_change_is_seen_when_a_step_ends_or_an_engine_speaks(workspace, doc_id):
    seen = since(workspace, doc_id)
    before = seen.last_change([doc_id])
    assert before > 0
    assert seen.last_change(["f" * 64]) == 0
    answers = workspace.outputs.root / doc_id[:2] / doc_id
    answers.mkdir(parents=True)
    (answers / "question").write_bytes(b"1 a\n")
    os.utime(answers / "question", (before + 100, before + 100))
    assert seen.last_change([doc_id]) == pytest.approx(before + 100)

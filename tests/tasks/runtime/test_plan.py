import pytest

from tasks.audit import AuditSpec
from tasks.crop import CropSpec
from tasks.pair import PairSpec
from tasks.probe import ProbeSpec
from tasks.read import ReadSpec
from tasks.records.enums import Outcome, Reason, RunOutcome, Step, TextSource
from tasks.records.page import Page
from tasks.records.step import EngineRef
from tasks.runtime import plan
from tasks.runtime.cache import POLICIES
from tasks.runtime.errors import RejectedError, StepFailedError, UsageError
from tasks.runtime.execution import Execution, Output
from tasks.runtime.plan import NOTHING_AGAIN, Again, look_up, plan_chain
from tasks.segment import SegmentSpec
from tasks.store.workspace import Workspace
from tasks.transcribe import TranscribeSpec

SPECS = {
    Step.PROBE: ProbeSpec(),
    Step.READ: ReadSpec(),
    Step.SEGMENT: SegmentSpec(),
    Step.CROP: CropSpec(),
    Step.TRANSCRIBE: TranscribeSpec(),
    Step.PAIR: PairSpec(),
}
STEPS = list(SPECS)


def page(doc_id, number, **changed):
    facts = {"doc_id": doc_id, "page": number, "width": 595.0, "height": 842.0, "rotation": 0}
    return Page(**facts | {"text_source": TextSource.LAYER, "text_layer_score": 0.9, "chars": 10} | changed)


@pytest.fixture
def given(documents, here):
    return documents(here)


@pytest.fixture
def workspace(here):
    return Workspace(here.workspace)


@pytest.fixture
def do(here):
    """Return what executes one step on what it is given, without looking at any page."""

    def execute(step, given, *, reject=False, fail=False, blobs=(), pages=(), specs=SPECS):
        def body(run, _spec):
            if fail:
                raise ZeroDivisionError
            if reject:
                raise RejectedError(Reason.NEEDS_OCR)
            return Output({"pages": pages} if pages else {}, [run.workspace.blobs.put(blob) for blob in blobs])

        run = Execution(given, step, POLICIES[step].key(specs[step], given), here)
        try:
            return run.perform(body, specs[step], EngineRef(name="pymupdf"), 1)
        except StepFailedError as failure:
            return failure.result

    return execute


@pytest.fixture
def chain(do, given):
    """Return what executes the steps up to one."""

    def execute(until=Step.PAIR, **last):
        results = [given]
        for step in STEPS[: STEPS.index(until) + 1]:
            results.append(do(step, results[-1], **(last if step is until else {})))
        return results

    return execute


def planned(workspace, given, again=NOTHING_AGAIN, specs=SPECS):
    return plan_chain(workspace, look_up(workspace, [given.doc_id])[given.doc_id], specs, again)


def test_nothing_is_done_of_a_new_document(workspace, given):
    found = planned(workspace, given)
    assert (dict(found.done), found.is_done) == ({}, False)
    assert found.name.endswith(".pdf")


def test_everything_is_done_after_the_last_step(workspace, given, chain):
    results = chain()
    found = planned(workspace, given)
    assert list(found.done.values()) == results[1:]
    assert found.is_done


@pytest.mark.parametrize("until", STEPS[:-1])
def test_stops_at_the_first_step_that_is_missing(workspace, given, chain, until):
    chain(until)
    found = planned(workspace, given)
    assert list(found.done) == STEPS[: STEPS.index(until) + 1]
    assert not found.is_done


@pytest.mark.parametrize("again_from", STEPS)
def test_nothing_counts_as_done_from_where_it_begins_again(workspace, given, chain, again_from):
    chain()
    found = planned(workspace, given, Again(again_from))
    assert list(found.done) == STEPS[: STEPS.index(again_from)]
    assert found.refreshed == set(STEPS[STEPS.index(again_from) :])
    assert not found.is_done


def test_a_rejection_ends_the_chain(workspace, given, chain):
    chain(Step.READ, reject=True)
    found = planned(workspace, given)
    assert list(found.done) == [Step.PROBE, Step.READ]
    assert found.is_done
    assert found.done[Step.READ].outcome is RunOutcome.REJECTED


def test_a_failure_is_not_done(workspace, given, chain):
    chain(Step.SEGMENT, fail=True)
    assert list(planned(workspace, given).done) == [Step.PROBE, Step.READ]


def test_a_failure_does_not_hide_what_was_done_before(workspace, given, chain, do):
    results = chain(Step.READ)
    do(Step.READ, results[1], fail=True)
    assert planned(workspace, given).done[Step.READ] == results[2]


def test_the_newest_execution_of_a_key_counts(workspace, given, chain, do):
    results = chain(Step.READ)
    newer = do(Step.READ, results[1])
    assert planned(workspace, given).done[Step.READ] == newer


def test_other_parameters_are_not_done_from_their_step_on(workspace, given, chain):
    chain()
    specs = SPECS | {Step.SEGMENT: SegmentSpec(layout="fake")}
    assert list(planned(workspace, given, specs=specs).done) == [Step.PROBE, Step.READ]


def test_what_lost_a_blob_is_not_done(workspace, given, chain):
    chain(Step.READ, blobs=[b"lines"])
    assert list(planned(workspace, given).done) == [Step.PROBE, Step.READ]
    for path in workspace.blobs.root.rglob("*"):
        if path.is_file() and path.read_bytes() == b"lines":
            path.unlink()
    assert list(planned(workspace, given).done) == [Step.PROBE]


def test_a_step_that_is_asked_for_later_is_missing(workspace, given, chain):
    results = chain()
    found = planned(workspace, given, specs={**SPECS, Step.AUDIT: AuditSpec()})
    assert list(found.done.values()) == results[1:]
    assert not found.is_done


def test_what_was_turned_away_for_a_reason_is_wanted_again(workspace, given, chain):
    chain(Step.READ, reject=True)
    found = planned(workspace, given, Again(reasons=frozenset({Reason.NEEDS_OCR})))
    assert list(found.done) == [Step.PROBE]
    assert found.refreshed == {Step.READ}
    assert [step for step in STEPS if found.lacks(step)] == STEPS[1:]


def test_what_was_turned_away_for_another_reason_stays(workspace, given, chain):
    chain(Step.READ, reject=True)
    found = planned(workspace, given, Again(reasons=frozenset({Reason.HANGS})))
    assert found.is_done
    assert not found.refreshed


def test_a_step_that_turned_a_page_away_for_a_reason_is_wanted_again(workspace, given, chain, do):
    results = chain(Step.PROBE)
    do(Step.READ, results[1], pages=[page(given.doc_id, 1, outcome=Outcome.REJECTED, reason=Reason.TOO_BIG)])
    for reason, done in ((Reason.TOO_BIG, [Step.PROBE]), (Reason.HANGS, [Step.PROBE, Step.READ])):
        assert list(planned(workspace, given, Again(reasons=frozenset({reason}))).done) == done


def test_nothing_is_lacking_where_all_is_done_or_ended(workspace, given, chain):
    chain(Step.READ, reject=True)
    found = planned(workspace, given)
    assert not any(found.lacks(step) for step in STEPS)


@pytest.mark.parametrize("few", [0, 100])
def test_a_document_that_was_never_registered_is_refused(workspace, given, monkeypatch, few):
    monkeypatch.setattr(plan, "FEW", few)
    with pytest.raises(UsageError, match="register it"):
        look_up(workspace, [given.doc_id, "0" * 64])


@pytest.mark.sql
def test_the_catalog_knows_what_the_journal_knows(workspace, given, chain, monkeypatch):
    chain()
    from_journal = look_up(workspace, [given.doc_id])
    monkeypatch.setattr(plan, "FEW", 0)
    from_catalog = look_up(workspace, [given.doc_id])
    assert from_catalog == from_journal

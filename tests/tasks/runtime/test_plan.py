import pytest

from tasks.audit import AuditSpec
from tasks.crop import CropSpec
from tasks.pair import PairSpec
from tasks.probe import ProbeSpec
from tasks.read import ReadSpec
from tasks.records.enums import Reason, RunOutcome, Step
from tasks.records.step import EngineRef
from tasks.runtime.cache import POLICIES
from tasks.runtime.errors import RejectedError, StepFailedError
from tasks.runtime.execution import Execution, Output
from tasks.runtime.plan import plan_chain
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


@pytest.fixture
def given(documents, here):
    return documents(here)


@pytest.fixture
def workspace(here):
    return Workspace(here.workspace)


@pytest.fixture
def do(here):
    """Return what executes one step on what it is given, without looking at any page."""

    def execute(step, given, *, reject=False, fail=False, blobs=(), specs=SPECS):
        def body(run, _spec):
            if fail:
                raise ZeroDivisionError
            if reject:
                raise RejectedError(Reason.NEEDS_OCR)
            return Output({}, [run.workspace.blobs.put(blob) for blob in blobs])

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


def planned(workspace, given, again_from=None, specs=SPECS):
    return plan_chain(workspace, given, specs, again_from)


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
    found = planned(workspace, given, again_from)
    assert list(found.done) == STEPS[: STEPS.index(again_from)]
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

import errno
import json

import page_work
import pytest

from tasks.probe import ProbeSpec
from tasks.records.document import Document
from tasks.records.enums import Outcome, Reason, RunOutcome, Step
from tasks.records.page import DocumentFacts, Page
from tasks.records.step import EngineRef, StepRun
from tasks.runtime import patience, pool, progress
from tasks.runtime.errors import RejectedError, StepFailedError, TransientError, WorkerKilledError
from tasks.runtime.execution import Output, pointer_to, steps_left

ENGINE = EngineRef(name="pymupdf", version="2.0")


def perform(run, body):
    return run.perform(body, ProbeSpec(), ENGINE, 1)


def row_of(run, result):
    (row,) = run.workspace.journal.rows(result.doc_id, result.step_run_id, "step_runs", StepRun)
    return row


def pages_of(run, result):
    return run.workspace.journal.rows(result.doc_id, result.step_run_id, "pages", Page)


def treating(sheets, conduct=None):
    """Return the body of a step that has each page treated."""

    def body(run, _spec):
        found = run.over_pages(page_work.treat, sheets, lambda _: (conduct or {},))
        return Output({"pages": [page for page, _ in found.done] + found.away})

    return body


def making(*pages, blobs=()):
    return lambda _run, _spec: Output({"pages": pages}, blobs)


def raising(error):
    def body(_run, _spec):
        raise error

    return body


@pytest.fixture
def given(documents, here):
    return documents(here)


@pytest.fixture
def begin(execution, given, here):
    """Return what begins an execution on one and the same document."""
    return lambda **options: execution(given, here, **options)


def test_what_a_step_made_is_journaled_and_pointed_to(begin, given, sheets):
    run = begin()
    result = perform(run, making(*sheets(given.doc_id), blobs=["b" * 64, "a" * 64, "b" * 64]))
    row = row_of(run, result)
    assert (result.outcome, result.step, result.trail) == (RunOutcome.OK, Step.READ, (*given.trail, run.id))
    assert result == pointer_to(row, given.trail)
    assert (row.blobs, row.input_hash, row.attempt) == (["a" * 64, "b" * 64], given.output_hash, 1)
    assert json.loads(row.params) == ProbeSpec().model_dump()
    assert [page.page for page in pages_of(run, result)] == [1, 2, 3]


def test_equal_work_has_an_equal_hash_and_other_work_another(begin, given, sheets):
    made = [perform(begin(), making(*pages)).output_hash for pages in (sheets(given.doc_id), sheets(given.doc_id), ())]
    assert made[0] == made[1] != made[2]


def test_two_documents_without_output_have_different_hashes(documents, execution, here):
    one, other = (perform(execution(documents(here), here), making()) for _ in range(2))
    assert one.output_hash != other.output_hash


def test_a_rejection_is_a_value_with_its_row(begin):
    run = begin()
    result = perform(run, raising(RejectedError(Reason.ENCRYPTED, "needs a password")))
    assert (result.outcome, result.reason) == (RunOutcome.REJECTED, Reason.ENCRYPTED)
    assert row_of(run, result).error == "needs a password"


def test_a_bug_fails_loudly_with_its_traceback_in_the_row(begin):
    run = begin()
    with pytest.raises(StepFailedError, match="division by zero") as failure:
        perform(run, raising(ZeroDivisionError("division by zero")))
    row = row_of(run, failure.value.result)
    assert row.outcome is RunOutcome.FAILED
    assert row.error.startswith("Traceback")
    assert "in body" in row.error
    assert "ZeroDivisionError: division by zero" in row.error


@pytest.mark.parametrize("error", [TransientError("the mount is gone"), OSError(errno.ENOSPC, "no space left")])
def test_what_time_heals_is_told_from_bugs(begin, error):
    run = begin()
    with pytest.raises(TransientError) as failure:
        perform(run, raising(error))
    assert row_of(run, failure.value.result).outcome is RunOutcome.FAILED


def test_a_file_that_is_missing_is_not_healed_by_time(begin):
    with pytest.raises(StepFailedError):
        perform(begin(), raising(FileNotFoundError(errno.ENOENT, "gone")))


def test_what_is_raised_on_purpose_to_stop_leaves_no_row(begin, given):
    run = begin()
    with pytest.raises(KeyboardInterrupt):
        perform(run, raising(KeyboardInterrupt()))
    assert not run.workspace.journal.has(given.doc_id, run.id)


def test_attempts_count_the_executions_of_a_key(begin):
    keys = ["read/1/a", "read/1/a", "read/1/b", "read/1/a"]
    runs = [(run := begin(key=key), perform(run, making())) for key in keys]
    assert [row_of(run, result).attempt for run, result in runs] == [1, 2, 1, 3]


def test_the_latest_row_of_a_record_counts(begin, given, here, execution, sheets):
    read = perform(begin(step=Step.PROBE), making(*sheets(given.doc_id)))
    later = [page.model_copy(update={"chars": 7}) for page in sheets(given.doc_id, 2)]
    later[1] = later[1].model_copy(update={"outcome": Outcome.REJECTED, "reason": Reason.BLANK})
    segmented = perform(execution(read, here, Step.READ), making(*later))
    run = execution(segmented, here, Step.SEGMENT)
    assert [page.chars for page in run.rows("pages", Page)] == [7, 7, None]
    assert [page.page for page in run.pages()] == [1, 3]
    assert [len(run.by_page("pages", Page)[number]) for number in (1, 4)] == [1, 0]


def test_rows_of_a_step_that_led_elsewhere_do_not_count(begin, given, here, execution, sheets):
    perform(begin(step=Step.PROBE), making(*sheets(given.doc_id)))
    assert execution(given, here, Step.READ).rows("pages", Page) == []


def test_a_document_is_described_by_its_pdf(begin, given):
    described = begin().described(DocumentFacts(pages=3, title="本", producer=None))
    assert isinstance(described, Document)
    assert (described.doc_id, described.pages, described.title) == (given.doc_id, 3, "本")
    assert described.name.endswith(".pdf")


def test_every_step_over_pages_counts_them_once():
    assert [steps_left(step) for step in (Step.PROBE, Step.READ, Step.SEGMENT, Step.CROP)] == [5, 4, 3, 2]


@pytest.fixture
def at_work(documents, execution, sheets):
    """Return what has a new document treated in worker processes: the execution, and its result or failure."""

    def work(settings, conduct, *, given=None, pages=3):
        given = given or documents(settings, pages)
        run = execution(given, settings)
        try:
            return run, perform(run, treating(sheets(given.doc_id, pages), conduct)), given
        except (StepFailedError, TransientError) as failure:
            return run, failure, given

    return work


def test_pages_come_back_in_order_with_what_they_cost(at_work, settings):
    run, result, _ = at_work(settings, {})
    assert [page.page for page in pages_of(run, result)] == [1, 2, 3]
    assert row_of(run, result).peak_mb > 10
    assert row_of(run, result).cpu_seconds > 0


def test_a_page_that_is_turned_away_is_a_row(at_work, settings):
    run, result, _ = at_work(settings, {2: "reject"})
    away = {page.page: page for page in pages_of(run, result)}[2]
    assert (away.outcome, away.rule, away.reason) == (Outcome.REJECTED, "read", Reason.BLANK)
    assert (result.outcome, result.open_pages) == (RunOutcome.OK, 0)


def test_a_bug_on_a_page_fails_the_document_with_the_workers_traceback(at_work, settings):
    run, failure, _ = at_work(settings, {2: "bug"})
    assert isinstance(failure, StepFailedError)
    assert "page arithmetic" in row_of(run, failure.result).error
    assert "page_work.py" in row_of(run, failure.result).error


def test_a_page_that_waits_for_time_is_healed_by_it(at_work, settings):
    assert isinstance(at_work(settings, {2: "wait"})[1], TransientError)


def test_a_page_that_kills_its_worker_is_tried_three_times(at_work, settings):
    given, seen = None, []
    for _ in range(3):
        run, result, given = at_work(settings, {2: "crash"}, given=given)
        page = {page.page: page for page in pages_of(run, result)}[2]
        seen.append((page.outcome, page.reason, page.score, page.threshold, result.open_pages))
    assert seen == [
        (Outcome.FAILED, Reason.CRASHES, 1.0, 3.0, 1),
        (Outcome.FAILED, Reason.CRASHES, 2.0, 3.0, 1),
        (Outcome.REJECTED, Reason.CRASHES, 3.0, 3.0, 0),
    ]


def test_a_page_over_its_time_is_turned_away_at_the_third_try(at_work, one_by_one, hang):
    given, seen = None, []
    for _ in range(3):
        run, result, given = at_work(one_by_one, {2: hang}, given=given)
        page = {page.page: page for page in pages_of(run, result)}[2]
        seen.append((page.outcome, page.reason))
    assert seen == [(Outcome.FAILED, Reason.HANGS)] * 2 + [(Outcome.REJECTED, Reason.HANGS)]


def test_a_document_fails_when_more_than_half_of_its_pages_do(at_work, settings):
    run, failure, _ = at_work(settings, {1: "crash", 3: "crash"})
    assert isinstance(failure, StepFailedError)
    assert isinstance(failure.__cause__, WorkerKilledError)
    row = row_of(run, failure.result)
    assert (row.outcome, row.reason, row.open_pages) == (RunOutcome.FAILED, Reason.CRASHES, 2)
    assert "2 of 3 pages failed in read" in row.error
    assert [page.page for page in pages_of(run, failure.result)] == [1, 3]


def test_a_document_is_given_up_before_all_its_pages_have_failed(at_work, settings, monkeypatch):
    monkeypatch.setattr(patience, "ENOUGH_TRIED", 3)
    run, failure, _ = at_work(settings, {1: "crash", 3: "crash"}, pages=200)
    assert isinstance(failure, StepFailedError)
    assert "2 of 3 pages failed in read; the other 197 were not tried" in row_of(run, failure.result).error
    assert [page.page for page in pages_of(run, failure.result)] == [1, 3]


def test_a_page_of_which_too_much_is_made_is_turned_away_at_once(at_work, settings, monkeypatch):
    monkeypatch.setattr(pool, "PAGE_MB", 1)
    run, result, _ = at_work(settings, {2: "say much"})
    away = {page.page: page for page in pages_of(run, result)}[2]
    assert (away.outcome, away.rule, away.reason) == (Outcome.REJECTED, "read", Reason.TOO_BIG)


def test_half_of_the_pages_may_fail(at_work, settings):
    _, result, _ = at_work(settings, {1: "crash"}, pages=2)
    assert (result.outcome, result.open_pages) == (RunOutcome.OK, 1)


def test_a_document_that_a_call_kills_is_turned_away_at_the_third_try(execution, documents, settings):
    given = documents(settings)

    def body(run, _spec):
        return Output({"pages": [run.once(page_work.treat, None, Page(**SHEET), {1: "crash"})]})

    ends = []
    for _ in range(3):
        try:
            ends.append(perform(execution(given, settings), body))
        except StepFailedError as failure:
            ends.append(failure.result)
    assert [(end.outcome, end.reason) for end in ends] == [
        (RunOutcome.FAILED, Reason.CRASHES),
        (RunOutcome.FAILED, Reason.CRASHES),
        (RunOutcome.REJECTED, Reason.CRASHES),
    ]


SHEET = {"doc_id": "d", "page": 1, "width": 1, "height": 1, "rotation": 0}


def test_what_lies_before_a_document_is_said_before_its_pages(at_work, settings):
    told = []
    with progress.listening(lambda done, added: told.append((done, added))):
        at_work(settings, {2: "reject"})
    assert told == [(0, 12), (1, 0), (1, 0), (1, 0)]

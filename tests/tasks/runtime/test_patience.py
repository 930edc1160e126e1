import pytest

from tasks.records.enums import Outcome, Reason, Step
from tasks.records.page import Page
from tasks.runtime import patience
from tasks.runtime.errors import RejectedError, WorkerKilledError
from tasks.runtime.patience import Patience
from tasks.runtime.pool import DOCUMENT_MB
from tasks.runtime.worker import Measured

FINE = Measured(None, 0.1, 100.0, 0.1)
HUNG = WorkerKilledError(Reason.HANGS)


def count(results, pages=5000):
    """Return how many of the results were counted before the document was given up, and why."""
    counting = Patience(Step.READ, pages)
    for tried, result in enumerate(results, 1):
        try:
            counting.with_next(result)
        except (WorkerKilledError, RejectedError) as error:
            return tried, error
    return len(results), None


def test_a_document_that_only_hangs_is_given_up_after_some_pages():
    tried, why = count([HUNG] * 5000)
    assert tried == patience.ENOUGH_TRIED
    assert (why.reason, why.detail) == (Reason.HANGS, "20 of 20 pages failed in read; the other 4980 were not tried")


def test_half_of_the_pages_may_hang_but_not_without_end():
    tried, why = count([FINE, HUNG] * 2500)
    assert tried == 2 * (patience.MOST_KILLED + 1)
    assert why.detail.startswith("101 of 202 pages failed")


def test_pages_that_hang_at_the_start_are_not_held_against_the_rest():
    assert count([HUNG] * 10 + [FINE] * 1000) == (1010, None)


def test_pages_that_are_turned_away_cost_nothing():
    assert count([RejectedError(Reason.BLANK)] * 5000) == (5000, None)


def test_a_document_is_too_big_when_its_pages_are_together():
    tried, why = count([FINE._replace(sent_mb=1.0)] * 5000)
    assert (tried, type(why), why.reason) == (DOCUMENT_MB + 1, RejectedError, Reason.TOO_BIG)


@pytest.mark.parametrize(("failed", "given_up"), [(1, False), (2, True)])
def test_a_small_document_is_given_up_when_more_than_half_failed(failed, given_up):
    sheet = Page(doc_id="d", page=1, width=1, height=1, rotation=0)
    away = [sheet.model_copy(update={"outcome": Outcome.FAILED, "reason": Reason.CRASHES})] * failed
    counting = Patience(Step.CROP, 2)
    if given_up:
        with pytest.raises(WorkerKilledError, match="crashes"):
            counting.at_the_end(away)
    else:
        counting.at_the_end(away)

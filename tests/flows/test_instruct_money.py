"""The cap holds, however many ask at once."""

from decimal import Decimal

import pytest

from scripted import books
from scripted.stage import staged

pytestmark = pytest.mark.prefect

FIGURES = 48
CAP = Decimal("0.08")  # about half of what all of it costs
SPEND = (0.1, 0.2, 0.3, 0.4, 0.667)  # of max_tokens: a third of them on average


@pytest.fixture(scope="module")
def stage(etoki, tmp_path_factory):
    with staged(etoki, tmp_path_factory.mktemp("money"), FIGURES) as made:
        made.scripted.follow(latency=0.1, spend=SPEND)
        yield made


@pytest.fixture(scope="module")
def capped(stage):
    """Let two processes with 64 calls at once each spend one budget; return what they said."""
    first, second = (stage.start("--concurrency", 64, cost=CAP) for _ in range(2))
    said = [run.communicate(timeout=240)[0] for run in (first, second)]
    return said, [first.returncode, second.returncode], stage.scripted.billed, len(stage.scripted.calls)


def test_the_bill_never_crosses_the_cap(stage, capped):
    spent, held = books.account(stage.workspace)
    assert capped[2] <= spent <= CAP
    assert held == 0


def test_it_stops_only_when_less_than_one_worst_case_is_left(stage, capped):  # noqa: ARG001
    spent, _ = books.account(stage.workspace)
    assert CAP - spent < books.most_for_one(stage.workspace)


def test_it_says_why_it_stopped_and_how_to_go_on(capped):
    said, codes, _, _ = capped
    assert set(codes) <= {0, 1}
    assert all("--max-cost" in words for words in said), said


def test_no_answer_is_paid_for_twice(stage, capped):  # noqa: ARG001
    assert books.asked_again(books.attempts(stage.workspace), stage.scripted.calls) == []


def test_with_a_higher_cap_it_goes_on_where_it_stopped(stage, capped):
    more = stage.run("--concurrency", 64, cost=1)
    assert more.returncode == 0, more.stdout + more.stderr
    [row] = stage.ask("select count(*) as n from samples where outcome = 'kept'")
    assert row["n"] == FIGURES
    assert len(stage.scripted.calls) == 2 * FIGURES
    assert capped[3] < 2 * FIGURES

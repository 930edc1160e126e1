"""`etoki instruct`, killed: no answer that is there is asked for again, and what was lost is written down."""

from decimal import Decimal

import pytest

from instruct_kills import KEY, SLOW, Instructing
from scripted.client import serving
from scripted.corpus import write_corpus
from soaking.stage import Stage

pytestmark = pytest.mark.prefect

FIGURES, CONCURRENCY = 24, 4


@pytest.fixture(scope="module")
def killed(etoki, tmp_path_factory):
    """Kill a run in the middle of an answer, and another one; return the last run's exit code and the verdict."""
    folder = tmp_path_factory.mktemp("killed")
    write_corpus(folder / "data", FIGURES)
    with serving(folder / "bill.jsonl") as scripted:
        scripted.follow(SLOW.model_copy(update={"share": 0.3}), latency=0.1)
        stage = Stage(folder / "data", PREFECT_API_URL=etoki.api, OPENAI_API_KEY=KEY)
        work = Instructing(stage, scripted, Decimal(1), CONCURRENCY)
        kills = [work.kill_after(8, half_sent=True), work.kill_after(8, half_sent=False)]
        code = work.finish()
        yield code, work.verdict(kills), folder


def test_a_kill_fell_into_an_answer(killed):
    assert killed[1].kills[0].half_sent > 0


def test_the_last_run_ends_well(killed):
    assert killed[0] == 0, (killed[2] / "said.txt").read_text()


def test_nothing_is_amiss(killed):
    assert killed[1].faults(CONCURRENCY) == []


def test_what_was_lost_is_written_down_and_the_rest_is_there(killed):
    verdict = killed[1]
    assert verdict.lost > 0
    assert verdict.kept == FIGURES


def test_only_an_attempt_that_was_lost_can_have_missed_the_server(killed):
    verdict = killed[1]
    unread = verdict.stored + verdict.lost - verdict.calls  # written down before they are sent, and killed in between
    assert 0 <= unread <= verdict.lost

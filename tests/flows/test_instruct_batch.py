"""Samples by the Batch API, over kills, failures, expiry and an answer that nobody heard."""

import time
from decimal import ROUND_CEILING, Decimal

import pytest

from scripted import books
from scripted.bill import usd
from scripted.script import Ending
from scripted.stage import KEY, staged

pytestmark = pytest.mark.prefect

FIGURES = 16
LIMIT = 60
ENDINGS = [
    Ending(polls=3, status="expired", done=0.7, failed=0.2),  # the run is killed before it is over
    Ending(polls=0, unheard=True),
    Ending(polls=0),
]


def wait_for(what, run):
    deadline = time.monotonic() + LIMIT
    while not what():
        assert run.poll() is None, run.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope="module")
def stage(etoki, tmp_path_factory):
    with staged(etoki, tmp_path_factory.mktemp("batch"), FIGURES) as made:
        made.scripted.follow(batches=ENDINGS)
        yield made


@pytest.fixture(scope="module")
def batched(stage):
    """Kill a run as soon as its first batch is begun, and run again."""
    words = stage.words("--batch")
    run = stage.etoki.start(*words, ETOKI_BATCH_POLL_SECONDS="60", OPENAI_API_KEY=KEY)  # it sees no batch end
    wait_for(lambda: stage.scripted.batches >= 1, run)
    run.kill()
    run.communicate()
    return stage.etoki.run(*words, ETOKI_BATCH_POLL_SECONDS="0.1", OPENAI_API_KEY=KEY)


def test_every_sample_is_there_in_the_end(stage, batched):
    assert batched.returncode == 0, batched.stdout + batched.stderr
    [row] = stage.ask("select count(*) as n from samples where outcome = 'kept'")
    assert row["n"] == FIGURES


def test_the_batch_of_the_killed_run_was_taken_up(stage, batched):  # noqa: ARG001
    made = books.attempts(stage.workspace)
    assert books.asked_again(made, stage.scripted.calls) == []
    assert not [one for one in made if one["outcome"] in {"open", "lost"}]


def test_what_failed_or_expired_was_asked_again_and_is_a_row(stage, batched):  # noqa: ARG001
    rows = stage.ask("select error, count(*) as n from llm_calls where outcome = 'failed' group by error")
    assert any("batch_expired" in row["error"] for row in rows)
    assert any("500" in row["error"] for row in rows)
    assert {row["n"] for row in stage.ask("select count(*) as n from llm_calls where batch_id is null")} == {0}


def test_half_the_price_is_booked_and_nothing_is_billed_that_is_not(stage, batched):  # noqa: ARG001
    made = books.attempts(stage.workspace)
    spent, held = books.account(stage.workspace)
    one = next(one for one in made if one["outcome"] == "stored")
    assert Decimal(one["cost_usd"]) == usd(one["model"], one["tokens_in"], one["tokens_out"], batch=True).quantize(
        books.NANO, ROUND_CEILING
    )
    assert held == 0
    assert stage.scripted.billed <= spent


def test_a_batch_whose_beginning_nobody_heard_of_is_found(stage, batched):  # noqa: ARG001
    stored = [one for one in books.attempts(stage.workspace) if one["outcome"] == "stored"]
    answered = [call for call in stage.scripted.calls if call["status"] == 200]
    assert len(stored) == len(answered)

"""Writing samples by a model, undisturbed: a preview, a cap, verified samples, and every call a row."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from scripted import books
from scripted.script import Fault, Rule
from scripted.stage import KEY, staged

pytestmark = pytest.mark.prefect

FIGURES = 6


@pytest.fixture(scope="module")
def stage(etoki, tmp_path_factory):
    with staged(etoki, tmp_path_factory.mktemp("instruct"), FIGURES) as made:
        yield made


@pytest.fixture(scope="module")
def unpaid(stage):
    """Return what was said before anything was spent: to a preview, without a cap, and by `etoki run`."""
    with ThreadPoolExecutor() as threads:
        preview = threads.submit(stage.run, "--preview", cost=None)
        uncapped = threads.submit(stage.run, cost=None)
        free = threads.submit(stage.etoki.run, "run", stage.workspace.parent, "-w", stage.workspace, "--llm", "openai")
    assert stage.scripted.calls == []
    return preview.result(), uncapped.result(), free.result()


@pytest.fixture(scope="module")
def written(stage, unpaid):  # noqa: ARG001 (nothing is asked for before the rest is refused)
    """Write twice: the critic finds fault with one sample, one request is refused, and errors repeat the key.

    Return what was said, and how many calls were made by the end of each run.
    """
    stage.scripted.follow(
        Rule(fault=Fault.UNFAVOURABLE, title="Critique", times=1),
        Rule(fault=Fault.STATUS, status=500, times=1, echo_key=True),
        Rule(fault=Fault.STATUS, status=400, times=1, echo_key=True, billed=False),
    )
    runs = []
    for _ in range(2):
        said = stage.run(kinds="description,conversation")
        runs.append((said, len(stage.scripted.calls)))
    return runs


def test_a_preview_says_calls_tokens_and_dollars_and_asks_nothing(unpaid):
    preview, _, _ = unpaid
    assert preview.returncode == 0, preview.stdout + preview.stderr
    assert "description" in preview.stdout
    assert "USD" in preview.stdout


def test_nothing_is_spent_without_a_terminal_and_a_cap(unpaid):
    _, uncapped, _ = unpaid
    assert uncapped.returncode == 2
    assert "--max-cost" in uncapped.stderr


def test_the_free_run_refuses_an_engine_that_costs_money(unpaid):
    _, _, free = unpaid
    assert free.returncode == 2
    assert "etoki instruct" in free.stderr


def test_every_figure_has_a_verified_sample_of_each_kind(stage, written):  # noqa: ARG001
    rows = stage.ask("select kind, count(*) as n from samples where outcome = 'kept' group by kind order by kind")
    assert [(row["kind"], row["n"]) for row in rows] == [("conversation", FIGURES), ("description", FIGURES)]
    rules = {row["rule"] for row in stage.ask("select distinct rule from sample_checks")}
    assert {"schema", "numbers", "names", "citations", "repetition", "constitution-grounded"} <= rules


def test_a_sample_shows_its_figure_and_rests_on_its_texts(stage, written):  # noqa: ARG001
    [row] = stage.ask("select messages, sample_id from samples where kind = 'conversation' order by sample_id limit 1")
    messages = json.loads(row["messages"])
    assert messages[0]["content"].startswith("<image>\n")
    assert [message["role"] for message in messages] == ["user", "assistant"] * 3
    parts = stage.ask(f"select role from sample_parts where sample_id = '{row['sample_id']}'")
    assert {part["role"] for part in parts} == {"caption", "mention", "explains"}


def test_before_and_after_a_revision_are_a_preference_pair(stage, written):  # noqa: ARG001
    [pair] = stage.ask(
        "select c.messages <> r.messages as differ, c.outcome as chosen, r.outcome as rejected, r.reason "
        "from preferences join samples c on c.sample_id = chosen_sample_id "
        "join samples r on r.sample_id = rejected_sample_id"
    )
    assert pair == {"differ": True, "chosen": "kept", "rejected": "rejected", "reason": "revised"}


def test_books_catalog_and_bill_agree(stage, written):  # noqa: ARG001
    made = books.attempts(stage.workspace)
    [row] = stage.ask("select count(*) as n, sum(cost_usd) as usd from llm_calls")
    assert row["n"] == len(made) == len(stage.scripted.calls)
    spent, held = books.account(stage.workspace)
    assert (row["usd"], held) == (spent, 0)
    failed = [one for one in made if one["outcome"] == "failed"]
    assert len(failed) == 2
    assert stage.scripted.billed <= spent


def test_a_refused_request_leaves_its_sample_to_the_next_run(written):
    (first, calls), (second, all_calls) = written
    assert first.returncode == 1
    assert "1 samples got no answer" in first.stdout
    assert second.returncode == 0, second.stdout + second.stderr
    assert all_calls == calls + 2  # to write it, and to judge it


def test_samples_that_were_lost_are_made_of_stored_answers(stage, written):  # noqa: ARG001
    before = stage.ask("select sample_id, messages from samples where outcome = 'kept' order by all")
    calls = len(stage.scripted.calls)
    again = stage.run("--again", kinds="description,conversation")
    assert again.returncode == 0, again.stdout + again.stderr
    assert len(stage.scripted.calls) == calls
    assert stage.ask("select sample_id, messages from samples where outcome = 'kept' order by all") == before


def test_the_key_is_found_nowhere(stage, written, tmp_path_factory):
    assert any(call["key"] for call in stage.scripted.calls)
    assert all(KEY not in said.stdout + said.stderr for said, _ in written)
    folders = [stage.workspace, *(path for path in tmp_path_factory.getbasetemp().glob("server*"))]
    holding = [
        path for folder in folders for path in folder.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()
    ]
    assert holding == []

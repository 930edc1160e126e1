"""What is planned of a workspace, and what that will cost."""

import shutil
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from flows.instruct import load_whole
from flows.instruct_request import InstructRequest
from flows.planning import FIGURES_AT_ONCE, planned, preview
from scripted.corpus import told_of, write_corpus
from tasks.compose import parts_of
from tasks.records import identity
from tasks.records.enums import CallOutcome, Outcome, Reason, SampleKind
from tasks.records.sample import LlmCall, Sample
from tasks.runtime.errors import UsageError
from tasks.store.catalog import load
from tasks.store.errors import CatalogError
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace

pytestmark = pytest.mark.sql

FIGURES = 3
MESSAGES = '[{"content":"<image>\\n何の図か。","role":"user"},{"content":"図","role":"assistant"}]'


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a workspace of some figures, which stays as it is."""
    root = tmp_path_factory.mktemp("planning") / "data"
    write_corpus(root, FIGURES)
    load(root)
    return root


@pytest.fixture
def workspace(made, tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    return Workspace(shutil.copytree(made, tmp_path / "data"))


def plan(workspace, **asked):
    return planned(InstructRequest(**{"kinds": ["description"], **asked}), workspace, "run")


def due(workspace, **asked):
    return list(plan(workspace, **asked).orders())


def written(workspace, orders, call=None, **told):
    """Journal a sample of each order, and the call that it took; ``told`` says the samples otherwise."""
    samples, parts = [], []
    for order in orders:
        said = {"kind": order.kind, "mode": order.mode, "generator": order.generator, "model": order.request.model}
        said |= {"prompt_hash": order.prompt.prompt_hash, "call_key": order.request.call_key}
        sample = Sample(sample_id=order.sample_id, flow_run_id="run-1", messages=MESSAGES, **said | told)
        samples.append(sample)
        parts += parts_of(sample, order.evidence.figure_id, order.used)
    rows = [
        stored("compose", order.kind, order.request.call_key)
        | {"mode": order.mode, "model": order.request.model, "sample_id": order.sample_id, **(call or {})}
        for order in orders
    ]
    tables = {"samples": samples, "sample_parts": parts, "llm_calls": [LlmCall(**row) for row in rows]}
    workspace.journal.append(None, new_entry_id(), tables)
    assert load(workspace.root).failed_checks == []


def stored(purpose, kind, call_key):
    """Return what is said of a call that was answered."""
    unknown = dict.fromkeys(("doc_id", "image_sha256", "seconds", "response_id", "error"))
    return unknown | {
        "call_key": call_key,
        "attempt": 1,
        "flow_run_id": "run-1",
        "sample_id": call_key,
        "kind": kind,
        "mode": "image_only",
        "purpose": purpose,
        "model": "gpt-4o-mini",
        "prompt_hash": "p",
        "tokens_in": 1000,
        "tokens_out": 40,
        "estimate_usd": Decimal(0),
        "cost_usd": Decimal(0),
        "price_table": "t",
        "finish_reason": "stop",
        "outcome": CallOutcome.STORED,
        "at": datetime(2026, 1, 1, tzinfo=UTC),
        "answer": "{}",
        "estimate_tokens_in": 500,
    }


def calls(workspace, count, **by_purpose):
    """Journal calls as if a model had described figures before; ``by_purpose`` says what they took."""
    rows = [
        stored(purpose, "description", identity.of(purpose, number)) | {"sample_id": f"sample-{number}", **took}
        for purpose, took in by_purpose.items()
        for number in range(count)
    ]
    workspace.journal.append(None, new_entry_id(), {"llm_calls": [LlmCall(**row) for row in rows]})
    assert load(workspace.root).failed_checks == []


def test_every_figure_is_written_about_once(workspace):
    orders = due(workspace)
    assert len({order.sample_id for order in orders}) == FIGURES
    written(workspace, orders)
    assert due(workspace) == []


@pytest.mark.parametrize("told", [{"outcome": Outcome.REJECTED, "rule": "japanese", "reason": Reason.NOT_JAPANESE}])
def test_what_was_turned_away_is_not_asked_for_again(workspace, told):
    written(workspace, due(workspace), **told)
    assert due(workspace) == []


def test_only_what_is_missing_is_planned(workspace):
    orders = due(workspace)
    written(workspace, orders[1:])
    assert [order.sample_id for order in due(workspace)] == [orders[0].sample_id]


def test_again_plans_everything(workspace):
    orders = due(workspace)
    written(workspace, orders)
    assert [order.sample_id for order in due(workspace, again=True)] == [order.sample_id for order in orders]


@pytest.mark.parametrize("asked", [{"model": "gpt-4o"}, {"kinds": ["caption"]}, {"modes": ["image_only"]}])
def test_another_model_kind_or_mode_is_planned_beside_it(workspace, asked):
    written(workspace, due(workspace))
    assert len(due(workspace, **asked)) == FIGURES


def test_who_goes_back_to_how_it_was_asked_before_gets_that_again(workspace):
    """Else the dataset would keep what was asked in between, though the answers from before are there."""
    written(workspace, due(workspace))
    warm = due(workspace, temperature=1.0)
    assert len(warm) == FIGURES
    written(workspace, warm)
    assert due(workspace, temperature=1.0) == []
    assert len(due(workspace)) == FIGURES


def test_changed_evidence_is_asked_about_anew_and_nothing_else_is(workspace):
    written(workspace, due(workspace))
    write_corpus(workspace.root, FIGURES, told=[told_of(0)._replace(caption="図1 新しい説明")])
    load(workspace.root)
    [order] = due(workspace)
    assert order.evidence.texts[0].text == "図1 新しい説明"


def test_a_request_that_another_sample_made_is_planned_for_once(workspace):
    """The same picture under new texts is another sample of the same answer, which no call is journaled for."""
    orders = due(workspace, modes=["image_only"])
    written(workspace, orders, call={"sample_id": "what it was before"})
    assert due(workspace, modes=["image_only"]) == []


def test_a_limit_counts_samples_and_figures_count_figures(workspace):
    assert len(due(workspace, kinds=["description", "caption"], limit=3)) == 3
    few = due(workspace, kinds=["description", "caption"], figures=2)
    assert len({order.evidence.figure_id for order in few}) == 2
    assert len(few) == 4


def test_a_limit_goes_on_where_the_last_one_ended(workspace):
    first = due(workspace, limit=2)
    written(workspace, first)
    assert [order.sample_id in {one.sample_id for one in first} for order in due(workspace, limit=2)] == [False]


def test_figures_are_read_only_as_far_as_they_are_wanted(workspace, monkeypatch):
    assert FIGURES_AT_ONCE >= FIGURES
    monkeypatch.setattr("flows.planning.FIGURES_AT_ONCE", 2)
    assert len(due(workspace)) == FIGURES


def test_the_last_row_of_a_preview_is_the_sum(workspace):
    asked = InstructRequest(kinds=["description", "caption"])
    *kinds, total = preview(asked, planned(asked, workspace, "run"))
    assert [row.kind for row in kinds] == [SampleKind.DESCRIPTION, SampleKind.CAPTION]
    assert (total.samples, total.calls) == (sum(row.samples for row in kinds), sum(row.calls for row in kinds))
    assert total.usd == sum(row.usd for row in kinds)
    assert 0 < total.usd < total.worst_usd


def test_an_unknown_price_is_never_nothing(workspace):
    asked = InstructRequest(model="nobody-knows-it")
    total = preview(asked, planned(asked, workspace, "run"))[-1]
    assert total.samples > 0
    assert total.usd is total.worst_usd is None


def test_a_price_of_the_workspaces_own_stands_over_the_shipped_one(workspace):
    (workspace.root / "prices.toml").write_text('[models."gpt-4o-mini"]\ninput = 0\noutput = 0\n')
    assert plan(workspace).writer.is_free


def test_the_file_that_is_named_stands_over_the_workspaces_own(workspace, tmp_path):
    (workspace.root / "prices.toml").write_text('[models."gpt-4o-mini"]\ninput = 0\noutput = 0\n')
    dear = tmp_path / "dear.toml"
    dear.write_text('[models."gpt-4o-mini"]\ninput = 7\noutput = 7\n')
    assert plan(workspace, prices=str(dear)).writer.price.input == 7


def test_a_price_table_that_cannot_be_used_is_said_before_anything_is_asked(workspace, tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        plan(workspace, prices=str(tmp_path / "nothing.toml"))
    (workspace.root / "prices.toml").write_text('[models."gpt-4o-mini"\n')
    with pytest.raises(UsageError, match=r"prices\.toml is no TOML"):
        plan(workspace)


def test_the_address_in_the_environment_decides_the_price_too(workspace, monkeypatch):
    (workspace.root / "prices.toml").write_text('[hosts."127.0.0.1"."gpt-4o-mini"]\ninput = 0\noutput = 0\n')
    assert not plan(workspace).writer.is_free
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert plan(workspace).writer.is_free


def test_a_stand_in_is_no_model_that_is_paid_for(workspace):
    """Its answers must not be taken for those of the model that was named, nor be paid for."""
    fake, real = due(workspace, llm="fake-chat"), due(workspace)
    assert {order.request.model for order in fake} == {"fake-chat"}
    assert {order.request.call_key for order in fake}.isdisjoint(order.request.call_key for order in real)
    assert plan(workspace, llm="fake-chat", guard_model="gpt-4o").house.spec.guard_model == "fake-chat"
    assert plan(workspace, llm="fake-chat").writer.is_free


def test_an_engine_that_is_not_there_is_refused(workspace):
    with pytest.raises(UsageError, match="nonsense"):
        plan(workspace, llm="nonsense")


def test_what_calls_took_so_far_decides_the_preview(workspace):
    asked = InstructRequest(kinds=["description"])
    before = preview(asked, planned(asked, workspace, "run"))[-1]
    calls(workspace, 8, compose={}, critique={"tokens_in": 3000, "tokens_out": 20})
    after = preview(asked, planned(asked, workspace, "run"))[-1]
    assert after.tokens_out < before.tokens_out
    assert after.tokens_in > before.tokens_in  # twice the estimate


def test_too_few_calls_tell_nothing(workspace):
    asked = InstructRequest(kinds=["description"])
    before = preview(asked, planned(asked, workspace, "run"))[-1]
    calls(workspace, 2, compose={})
    assert preview(asked, planned(asked, workspace, "run"))[-1] == before


def test_nothing_is_planned_by_a_catalog_that_is_out_of_date(workspace):
    """Else what was written since would be written, and where its answers are gone paid for, again."""
    [order, *_] = due(workspace)
    sample = Sample(
        sample_id=order.sample_id,
        flow_run_id="run-1",
        kind=order.kind,
        mode=order.mode,
        messages=MESSAGES,
        generator=order.generator,
        model="never-asked",
    )
    parts = parts_of(sample, order.evidence.figure_id, order.used)
    workspace.journal.append(None, new_entry_id(), {"samples": [sample], "sample_parts": parts})
    with pytest.raises(CatalogError, match="samples_without_call"):
        load_whole(workspace)

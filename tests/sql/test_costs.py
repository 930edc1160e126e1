"""What calls cost, by whatever they are asked by."""

from decimal import Decimal

import pytest

from tasks.records.enums import CallOutcome, Mode, Outcome, Reason, SampleKind

pytestmark = pytest.mark.sql
CALL = Decimal("0.0003")
ESTIMATE = Decimal("0.0004")
MODES = [Mode.IMAGE_ONLY, Mode.IMAGE_AND_EVIDENCE]


def cost(catalog, by: str) -> dict:
    return {row["part"]: row for row in catalog.ask("queries/cost", by=by)}


def unknown(**changed):
    """Return what stands in a call whose usage is not known."""
    return {"tokens_in": None, "tokens_out": None, "answer": None, "finish_reason": None} | changed


def test_no_call_is_no_row(scribe, catalog) -> None:
    scribe.whole()
    assert cost(catalog, "run") == {}


def test_calls_are_added_up_by_run_model_kind_and_document(scribe, catalog) -> None:
    first, second = scribe.whole("a.pdf"), scribe.whole("b.pdf")
    scribe.ask(first)
    scribe.ask(first, kind=SampleKind.REASONING)
    scribe.ask(second, flow="instruct-3", model="another")
    for by, parts in {
        "run": {"instruct-2": 2, "instruct-3": 1},
        "model": {"gpt-4o-mini": 2, "another": 1},
        "kind": {"conversation": 2, "reasoning": 1},
        "document": {first: 2, second: 1},
        "all": {None: 3},
    }.items():
        found = cost(catalog, by)
        assert {part: row["calls"] for part, row in found.items()} == parts
        assert {part: row["cost_usd"] for part, row in found.items()} == {part: n * CALL for part, n in parts.items()}
        assert {part: row["kept"] for part, row in found.items()} == parts
        assert {row["usd_per_kept"] for row in found.values()} == {CALL}
        assert {part: row["tokens_in"] for part, row in found.items()} == {part: n * 1000 for part, n in parts.items()}
    assert cost(catalog, "document")[first]["name"] == "a.pdf"
    assert cost(catalog, "run")["instruct-2"]["name"] is None


def test_a_lost_call_costs_its_worst_case_and_says_so(scribe, catalog) -> None:
    doc_id = scribe.whole()
    sample = scribe.ask(doc_id)
    lost = scribe.call(sample, doc_id, call_key="l", outcome=CallOutcome.LOST, cost_usd=Decimal("0.002"), **unknown())
    refused = scribe.call(sample, doc_id, call_key="r", outcome=CallOutcome.FAILED, cost_usd=Decimal(0), **unknown())
    scribe.append(None, llm_calls=[lost, refused])
    row = cost(catalog, "all")[None]
    assert (row["stored"], row["lost"], row["failed"], row["open"]) == (1, 1, 1, 0)
    assert (row["cost_usd"], row["assumed_usd"], row["unpriced"]) == (Decimal("0.0023"), Decimal("0.002"), 0)
    assert row["estimate_usd"] == 3 * ESTIMATE


def test_a_call_of_a_batch_that_is_under_way_costs_nothing_yet(scribe, catalog) -> None:
    doc_id = scribe.whole()
    sample = scribe.answered(doc_id, "instruct-2")
    scribe.append(None, llm_calls=[scribe.call(sample, doc_id, outcome=CallOutcome.OPEN, cost_usd=None, **unknown())])
    row = cost(catalog, "all")[None]
    assert (row["open"], row["cost_usd"], row["estimate_usd"], row["unpriced"]) == (1, None, None, 0)


def test_an_unknown_price_is_null_and_never_nothing(scribe, catalog) -> None:
    doc_id = scribe.whole()
    free = {"cost_usd": None, "estimate_usd": None, "price_table": None}
    sample = scribe.answered(doc_id, "instruct-2")
    scribe.append(
        None,
        samples=[sample],
        sample_parts=[scribe.part(sample, doc_id)],
        llm_calls=[scribe.call(sample, doc_id, **free)],
    )
    row = cost(catalog, "all")[None]
    assert (row["cost_usd"], row["estimate_usd"], row["assumed_usd"], row["usd_per_kept"]) == (None, None, None, None)
    assert (row["unpriced"], row["kept"]) == (1, 1)


def test_a_call_about_no_document_has_a_row_of_its_own(scribe, catalog) -> None:
    doc_id = scribe.whole()
    scribe.append(None, llm_calls=[scribe.call(scribe.ask(doc_id), None, call_key="x", sample_id=None)])
    found = cost(catalog, "document")
    assert {part: row["calls"] for part, row in found.items()} == {doc_id: 1, None: 1}
    assert (found[None]["name"], found[None]["kept"], found[None]["usd_per_kept"]) == (None, 0, None)


def test_runs_stand_in_the_order_in_which_they_began(scribe, catalog) -> None:
    doc_id = scribe.whole()
    for flow in ("z", "a"):
        scribe.ask(doc_id, flow=flow, answer=flow)
    assert list(cost(catalog, "run")) == ["z", "a"]


def test_measured_usage_tells_tokens_the_error_of_the_estimate_and_how_many_need_the_call(scribe, catalog) -> None:
    doc_id = scribe.whole()
    scribe.revise(doc_id)
    scribe.ask(doc_id, answer="別の答え。")
    found = {row["purpose"]: row for row in catalog.ask("queries/measured_usage")}
    assert set(found) == {"compose", "critique", "revise"}
    compose = found["compose"]
    assert (compose["model"], compose["kind"], compose["calls"]) == ("gpt-4o-mini", "conversation", 2)
    assert (compose["tokens_in"], compose["tokens_out"], compose["over_estimate"]) == (1000.0, 200.0, 1.25)
    assert (compose["share"], found["revise"]["share"]) == (1.0, 0.5)


def test_what_failed_or_said_no_usage_measures_nothing(scribe, catalog) -> None:
    doc_id = scribe.whole()
    sample = scribe.answered(doc_id, "instruct-2")
    failed = scribe.call(sample, doc_id, outcome=CallOutcome.FAILED, **unknown())
    silent = scribe.call(sample, doc_id, call_key="s", tokens_in=None, tokens_out=None)
    scribe.append(None, llm_calls=[failed, silent])
    assert catalog.ask("queries/measured_usage") == []


def test_modes_are_compared_on_the_figures_that_have_them_all(scribe, catalog) -> None:
    both, one = scribe.whole("a.pdf"), scribe.whole("b.pdf")
    scribe.ask(both, mode=Mode.IMAGE_ONLY, answer="四文字。")
    scribe.ask(both, mode=Mode.IMAGE_AND_EVIDENCE, kind=SampleKind.REASONING, answer="これは八文字。")
    scribe.ask(one, mode=Mode.IMAGE_ONLY)
    rows = catalog.ask("queries/mode_comparison", modes=MODES)
    assert [(row["mode"], row["kind"], row["figures"], row["samples"], row["answer_chars"]) for row in rows] == [
        ("image_only", None, 1, 1, 4.0),
        ("image_only", "conversation", 1, 1, 4.0),
        ("image_and_evidence", None, 1, 1, 7.0),
        ("image_and_evidence", "reasoning", 1, 1, 7.0),
    ]
    assert [row["figures"] for row in catalog.ask("queries/mode_comparison", modes=MODES[:1])] == [2, 2]


def test_a_comparison_tells_acceptance_reasons_and_cost(scribe, catalog) -> None:
    doc_id = scribe.whole()
    away = {"outcome": Outcome.REJECTED, "rule": "numbers", "reason": Reason.UNSUPPORTED_NUMBER}
    scribe.revise(doc_id)
    scribe.ask(doc_id, answer="三。", **away)
    scribe.ask(doc_id, answer="四。", **away)
    total, _ = catalog.ask("queries/mode_comparison", modes=[Mode.IMAGE_AND_EVIDENCE])
    assert (total["samples"], total["kept"], total["revised"], total["acceptance"]) == (3, 1, 1, 1 / 3)
    assert total["reasons"] == [{"reason": "unsupported-number", "n": 2}]
    assert (total["calls"], total["cost_usd"], total["usd_per_kept"]) == (5, 5 * CALL, 5 * CALL)
    assert (total["tokens_in"], total["tokens_out"]) == (5000, 1000)


def test_a_mode_that_kept_nothing_has_no_cost_of_a_kept_sample(scribe, catalog) -> None:
    away = {"outcome": Outcome.REJECTED, "rule": "schema", "reason": Reason.WRONG_SCHEMA, "messages": "[]"}
    doc_id = scribe.whole()
    scribe.ask(doc_id, **away)
    total, _ = catalog.ask("queries/mode_comparison", modes=[Mode.IMAGE_AND_EVIDENCE])
    assert (total["kept"], total["acceptance"], total["answer_chars"], total["usd_per_kept"]) == (0, 0.0, None, None)

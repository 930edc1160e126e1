"""What the views `why` and `why_not` say of the documents that a scribe wrote."""

from decimal import Decimal

import pytest

from tasks.records import identity
from tasks.records.enums import Outcome, Reason, Role, RunOutcome, Step
from tasks.records.sample import LlmCall, SampleCheck, SamplePart

pytestmark = pytest.mark.sql


def sample_id(scribe, doc_id: str) -> str:
    return scribe.sample(doc_id, "", "template-1").sample_id


def call(**changed) -> LlmCall:
    words = dict.fromkeys(["call_key", "flow_run_id", "kind", "mode", "purpose", "model", "prompt_hash"], "x")
    return LlmCall(**dict.fromkeys(LlmCall.model_fields) | words | {"attempt": 1, "outcome": "stored"} | changed)


def refused(scribe, doc_id: str, **changed):
    """Extract a document whose figure has a second text, which was turned away."""
    rows = scribe.rows(doc_id)
    kept = rows[Step.PAIR]["candidates"][0]
    facts = {
        "pair_id": identity.of("pair", doc_id, "refused"),
        "text": "遠い本文",
        "p_match": 0.2,
        "outcome": Outcome.REJECTED,
        "rule": "max-distance",
        "reason": Reason.TOO_FAR,
        "score": 24.5,
        "threshold": 20.0,
    }
    other = kept.model_copy(update=facts | changed)
    rows[Step.PAIR]["candidates"] = [kept, other]
    scribe.extract(doc_id, rows)
    return other


def test_a_pair_leads_to_its_boxes_its_file_its_verdict_and_its_sample(scribe, catalog) -> None:
    doc_id = scribe.whole(licence="CC BY 4.0", licence_source="request")
    (row,) = catalog.ask("why")
    assert (row["sample_id"], row["role"], row["text"]) == (sample_id(scribe, doc_id), "caption", "図1: 装置のようす")
    assert (row["doc_id"], row["name"], row["page"]) == (doc_id, "a.pdf", 1)
    assert [row[side] for side in ("x0", "y0", "x1", "y1")] == [100.0, 100.0, 300.0, 300.0]
    assert [row[f"text_{side}"] for side in ("x0", "y0", "x1", "y1")] == [100.0, 310.0, 300.0, 322.0]
    assert (row["text_page"], row["text_source"], row["text_layer_score"]) == (1, "layer", 0.9)
    assert [source["uri"] for source in row["sources"]] == ["/in/a.pdf"]
    assert (row["licence"], row["licence_source"]) == ("CC BY 4.0", "request")
    assert (row["accepted"], row["verdict_rule"], row["verdict_flow_run_id"]) == (True, "min-p", "curate-1")
    assert (row["sample_kind"], row["generator"], row["prompt_hash"]) == ("caption", "template-1", "q")
    assert (row["cost_usd"], row["checks"], row["exports"]) == (None, None, None)


def test_a_pair_without_a_sample_has_a_row(scribe, catalog) -> None:
    scribe.extract(scribe.register())
    (row,) = catalog.ask("why")
    assert (row["outcome"], row["sample_id"], row["accepted"], row["sample_outcome"]) == ("kept", None, None, None)


def test_a_text_that_was_turned_away_has_a_row_with_its_reason(scribe, catalog) -> None:
    other = refused(scribe, scribe.register())
    row = next(row for row in catalog.ask("why") if row["pair_id"] == other.pair_id)
    assert (row["outcome"], row["rule"], row["reason"]) == ("rejected", "max-distance", "too-far")
    assert (row["score"], row["threshold"]) == (24.5, 20.0)


def test_a_pair_has_a_row_for_each_sample_that_uses_it(scribe, catalog) -> None:
    doc_id = scribe.whole()
    scribe.instruct(doc_id, generator="template-2")
    rows = catalog.ask("why")
    assert len({row["sample_id"] for row in rows}) == 2
    assert len({row["pair_id"] for row in rows}) == 1


def test_a_part_of_a_sample_without_a_pair_has_a_row(scribe, catalog) -> None:
    doc_id = scribe.whole()
    (known,) = catalog.ask("pairs")
    part = SamplePart(sample_id="bare", flow_run_id="i", position=0, figure_id=known["figure_id"])
    scribe.append(None, samples=[scribe.sample(doc_id, "i", "t", sample_id="bare")], sample_parts=[part])
    row = next(row for row in catalog.ask("why") if row["sample_id"] == "bare")
    assert (row["pair_id"], row["text"], row["figure_id"], row["doc_id"]) == (None, None, known["figure_id"], doc_id)
    assert [step["step"] for step in row["steps"]] == ["probe", "read", "segment", "crop", "pair"]


def test_a_sample_whose_pair_is_no_longer_made_has_a_row(scribe, catalog) -> None:
    doc_id = scribe.whole()
    rows = scribe.rows(doc_id) | {Step.PAIR: {"candidates": []}}
    scribe.extract(doc_id, rows, flow="flow-2")
    (row,) = catalog.ask("why")
    assert (row["sample_id"], row["outcome"], row["text"]) == (sample_id(scribe, doc_id), None, None)
    assert (row["name"], row["page"], row["x0"]) == ("a.pdf", 1, 100.0)


def test_no_row_is_there_twice(scribe, catalog) -> None:
    for name in ("a.pdf", "b.pdf"):
        doc_id = scribe.whole(name)
        scribe.extract(doc_id, flow=f"again-{name}")
        scribe.curate(doc_id, flow=f"again-{name}")
        scribe.publish(sample_id(scribe, doc_id), digest=name * 10)
        scribe.publish(sample_id(scribe, doc_id), digest=name * 10)
    rows = catalog.ask("why")
    assert len(rows) == len({(row["pair_id"], row["sample_id"]) for row in rows}) == 2


def test_steps_stand_in_their_order_with_engine_weights_and_code(scribe, catalog) -> None:
    doc_id = scribe.whole()
    taken = scribe.extract(doc_id, flow="flow-2")
    entry_id = scribe.tick()
    run = scribe.run(entry_id, doc_id, Step.CROP, engine="another", weights_sha256="w", step_version=7)
    scribe.journal.append(doc_id, entry_id, {"step_runs": [run], **scribe.rows(doc_id)[Step.CROP]})
    scribe.use(doc_id, taken | {Step.CROP: entry_id}, "flow-3")
    (row,) = catalog.ask("why")
    assert [step["step"] for step in row["steps"]] == ["probe", "read", "segment", "crop", "pair"]
    crop = row["steps"][3]
    assert (crop["engine"], crop["weights_sha256"], crop["step_version"]) == ("another", "w", 7)
    assert (crop["step_run_id"], crop["code_version"]) == (entry_id, "0.1.0")


def test_says_of_a_sample_what_lineage_says(scribe, catalog) -> None:
    scribe.whole(licence="CC0")
    (row,), (known,) = catalog.ask("why"), catalog.ask("lineage")
    shared = ("sample_id", "figure_id", "pair_id", "doc_id", "page", "x0", "name", "licence", "model", "cost_usd")
    assert {name: row[name] for name in shared} == {name: known[name] for name in shared}
    assert {step["step"]: step["step_run_id"] for step in row["steps"]} == {
        step: known[f"{step}_step_run_id"] for step in ("probe", "read", "segment", "crop", "pair")
    }


def test_costs_are_added_up_and_checks_are_listed(scribe, catalog) -> None:
    mine = sample_id(scribe, scribe.whole())
    calls = [call(call_key=key, sample_id=mine, cost_usd=Decimal("0.002")) for key in ("a", "b")]
    checks = [
        SampleCheck(sample_id=mine, flow_run_id="i", rule=rule, passed=passed, detail=detail)
        for rule, passed, detail in (("length", True, None), ("grounded", False, "names no figure"))
    ]
    scribe.append(None, llm_calls=calls, sample_checks=checks)
    (row,) = catalog.ask("why")
    assert row["cost_usd"] == Decimal("0.004")
    assert [(check["rule"], check["passed"], check["detail"]) for check in row["checks"]] == [
        ("grounded", False, "names no figure"),
        ("length", True, None),
    ]


def test_exports_are_named_each_once_the_first_published_first(scribe, catalog) -> None:
    mine = sample_id(scribe, scribe.whole())
    for digest in ("e" * 64, "d" * 64):
        scribe.publish(mine, digest=digest)
    scribe.publish(mine, digest="d" * 64)
    (row,) = catalog.ask("why")
    assert [(item["digest"][0], item["format"], item["shard"], item["key"]) for item in row["exports"]] == [
        ("e", "llava", "dataset.json", mine),
        ("d", "llava", "dataset.json", mine),
    ]


def test_one_document_is_told_by_itself(scribe, catalog) -> None:
    mine = scribe.whole("a.pdf")
    scribe.whole("b.pdf")
    (known,) = [row for row in catalog.ask("pairs") if row["doc_id"] == mine]
    assert [row["doc_id"] for row in catalog.ask("queries/why_pair", doc_id=mine, id=known["pair_id"])] == [mine]
    assert catalog.ask("queries/why_pair", doc_id="elsewhere", id=known["pair_id"]) == []
    assert [row["doc_id"] for row in catalog.ask("queries/why_sample", doc_id=mine, id=sample_id(scribe, mine))] == [
        mine
    ]


@pytest.mark.parametrize("length", [4, 16, 64])
def test_the_beginning_of_an_id_finds_pairs_and_samples(scribe, catalog, length) -> None:
    doc_id = scribe.whole()
    (known,) = catalog.ask("why")
    for what in ("pair", "sample"):
        found = catalog.ask("queries/why_named", text=known[f"{what}_id"][:length].upper())
        assert (what, known[f"{what}_id"], [doc_id]) in [(row["what"], row["id"], row["doc_ids"]) for row in found]


def test_a_text_that_was_refused_names_its_figure_and_its_words(scribe, catalog) -> None:
    other = refused(scribe, scribe.register())
    (row,) = catalog.ask("why_not")
    assert (row["what"], row["id"], row["name"], row["page"]) == ("candidate", other.pair_id, "a.pdf", 1)
    assert (row["text"], row["role"], row["p_match"]) == ("遠い本文", "caption", 0.2)
    assert (row["rule"], row["reason"], row["score"], row["threshold"]) == ("max-distance", "too-far", 24.5, 20.0)
    assert (row["figure_id"], row["figure_kind"], row["figure_page"]) == (other.figure_id, "photo", 1)
    assert [row[f"figure_{side}"] for side in ("x0", "y0", "x1", "y1")] == [100.0, 100.0, 300.0, 300.0]


def test_a_pair_that_curate_refused_is_there_with_its_text(scribe, catalog) -> None:
    doc_id = scribe.register()
    scribe.extract(doc_id)
    scribe.curate(doc_id, accepted=False)
    (row,) = catalog.ask("why_not")
    assert (row["what"], row["step"], row["reason"]) == ("pair", "curate", "below-min-p")
    assert (row["text"], row["role"]) == ("図1: 装置のようす", Role.CAPTION)


def test_a_figure_for_which_no_text_was_found_is_there(scribe, catalog) -> None:
    doc_id = scribe.register()
    rows = scribe.rows(doc_id)
    (text,) = rows[Step.PAIR]["candidates"]
    away = {"outcome": Outcome.REJECTED, "rule": "keep-threshold", "reason": Reason.TOO_UNSURE}
    rows[Step.PAIR]["candidates"] = [text.model_copy(update=away | {"score": 0.3, "threshold": 0.5})]
    scribe.extract(doc_id, rows)
    figure = next(row for row in catalog.ask("why_not") if row["what"] == "figure")
    assert (figure["id"], figure["step"], figure["reason"]) == (text.figure_id, "pair", "too-unsure")
    assert (figure["score"], figure["threshold"], figure["x0"]) == (0.3, 0.5, 100.0)


def test_a_figure_that_nothing_was_weighed_for_is_there_too(scribe, catalog) -> None:
    doc_id = scribe.register()
    scribe.extract(doc_id, scribe.rows(doc_id) | {Step.PAIR: {"candidates": []}})
    (row,) = catalog.ask("why_not")
    assert (row["what"], row["step"], row["reason"], row["score"]) == ("figure", "pair", "no-cue", None)


def test_a_figure_is_not_without_a_text_before_pair_has_run(scribe, catalog) -> None:
    scribe.extract(scribe.register(), until=Step.CROP)
    assert catalog.ask("why_not") == []


def test_a_document_that_failed_shows_its_error(scribe, catalog) -> None:
    doc_id = scribe.register()
    scribe.extract(doc_id, until=Step.READ, end={"outcome": RunOutcome.FAILED, "error": "ValueError: bad"})
    (row,) = catalog.ask("why_not")
    assert (row["what"], row["step"], row["error"]) == ("document", "read", "ValueError: bad")
    (stands,) = catalog.ask("queries/why_document", doc_id=doc_id)
    assert (stands["status"], stands["step"], stands["error"]) == ("failed", "read", "ValueError: bad")


def test_a_source_that_brought_nothing_is_there(scribe, catalog) -> None:
    scribe.append(None, sources=[scribe.source("gone.pdf", None, outcome="rejected", reason="not-found")])
    (row,) = catalog.ask("why_not")
    assert (row["what"], row["uri"], row["reason"], row["doc_id"]) == ("source", "/in/gone.pdf", "not-found", None)


def test_everything_that_the_funnel_counts_as_turned_away_is_there(scribe, catalog) -> None:
    refused(scribe, scribe.register("a.pdf"))
    bare = scribe.register("b.pdf")
    scribe.extract(bare, scribe.rows(bare) | {Step.PAIR: {"candidates": []}})
    scribe.extract(scribe.register("c.pdf"), until=Step.PROBE, end={"outcome": "rejected", "reason": "encrypted"})
    judged = scribe.register("d.pdf")
    scribe.extract(judged)
    scribe.curate(judged, accepted=False)
    counted = {
        (row["step"], row["unit"], row["reason"]): row["n"]
        for row in catalog.ask("funnel")
        if row["outcome"] == "rejected"
    }
    told: dict[tuple[str, str, str], int] = {}
    for row in catalog.ask("why_not"):
        key = (row["step"], row["what"], row["reason"])
        told[key] = told.get(key, 0) + 1
    assert told == counted


def test_asked_of_a_page_it_tells_that_page_and_what_lies_on_none(scribe, catalog) -> None:
    doc_id = scribe.register()
    refused(scribe, doc_id)
    rows = catalog.ask("queries/why_not_here", doc_id=doc_id, first=1, last=1)
    assert [row["what"] for row in rows] == ["candidate"]
    assert catalog.ask("queries/why_not_here", doc_id=doc_id, first=2, last=2) == []


def test_a_sample_that_was_turned_away_is_told_with_its_answer_and_its_figure(scribe, catalog) -> None:
    doc_id = scribe.whole()
    away = {"outcome": Outcome.REJECTED, "rule": "numbers", "reason": Reason.UNSUPPORTED_NUMBER}
    sample = scribe.ask(doc_id, answer="99年です。", **away)
    (row,) = catalog.ask("why_not")
    assert (row["what"], row["id"], row["reason"], row["page"]) == ("sample", sample.sample_id, "unsupported-number", 1)
    assert (row["text"], row["figure_kind"], row["figure_x0"]) == ("99年です。", "photo", 100.0)


def test_a_revised_sample_took_the_calls_and_the_cost_of_what_it_was(scribe, catalog) -> None:
    before, after = scribe.revise(scribe.whole())
    rows = {row["sample_id"]: row for row in catalog.ask("why")}
    assert [call["purpose"] for call in rows[before.sample_id]["calls"]] == ["compose", "critique"]
    assert [call["purpose"] for call in rows[after.sample_id]["calls"]] == ["compose", "critique", "revise"]
    assert rows[after.sample_id]["cost_usd"] == Decimal("0.0009")
    assert rows[after.sample_id]["estimate_usd"] == Decimal("0.0012")
    assert {row["sample_id"]: row["cost_usd"] for row in catalog.ask("lineage")}[after.sample_id] == Decimal("0.0009")


def test_a_revised_sample_leads_to_what_it_was_and_back(scribe, catalog) -> None:
    before, after = scribe.revise(scribe.whole())
    rows = {row["sample_id"]: row for row in catalog.ask("why")}
    ((was,), (became,)) = (rows[sample.sample_id]["revisions"] for sample in (after, before))
    assert (was["version"], was["sample_id"], was["messages"]) == ("before", before.sample_id, before.messages)
    assert (became["version"], became["sample_id"], became["rule"]) == ("after", after.sample_id, "grounded")


def test_the_text_inside_the_figure_stands_beside_each_part(scribe, catalog) -> None:
    doc_id = scribe.register()
    (figure,) = scribe.rows(doc_id)[Step.CROP]["figures"]
    scribe.extract(doc_id, {Step.CROP: {"figures": [figure.model_copy(update={"text_inside": "年\t人口"})]}})
    scribe.curate(doc_id)
    sample = scribe.ask(doc_id)
    (row,) = catalog.ask("queries/why_sample", doc_id=doc_id, id=sample.sample_id)
    assert row["text_inside"] == "年\t人口"

"""What SQL users see of a journal."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tasks.records.document import Document
from tasks.records.enums import Outcome, Reason, RunOutcome, SourceOutcome, Step
from tasks.records.sample import LlmCall, Sample, SamplePart, Verdict
from tasks.store.arrow import TABLES

pytestmark = pytest.mark.sql

EVERYTHING = {
    *("sources", "documents", "step_runs", "uses", "pages", "regions", "ruby", "figures", "candidates", "verdicts"),
    *("pairs", "audits", "document_metrics", "documents_quality", "rejections", "funnel", "llm_calls", "samples"),
    *("sample_parts", "sample_checks", "preferences", "exports", "export_items", "tombstones", "lineage"),
    "current_runs",
}
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
LAST = ["outcome", "rule", "reason", "score", "threshold"]


def _changed(rows: list[Any], **update: Any) -> list[Any]:
    return [row.model_copy(update=update) for row in rows]


def _one(rows: list[dict[str, Any]]) -> dict[str, Any]:
    assert len(rows) == 1, rows
    return rows[0]


def test_every_table_of_the_contract_is_there_also_when_empty(catalog) -> None:
    assert {table for table in EVERYTHING if catalog.ask(table) == []} == EVERYTHING


def test_outcomes_stand_last(catalog) -> None:
    for table in ("pages", "regions", "figures", "candidates", "samples"):
        assert catalog.columns(table)[-5:] == LAST


def test_tables_about_a_document_name_it_and_the_execution(catalog) -> None:
    for table in ("pages", "regions", "ruby", "figures", "candidates", "audits"):
        assert {"doc_id", "step_run_id"} <= set(catalog.columns(table))


def test_pairs_have_the_columns_of_the_contract(catalog) -> None:
    expected = [
        *("pair_id", "figure_id", "doc_id", "name", "page", "x0", "y0", "x1", "y1", "image_sha256"),
        *("role", "text", "p_match", "similarity", "accepted", "accepted_reason"),
    ]
    assert [column for column in catalog.columns("pairs") if column != "region_id"] == expected


def test_metrics_have_the_columns_of_the_contract(catalog) -> None:
    expected = [
        *("doc_id", "pages", "pages_layer", "pages_ocr", "pages_failed", "figures", "figures_rejected", "captions"),
        *("mentions", "uncaptioned", "mean_p", "p10_p", "text_layer_score", "ocr_confidence", "audit_cer"),
        *("audit_cleval", "japanese_share", "vertical_share", "furigana", "seconds", "cpu_seconds", "peak_mb"),
        "warnings",
    ]
    assert catalog.columns("document_metrics") == expected
    assert set(catalog.columns("documents_quality")) == {*expected, "name", "status", "reason"}


def test_rejections_and_funnel_have_the_columns_of_the_contract(catalog) -> None:
    expected = ["what", "id", "doc_id", "page", "x0", "y0", "x1", "y1", "step", "rule", "reason", "score", "threshold"]
    assert catalog.columns("rejections") == expected
    assert catalog.columns("funnel") == ["step", "unit", "outcome", "reason", "n"]


def test_nothing_that_was_journaled_is_lost(scribe, catalog) -> None:
    scribe.publish(scribe.whole())
    scribe.forget("f" * 64)
    catalog.load()
    unwritten = {"audits", "llm_calls", "sample_checks", "preferences"}
    assert {table for table in TABLES if not catalog.ask(table)} == unwritten


# documents


def test_a_document_bears_the_name_of_its_first_source(scribe, catalog) -> None:
    doc_id = scribe.register("z.pdf", "bytes")
    later = scribe.source("a.pdf", doc_id, outcome=SourceOutcome.DUPLICATE, reason=Reason.SAME_BYTES)
    scribe.append(doc_id, sources=[later])
    assert _one(catalog.ask("documents"))["name"] == "z.pdf"


def test_sources_of_one_time_are_first_by_uri(scribe, catalog) -> None:
    doc_id = scribe.register("z.pdf", "bytes", fetched_at=LONG_AGO)
    scribe.append(doc_id, sources=[scribe.source("a.pdf", doc_id, fetched_at=LONG_AGO)])
    assert _one(catalog.ask("documents"))["name"] == "a.pdf"


def test_a_source_seen_again_is_one_row_as_it_was_first_seen(scribe, catalog) -> None:
    doc_id = scribe.register("a.pdf")
    again = scribe.source("a.pdf", doc_id, outcome=SourceOutcome.DUPLICATE, reason=Reason.SAME_BYTES)
    scribe.append(doc_id, sources=[again])
    assert _one(catalog.ask("sources"))["outcome"] == "registered"


def test_a_document_that_was_not_extracted_is_registered(scribe, catalog) -> None:
    scribe.register()
    row = _one(catalog.ask("documents"))
    assert (row["status"], row["reason"], row["pages"]) == ("registered", None, None)


def test_an_extracted_document_is_done_and_described(scribe, catalog) -> None:
    scribe.extract(scribe.register())
    row = _one(catalog.ask("documents"))
    assert (row["status"], row["reason"]) == ("done", None)
    assert (row["name"], row["pages"], row["title"], row["producer"]) == ("a.pdf", 2, "本", "TeX")


def test_a_document_whose_steps_are_not_through_is_not_done(scribe, catalog) -> None:
    scribe.extract(scribe.register(), until=Step.CROP)
    assert _one(catalog.ask("documents"))["status"] == "registered"


def test_a_rejected_document_says_why(scribe, catalog) -> None:
    end = {"outcome": RunOutcome.REJECTED, "reason": Reason.ENCRYPTED}
    scribe.extract(scribe.register(), until=Step.PROBE, end=end)
    row = _one(catalog.ask("documents"))
    assert (row["status"], row["reason"]) == ("rejected", "encrypted")


def test_a_document_without_a_kept_page_is_rejected_for_the_commonest_reason(scribe, catalog) -> None:
    doc_id = scribe.register()
    page = scribe.rows(doc_id)[Step.READ]["pages"][0]
    reasons = [Reason.BLANK, Reason.NEEDS_OCR, Reason.NEEDS_OCR, *[Reason.NOT_SELECTED] * 5]
    pages = [
        page.model_copy(update={"page": number, "outcome": Outcome.REJECTED, "reason": reason})
        for number, reason in enumerate(reasons, start=1)
    ]
    described = Document(doc_id=doc_id, name="-", bytes=1, pages=8)
    scribe.extract(doc_id, {Step.PROBE: {"documents": [described], "pages": pages}}, until=Step.PROBE)
    row = _one(catalog.ask("documents"))
    assert (row["status"], row["reason"]) == ("rejected", "needs-ocr")


def test_a_document_with_one_kept_page_is_done(scribe, catalog) -> None:
    doc_id = scribe.register()
    first, second = scribe.rows(doc_id)[Step.READ]["pages"]
    away = second.model_copy(update={"outcome": Outcome.REJECTED, "reason": Reason.BLANK})
    scribe.extract(doc_id, {Step.READ: {"pages": [first, away]}})
    assert _one(catalog.ask("documents"))["status"] == "done"


def test_a_document_that_met_a_bug_failed(scribe, catalog) -> None:
    end = {"outcome": RunOutcome.FAILED, "error": "Traceback …"}
    scribe.extract(scribe.register(), until=Step.SEGMENT, end=end)
    row = _one(catalog.ask("documents"))
    assert (row["status"], row["reason"]) == ("failed", "error")
    failure = _one(catalog.ask("queries/failed_documents"))
    assert (failure["step"], failure["error"]) == ("segment", "Traceback …")


def test_a_page_that_will_be_tried_again_makes_its_document_failed(scribe, catalog) -> None:
    doc_id = scribe.register()
    first, second = scribe.rows(doc_id)[Step.READ]["pages"]
    hanging = second.model_copy(update={"outcome": Outcome.FAILED, "reason": Reason.HANGS})
    scribe.extract(doc_id, {Step.READ: {"pages": [first, hanging]}})
    row = _one(catalog.ask("documents"))
    assert (row["status"], row["reason"]) == ("failed", "hangs")
    assert _one(catalog.ask("queries/failed_documents"))["pages"] == [2]
    assert _one(catalog.ask("document_metrics"))["warnings"] == ["pages-failed"]


def test_a_forgotten_document_is_rejected(scribe, catalog) -> None:
    scribe.forget(scribe.whole())
    row = _one(catalog.ask("documents"))
    assert (row["status"], row["reason"]) == ("rejected", "tombstoned")


def test_a_forgotten_url_forgets_a_document_that_came_from_nowhere_else(scribe, catalog) -> None:
    doc_id = scribe.register("a.pdf", "bytes")
    scribe.forget(None, uri="/in/a.pdf")
    assert _one(catalog.ask("documents"))["reason"] == "tombstoned"
    scribe.append(doc_id, sources=[scribe.source("b.pdf", doc_id)])
    assert _one(catalog.ask("documents"))["reason"] is None


# what is current


def test_the_last_step_to_write_a_page_is_shown(scribe, catalog) -> None:
    scribe.extract(scribe.register())
    assert [page["chars"] for page in catalog.ask("pages")] == [120, 120]


def test_the_latest_flow_run_replaces_what_earlier_ones_found(scribe, catalog) -> None:
    doc_id = scribe.register()
    scribe.extract(doc_id, flow="flow-1")
    regions = scribe.rows(doc_id)[Step.SEGMENT]["regions"]
    scribe.extract(doc_id, {Step.SEGMENT: {"regions": _changed(regions, size=9.0)}}, flow="flow-2")
    assert [region["size"] for region in catalog.ask("regions")] == [9.0, 9.0]
    assert len(catalog.ask("figures")) == 1
    assert len(catalog.ask("step_runs")) == 11


def test_a_flow_run_that_took_an_earlier_execution_shows_that(scribe, catalog) -> None:
    doc_id = scribe.register()
    first = scribe.extract(doc_id, flow="flow-1")
    scribe.extract(
        doc_id, {Step.READ: {"pages": _changed(scribe.rows(doc_id)[Step.READ]["pages"], chars=7)}}, flow="f2"
    )
    scribe.use(doc_id, first, "flow-3", cached=True)
    assert {page["chars"] for page in catalog.ask("pages")} == {120}


def test_a_later_flow_run_that_got_less_far_shows_less(scribe, catalog) -> None:
    doc_id = scribe.whole()
    scribe.extract(doc_id, flow="flow-2", until=Step.CROP, end={"outcome": RunOutcome.FAILED, "error": "x"})
    assert catalog.ask("figures") == []
    assert catalog.ask("pairs") == []
    assert catalog.ask("current_samples") == []
    assert len(catalog.ask("regions")) == 2


def test_a_step_that_ran_twice_in_a_flow_run_counts_once(scribe, catalog) -> None:
    doc_id = scribe.register()
    failed = scribe.extract(doc_id, until=Step.PROBE, end={"outcome": RunOutcome.FAILED, "error": "x"})
    taken = scribe.extract(doc_id)
    assert failed[Step.PROBE] not in {run["step_run_id"] for run in catalog.ask("current_runs")}
    assert {run["step_run_id"] for run in catalog.ask("current_runs")} == set(taken.values())
    assert _one(catalog.ask("documents"))["status"] == "done"


def test_registering_again_does_not_hide_what_was_extracted(scribe, catalog) -> None:
    doc_id = scribe.register()
    scribe.extract(doc_id)
    scribe.use(doc_id, {Step.REGISTER: catalog.ask("step_runs")[0]["step_run_id"]}, "flow-2")
    assert _one(catalog.ask("documents"))["status"] == "done"


# pairs, samples


def test_the_latest_verdict_decides(scribe, catalog) -> None:
    doc_id = scribe.register()
    scribe.extract(doc_id)
    assert _one(catalog.ask("pairs"))["accepted"] is None
    scribe.curate(doc_id, flow="zzz")
    assert _one(catalog.ask("pairs"))["accepted"] is True
    scribe.curate(doc_id, flow="aaa", accepted=False)
    pair = _one(catalog.ask("pairs"))
    assert (pair["accepted"], pair["accepted_reason"]) == (False, "below-min-p")
    assert len(catalog.ask("verdicts")) == 2


def test_a_rejected_candidate_is_no_pair(scribe, catalog) -> None:
    doc_id = scribe.register()
    away = _changed(
        scribe.rows(doc_id)[Step.PAIR]["candidates"], outcome=Outcome.REJECTED, reason=Reason.TOO_FAR, rule="far"
    )
    scribe.extract(doc_id, {Step.PAIR: {"candidates": away}})
    assert catalog.ask("pairs") == []
    rejection = _one(catalog.ask("rejections"))
    assert (rejection["what"], rejection["step"], rejection["reason"]) == ("candidate", "pair", "too-far")
    assert (rejection["page"], rejection["x0"]) == (1, 100.0)


def test_a_sample_written_twice_is_there_once(scribe, catalog) -> None:
    doc_id = scribe.whole()
    scribe.instruct(doc_id, flow="instruct-2")
    assert _one(catalog.ask("samples"))["flow_run_id"] == "instruct-2"
    assert len(catalog.ask("sample_parts")) == 1
    assert len(catalog.ask("current_samples")) == 1
    assert len(catalog.ask("lineage")) == 1
    assert len(catalog.ask("queries/dataset")) == 1


def test_samples_of_an_earlier_generator_leave_the_dataset(scribe, catalog) -> None:
    doc_id = scribe.whole()
    scribe.instruct(doc_id, flow="instruct-2", generator="template-2")
    assert len(catalog.ask("samples")) == 2
    assert _one(catalog.ask("current_samples"))["generator"] == "template-2"


def test_samples_of_other_figures_stay(scribe, catalog) -> None:
    scribe.whole("a.pdf")
    other = scribe.whole("b.pdf")
    scribe.instruct(other, flow="instruct-9", generator="template-2")
    assert sorted(row["generator"] for row in catalog.ask("current_samples")) == ["template-1", "template-2"]


def test_a_sample_of_a_pair_no_longer_accepted_leaves_the_dataset(scribe, catalog) -> None:
    doc_id = scribe.whole()
    scribe.curate(doc_id, flow="curate-2", accepted=False)
    assert catalog.ask("current_samples") == []
    scribe.curate(doc_id, flow="curate-3")
    assert len(catalog.ask("current_samples")) == 1


def test_a_rejected_sample_is_not_in_the_dataset(scribe, catalog) -> None:
    doc_id = scribe.register()
    scribe.extract(doc_id)
    scribe.curate(doc_id)
    scribe.instruct(doc_id, outcome=Outcome.REJECTED, reason=Reason.WRONG_SCHEMA)
    assert catalog.ask("current_samples") == []
    rejection = _one(catalog.ask("rejections"))
    assert (rejection["what"], rejection["doc_id"], rejection["step"]) == ("sample", doc_id, "instruct")


def test_a_forgotten_document_has_no_pairs_to_judge_and_no_samples(scribe, catalog) -> None:
    scribe.forget(scribe.whole("a.pdf"))
    stays = scribe.whole("b.pdf")
    for name, given in (("queries/pairs_to_judge", {}), ("queries/accepted_evidence", {"after": "", "most": 9})):
        assert [row["doc_id"] for row in catalog.ask(name, **given)] == [stays]
    assert [row["doc_ids"] for row in catalog.ask("queries/dataset")] == [[stays]]


def test_a_sample_without_a_pair_needs_an_accepted_pair_of_its_figure(scribe, catalog) -> None:
    doc_id = scribe.register()
    scribe.extract(doc_id)
    figure_id = catalog.ask("figures")[0]["figure_id"]
    sample = scribe.sample(doc_id, "instruct-1", "template-1")
    part = SamplePart(sample_id=sample.sample_id, flow_run_id="instruct-1", position=0, figure_id=figure_id)
    scribe.append(None, samples=[sample], sample_parts=[part])
    assert catalog.ask("current_samples") == []
    scribe.curate(doc_id)
    assert len(catalog.ask("current_samples")) == 1


def test_lineage_leads_from_a_sample_to_its_file(scribe, catalog) -> None:
    doc_id = scribe.register("a.pdf", "bytes", licence="CC BY 4.0")
    scribe.append(doc_id, sources=[scribe.source("b.pdf", doc_id, licence="none")])
    taken = scribe.extract(doc_id)
    scribe.curate(doc_id)
    scribe.instruct(doc_id)
    row = _one(catalog.ask("lineage"))
    assert (row["doc_id"], row["name"], row["page"], row["x0"], row["y1"]) == (doc_id, "a.pdf", 1, 100.0, 300.0)
    assert (row["sources"], row["licence"]) == (["/in/a.pdf", "/in/b.pdf"], "CC BY 4.0")
    for step in ("probe", "read", "segment", "crop", "pair"):
        assert row[f"{step}_step_run_id"] == taken[Step(step)]
        assert (row[f"{step}_engine"], row[f"{step}_engine_version"], row[f"{step}_code_version"]) == (
            "pymupdf",
            "2.0",
            "0.1.0",
        )
    assert row["cost_usd"] is None


def test_a_sample_that_is_no_longer_current_still_has_its_place(scribe, catalog) -> None:
    doc_id = scribe.whole()
    scribe.extract(doc_id, {Step.CROP: {}, Step.PAIR: {}}, flow="flow-2")
    row = _one(catalog.ask("lineage"))
    assert (row["doc_id"], row["page"], row["crop_step_run_id"]) == (doc_id, 1, None)


def test_the_cost_of_a_sample_is_that_of_its_calls(scribe, catalog) -> None:
    sample_id = scribe.sample(scribe.whole(), "", "template-1").sample_id
    words = dict.fromkeys(["call_key", "flow_run_id", "kind", "mode", "purpose", "model", "prompt_hash"], "x")
    nothing = dict.fromkeys(LlmCall.model_fields)
    for attempt, outcome, cost in [(1, "open", None), (1, "failed", "0.000000001"), (2, "stored", "0.000000002")]:
        call = {"attempt": attempt, "outcome": outcome, "cost_usd": cost and Decimal(cost), "sample_id": sample_id}
        scribe.append(None, llm_calls=[LlmCall(**nothing | words | call)])
    assert _one(catalog.ask("lineage"))["cost_usd"] == Decimal("0.000000003")
    assert [call["outcome"] for call in catalog.ask("llm_calls")] == ["failed", "stored"]


def test_an_export_published_twice_is_there_once(scribe, catalog) -> None:
    sample_id = scribe.sample(scribe.whole(), "", "template-1").sample_id
    scribe.publish(sample_id)
    scribe.publish(sample_id)
    assert len(catalog.ask("exports")) == 1
    assert len(catalog.ask("export_items")) == 1


# numbers


def test_measures_a_document(scribe, catalog) -> None:
    doc_id = scribe.register()
    scribe.extract(doc_id)
    row = _one(catalog.ask("document_metrics"))
    assert (row["pages"], row["pages_layer"], row["pages_ocr"], row["pages_failed"]) == (2, 2, 0, 0)
    assert (row["figures"], row["figures_rejected"], row["captions"], row["mentions"], row["uncaptioned"]) == (
        1,
        0,
        1,
        0,
        0,
    )
    assert (row["mean_p"], row["p10_p"], row["text_layer_score"], row["ocr_confidence"]) == (0.9, 0.9, 0.9, None)
    assert (row["japanese_share"], row["vertical_share"], row["furigana"]) == (0.7778, 0.0, 1)
    assert (row["seconds"], row["cpu_seconds"], row["peak_mb"]) == (5.0, 2.5, 100.0)
    assert row["warnings"] == []


def test_what_was_not_measured_is_null_not_zero(scribe, catalog) -> None:
    scribe.extract(scribe.register(), until=Step.READ)
    row = _one(catalog.ask("document_metrics"))
    assert row["pages"] == 2
    assert {row[name] for name in ("figures", "captions", "uncaptioned", "furigana", "japanese_share")} == {None}


def test_a_figure_without_caption_counts_and_warns(scribe, catalog) -> None:
    scribe.extract(scribe.register(), {Step.PAIR: {}})
    row = _one(catalog.ask("document_metrics"))
    assert (row["figures"], row["captions"], row["uncaptioned"], row["mean_p"]) == (1, 0, 1, None)
    assert row["warnings"] == ["no-captions"]


def test_a_document_is_measured_again_when_a_flow_run_takes_something_else(scribe, catalog) -> None:
    doc_id = scribe.register()
    first = scribe.extract(doc_id)
    scribe.extract(doc_id, {Step.CROP: {}, Step.PAIR: {}}, flow="flow-2")
    assert _one(catalog.ask("document_metrics"))["figures"] == 0
    scribe.use(doc_id, first, "flow-3", cached=True)
    assert _one(catalog.ask("document_metrics"))["figures"] == 1


def test_half_of_the_text_may_be_vertical(scribe, catalog) -> None:
    doc_id = scribe.register()
    picture, caption = scribe.rows(doc_id)[Step.SEGMENT]["regions"]
    upright = caption.model_copy(update={"region_id": "e" * 64, "direction": "vertical"})
    scribe.extract(doc_id, {Step.SEGMENT: {"regions": [picture, caption, upright]}})
    assert _one(catalog.ask("document_metrics"))["vertical_share"] == 0.5


def _funnel(catalog) -> dict[tuple[str, str, str, str | None], int]:
    rows = catalog.ask("queries/funnel")
    return {(row["step"], row["unit"], row["outcome"], row["reason"]): row["n"] for row in rows}


def test_the_funnel_counts_what_each_step_decided(scribe, catalog) -> None:
    doc_id = scribe.whole("a.pdf")
    copy = scribe.source("copy.pdf", doc_id, outcome=SourceOutcome.DUPLICATE, reason=Reason.SAME_BYTES)
    gone = scribe.source("gone.pdf", None, outcome=SourceOutcome.REJECTED, reason=Reason.NOT_FOUND)
    scribe.append(doc_id, sources=[copy])
    scribe.append(None, sources=[gone])
    funnel = _funnel(catalog)
    assert funnel[("register", "source", "in", None)] == 3
    assert funnel[("register", "source", "kept", None)] == 1
    assert funnel[("register", "source", "merged", "same-bytes")] == 1
    assert funnel[("register", "source", "rejected", "not-found")] == 1
    assert funnel[("probe", "page", "in", None)] == 2
    assert funnel[("pair", "figure", "kept", None)] == 1
    assert funnel[("curate", "pair", "kept", None)] == 1
    assert funnel[("instruct", "sample", "kept", None)] == 1


def test_a_page_turned_away_by_probe_does_not_come_into_read(scribe, catalog) -> None:
    doc_id = scribe.register()
    first, second = scribe.rows(doc_id)[Step.PROBE]["pages"]
    away = second.model_copy(update={"outcome": Outcome.REJECTED, "reason": Reason.BLANK})
    described = Document(doc_id=doc_id, name="-", bytes=1, pages=2)
    rows = {Step.PROBE: {"documents": [described], "pages": [first, away]}, Step.READ: {"pages": [first]}}
    scribe.extract(doc_id, rows)
    funnel = _funnel(catalog)
    assert funnel[("probe", "page", "rejected", "blank")] == 1
    assert funnel[("read", "page", "in", None)] == 1
    assert catalog.failed_checks() == set()


def test_a_figure_that_no_text_fits_is_turned_away_by_pair(scribe, catalog) -> None:
    scribe.extract(scribe.register(), {Step.PAIR: {}})
    assert _funnel(catalog)[("pair", "figure", "rejected", "no-cue")] == 1


def test_everything_turned_away_is_a_rejection(scribe, catalog) -> None:
    gone = scribe.source("gone.pdf", None, outcome=SourceOutcome.REJECTED, reason=Reason.NOT_FOUND)
    scribe.append(None, sources=[gone])
    end = {"outcome": RunOutcome.REJECTED, "reason": Reason.ENCRYPTED}
    scribe.extract(scribe.register("locked.pdf"), until=Step.PROBE, end=end)
    doc_id = scribe.register("a.pdf")
    rows = scribe.rows(doc_id)
    first, second = rows[Step.READ]["pages"]
    blank = second.model_copy(update={"outcome": Outcome.REJECTED, "reason": Reason.BLANK})
    stamp = rows[Step.CROP]["figures"][0].model_copy(
        update={"figure_id": "e" * 64, "outcome": Outcome.REJECTED, "reason": Reason.TOO_SMALL, "score": 3.0}
    )
    changed = {
        Step.READ: {"pages": [first, blank]},
        Step.CROP: {"figures": [*rows[Step.CROP]["figures"], stamp]},
    }
    scribe.extract(doc_id, changed)
    scribe.curate(doc_id, accepted=False)
    found = {(row["what"], row["step"], row["reason"]) for row in catalog.ask("rejections")}
    assert found == {
        ("source", "register", "not-found"),
        ("document", "probe", "encrypted"),
        ("page", "read", "blank"),
        ("figure", "crop", "too-small"),
        ("pair", "curate", "below-min-p"),
    }
    assert next(row["score"] for row in catalog.ask("rejections") if row["what"] == "figure") == 3.0


# queries


def test_a_touched_file_is_known_as_it_was_last_looked_at(scribe, catalog) -> None:
    doc_id = scribe.register("a.pdf")
    before = scribe.source("a.pdf", doc_id)
    touched = scribe.source("a.pdf", doc_id, mtime=before.mtime + timedelta(days=1))
    scribe.append(doc_id, sources=[touched])
    assert _one(catalog.ask("queries/known_sources"))["mtime"] == touched.mtime


@pytest.mark.parametrize("text", ["a.pdf", "/in/x/a.pdf", "x/a.pdf"])
def test_a_document_is_found_by_name_or_path(scribe, catalog, text: str) -> None:
    doc_id = scribe.register("a.pdf", uri="/in/x/a.pdf")
    scribe.register("b.pdf")
    assert [row["doc_id"] for row in catalog.ask("queries/find_documents", text=text)] == [doc_id]


def test_a_document_is_found_by_the_beginning_of_its_id(scribe, catalog) -> None:
    doc_id = scribe.register("a.pdf")
    for text in (doc_id, doc_id[:12], doc_id[:4].upper()):
        assert [row["doc_id"] for row in catalog.ask("queries/find_documents", text=text)] == [doc_id]
    assert catalog.ask("queries/find_documents", text=doc_id[:3]) == []


def test_evidence_lists_the_surest_text_first(scribe, catalog) -> None:
    doc_id = scribe.register()
    candidate = scribe.rows(doc_id)[Step.PAIR]["candidates"][0]
    surer = candidate.model_copy(update={"pair_id": "e" * 64, "role": "mention", "p_match": 0.95})
    scribe.extract(doc_id, {Step.PAIR: {"candidates": [candidate, surer]}})
    scribe.curate(doc_id)
    assert [text["role"] for text in _one(catalog.ask("queries/accepted_evidence", after="", most=9))["texts"]] == [
        "caption"
    ]
    verdict = catalog.ask("verdicts")[0]
    scribe.append(None, verdicts=[Verdict(**verdict | {"pair_id": surer.pair_id})])
    assert [text["role"] for text in _one(catalog.ask("queries/accepted_evidence", after="", most=9))["texts"]] == [
        "mention",
        "caption",
    ]


def test_the_images_of_a_sample_come_in_the_order_of_its_parts(scribe, catalog) -> None:
    doc_ids = [scribe.register(name) for name in ("a.pdf", "b.pdf")]
    for doc_id in doc_ids:
        scribe.extract(doc_id)
    scribe.curate(*doc_ids)
    pairs = {row["doc_id"]: row for row in catalog.ask("pairs")}
    ordered = [pairs[doc_id] for doc_id in sorted(doc_ids, reverse=True)]
    sample = scribe.sample("both", "instruct-1", "template-1")
    parts = [
        SamplePart(
            sample_id=sample.sample_id,
            flow_run_id="instruct-1",
            position=position,
            figure_id=pair["figure_id"],
            pair_id=pair["pair_id"],
        )
        for position, pair in enumerate([*ordered, ordered[0]])
    ]
    scribe.append(None, samples=[sample], sample_parts=parts)
    row = _one(catalog.ask("queries/dataset"))
    assert row["image_sha256s"] == [pair["image_sha256"] for pair in ordered]


def test_current_samples_are_records(scribe, catalog) -> None:
    scribe.whole()
    assert Sample(**_one(catalog.ask("queries/current_samples"))).kind == "caption"


def test_status_tells_what_there_is(scribe, catalog) -> None:
    sample_id = scribe.sample(scribe.whole("a.pdf"), "", "template-1").sample_id
    scribe.publish(sample_id)
    scribe.register("b.pdf")
    rows = {(row["what"], row["outcome"]): row["n"] for row in catalog.ask("queries/status")}
    assert rows == {
        ("documents", "done"): 1,
        ("documents", "registered"): 1,
        ("pages", "kept"): 2,
        ("text from", "layer"): 2,
        ("figures", "kept"): 1,
        ("captions", "kept"): 1,
        ("pairs", "accepted"): 1,
        ("samples", "kept"): 1,
        ("last export", "llava"): 1,
    }


def test_a_figure_that_a_later_step_adds_to_still_counts_where_it_was_cut(scribe, catalog) -> None:
    doc_id = scribe.whole()
    taken = scribe.extract(doc_id, flow="flow-2")
    entry_id = scribe.tick()
    figure = next(row for row in scribe.rows(doc_id)[Step.CROP]["figures"] if row.outcome is Outcome.KEPT)
    read = figure.model_copy(update={"text_inside": "製造業"})
    run = scribe.run(entry_id, doc_id, Step.TRANSCRIBE, engine="rapidocr")
    scribe.journal.append(doc_id, entry_id, {"step_runs": [run], "figures": [read]})
    scribe.use(doc_id, taken | {Step.TRANSCRIBE: entry_id}, "flow-3")
    counts = {(row["step"], row["outcome"]): row["n"] for row in catalog.ask("funnel") if row["unit"] == "figure"}
    assert counts["crop", "kept"] == 1
    assert counts["transcribe", "kept"] == 1
    assert [row["text_inside"] for row in catalog.ask("figures") if row["outcome"] == "kept"] == ["製造業"]

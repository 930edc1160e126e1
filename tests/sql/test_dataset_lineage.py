"""What a published sample says of where it comes from."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from tasks.formats.columns import LINEAGE
from tasks.records.enums import Role, Step, TextSource
from tasks.records.sample import LlmCall, SamplePart

pytestmark = pytest.mark.sql
QUERY = "queries/dataset_lineage"


def sample_id(scribe, doc_id: str) -> str:
    return scribe.sample(doc_id, "", "template-1").sample_id


def test_has_the_columns_that_are_exported(scribe, catalog) -> None:
    scribe.whole()
    (row,) = catalog.ask(QUERY)
    assert list(row) == LINEAGE.names


def test_leads_to_the_box_the_text_and_the_engines(scribe, catalog) -> None:
    doc_id = scribe.whole(licence="CC BY 4.0")
    (row,) = catalog.ask(QUERY)
    assert (row["sample_id"], row["doc_id"], row["name"]) == (sample_id(scribe, doc_id), doc_id, "a.pdf")
    assert (row["page"], row["x0"], row["y0"], row["x1"], row["y1"]) == (1, 100.0, 100.0, 300.0, 300.0)
    (known,) = catalog.ask("pairs")
    assert (row["pair_ids"], row["roles"], row["p_match"]) == ([known["pair_id"]], ["caption"], known["p_match"])
    assert [step["step"] for step in row["steps"]] == ["probe", "read", "segment", "crop", "pair"]
    assert {(step["doc_id"], step["engine"], step["code_version"]) for step in row["steps"]} == {
        (doc_id, "pymupdf", "0.1.0")
    }


def test_has_a_row_for_each_published_sample_and_no_other(scribe, catalog) -> None:
    scribe.whole("a.pdf")
    scribe.whole("b.pdf")
    refused = scribe.whole("c.pdf")
    scribe.curate(refused, flow="curate-2", accepted=False)
    published = [row["sample_id"] for row in catalog.ask("queries/dataset")]
    assert len(published) == 2
    assert [row["sample_id"] for row in catalog.ask(QUERY)] == published


def test_no_path_stands_in_it(scribe, catalog) -> None:
    doc_id = scribe.whole(uri="/home/me/secret/a.pdf")
    scribe.append(doc_id, sources=[scribe.source("", doc_id, uri="https://example.jp/x/b.pdf")])
    (row,) = catalog.ask(QUERY)
    assert row["sources"] == ["a.pdf", "https://example.jp/x/b.pdf"]
    assert "secret" not in str(row)


def test_no_id_of_an_execution_and_no_time_stands_in_it(scribe, catalog) -> None:
    scribe.whole()
    (row,) = catalog.ask(QUERY)
    assert not re.search(r"0197[0-9a-f]{4}-|flow-1|curate-1|instruct-1|2026", str(row))


@pytest.mark.parametrize("names", [("a.pdf", "b.pdf"), ("b.pdf", "a.pdf")])
def test_the_order_in_which_sources_came_does_not_matter(scribe, catalog, names) -> None:
    doc_id = scribe.register(names[0], "bytes", licence=f"licence of {names[0]}")
    later = scribe.now + timedelta(days=1)
    scribe.append(doc_id, sources=[scribe.source(names[1], doc_id, licence=f"licence of {names[1]}", fetched_at=later)])
    scribe.extract(doc_id)
    scribe.curate(doc_id)
    scribe.instruct(doc_id)
    (row,) = catalog.ask(QUERY)
    assert (row["name"], row["sources"]) == ("a.pdf", ["a.pdf", "b.pdf"])
    assert row["licence"] == "licence of a.pdf; licence of b.pdf"


def test_a_licence_that_nobody_stated_is_null(scribe, catalog) -> None:
    scribe.whole()
    (row,) = catalog.ask(QUERY)
    assert row["licence"] is None


def test_a_licence_stated_twice_is_named_once(scribe, catalog) -> None:
    doc_id = scribe.whole(licence="CC0")
    scribe.append(doc_id, sources=[scribe.source("b.pdf", doc_id, licence="CC0")])
    (row,) = catalog.ask(QUERY)
    assert row["licence"] == "CC0"


def test_a_sample_of_two_documents_names_both(scribe, catalog) -> None:
    first, second = scribe.whole("a.pdf", licence="CC0"), scribe.whole("b.pdf", licence="CC BY 4.0")
    parts = [
        SamplePart(sample_id="both", flow_run_id="i", position=place, figure_id=row["figure_id"], **text)
        for place, (doc_id, text) in enumerate([(second, {}), (first, {"role": Role.CAPTION})])
        for row in catalog.ask("pairs")
        if row["doc_id"] == doc_id
    ]
    pairs = {row["figure_id"]: row["pair_id"] for row in catalog.ask("pairs")}
    parts[1] = parts[1].model_copy(update={"pair_id": pairs[parts[1].figure_id]})
    sample = scribe.sample(first, "i", "template-1", sample_id="both")
    alone = [scribe.sample(doc_id, "i", "template-1") for doc_id in (first, second)]
    scribe.append(None, samples=[sample, *alone], sample_parts=parts)
    row = next(row for row in catalog.ask(QUERY) if row["sample_id"] == "both")
    assert (row["doc_id"], row["name"]) == (second, "b.pdf")
    assert (row["sources"], row["licence"]) == (["a.pdf", "b.pdf"], "CC BY 4.0; CC0")
    assert [(part["doc_id"], part["pair_id"]) for part in row["parts"]] == [
        (second, None),
        (first, pairs[parts[1].figure_id]),
    ]
    assert (row["pair_ids"], row["roles"]) == ([pairs[parts[1].figure_id]], ["caption"])
    steps = [(step["doc_id"], step["step"]) for step in row["steps"]]
    assert len(steps) == 10
    assert [doc_id for doc_id, step in steps if step == "read"] == sorted([first, second])


def test_the_first_image_is_the_one_that_the_dataset_shows_first(scribe, catalog) -> None:
    scribe.whole()
    (row,), (shown,) = catalog.ask(QUERY), catalog.ask("queries/dataset")
    assert row["figure_id"] == shown["figure_ids"][0]


def test_a_rerun_shows_the_engines_of_the_latest_run(scribe, catalog) -> None:
    doc_id = scribe.whole()
    taken = scribe.extract(doc_id, flow="flow-2")
    entry_id = scribe.tick()
    run = scribe.run(entry_id, doc_id, Step.CROP, engine="another", weights_sha256="w")
    rows = scribe.rows(doc_id)[Step.CROP]
    scribe.journal.append(doc_id, entry_id, {"step_runs": [run], **rows})
    scribe.use(doc_id, taken | {Step.CROP: entry_id}, "flow-3")
    (row,) = catalog.ask(QUERY)
    crop = next(step for step in row["steps"] if step["step"] == "crop")
    assert (crop["engine"], crop["weights_sha256"]) == ("another", "w")


@pytest.mark.parametrize(("source", "engine"), [(TextSource.LAYER, "pymupdf"), (TextSource.OCR, "rapidocr")])
def test_an_engine_that_was_asked_for_is_named_where_it_worked(scribe, catalog, source, engine) -> None:
    doc_id = scribe.whole()
    taken = scribe.extract(doc_id, flow="flow-2")
    entry_id = scribe.tick()
    run = scribe.run(entry_id, doc_id, Step.READ, engine="rapidocr", weights_sha256="w")
    pages = [page.model_copy(update={"text_source": source}) for page in scribe.rows(doc_id)[Step.READ]["pages"]]
    scribe.journal.append(doc_id, entry_id, {"step_runs": [run], "pages": pages})
    scribe.use(doc_id, taken | {Step.READ: entry_id}, "flow-3")
    (row,) = catalog.ask(QUERY)
    read = next(step for step in row["steps"] if step["step"] == "read")
    assert (read["engine"], read["weights_sha256"]) == (engine, "w" if engine == "rapidocr" else None)
    assert {found["read_engine"] for found in catalog.ask("lineage")} == {engine}


def test_costs_are_those_of_the_sample(scribe, catalog) -> None:
    mine = sample_id(scribe, scribe.whole())
    words = dict.fromkeys(["call_key", "flow_run_id", "kind", "mode", "purpose", "model", "prompt_hash"], "x")
    call = {"attempt": 1, "outcome": "stored", "cost_usd": Decimal("0.002"), "sample_id": mine}
    scribe.append(None, llm_calls=[LlmCall(**dict.fromkeys(LlmCall.model_fields) | words | call)])
    (row,) = catalog.ask(QUERY)
    assert row["cost_usd"] == Decimal("0.002")

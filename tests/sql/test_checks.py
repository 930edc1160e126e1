"""Each check passes on a sound journal and finds the one thing that is wrong in another."""

import shutil
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import sql
from tasks.records.document import Document
from tasks.records.enums import Outcome, Reason, RunOutcome, SourceOutcome, Step
from tasks.records.sample import SamplePart, Verdict
from tasks.store import build

pytestmark = pytest.mark.sql

SPOILS: dict[str, Callable[[Any], None]] = {}


def spoils(check: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Register what makes ``check`` fail."""

    def register(spoil: Callable[[Any], None]) -> Callable[[Any], None]:
        SPOILS[f"{check}-{len(SPOILS)}"] = spoil
        return spoil

    return register


def _extract(scribe: Any, step: Step, table: str, change: Callable[[list[Any]], list[Any]]) -> str:
    doc_id = scribe.register()
    made = scribe.rows(doc_id)[step]
    scribe.extract(doc_id, {step: made | {table: change(made[table])}})
    return doc_id


def _update(**changed: Any) -> Callable[[list[Any]], list[Any]]:
    return lambda rows: [rows[0].model_copy(update=changed), *rows[1:]]


def test_a_sound_journal_passes(scribe, catalog) -> None:
    for name in ("a.pdf", "b.pdf"):
        doc_id = scribe.whole(name)
        scribe.publish(scribe.sample(doc_id, "", "template-1").sample_id)
        scribe.ask(doc_id)
        scribe.revise(doc_id, kind="reasoning")
    scribe.append(None, sources=[scribe.source("x", None, outcome=SourceOutcome.FAILED, reason=Reason.UNREADABLE)])
    assert catalog.failed_checks() == set()


def test_an_empty_journal_passes(catalog) -> None:
    assert catalog.failed_checks() == set()


@spoils("ids_that_are_not_unique")
def _(scribe):
    _extract(scribe, Step.CROP, "figures", lambda rows: rows * 2)


@spoils("ids_that_are_not_unique")
def _(scribe):
    taken = scribe.extract(first := scribe.register("a.pdf"))
    assert taken
    foreign = [row.model_copy(update={"region_id": "e" * 64}) for row in scribe.rows(first)[Step.SEGMENT]["regions"]]
    for name in ("b.pdf", "c.pdf"):
        doc_id = scribe.register(name)
        text = foreign[1].model_copy(update={"doc_id": doc_id})
        rows = scribe.rows(doc_id)[Step.SEGMENT]
        scribe.extract(doc_id, {Step.SEGMENT: rows | {"regions": [*rows["regions"], text]}})


@spoils("pages_that_probe_lost")
def _(scribe):
    doc_id = scribe.register()
    described = Document(doc_id=doc_id, name="-", bytes=1, pages=3)
    rows = scribe.rows(doc_id)[Step.PROBE]
    scribe.extract(doc_id, {Step.PROBE: rows | {"documents": [described]}})


@spoils("pages_that_read_lost")
def _(scribe):
    _extract(scribe, Step.READ, "pages", lambda rows: rows[:1])


@spoils("pages_that_came_back")
def _(scribe):
    _extract(scribe, Step.PROBE, "pages", _update(outcome=Outcome.REJECTED, reason=Reason.BLANK))


@spoils("regions_that_crop_lost")
def _(scribe):
    _extract(scribe, Step.SEGMENT, "regions", lambda rows: [*rows, rows[0].model_copy(update={"region_id": "e" * 64})])


@spoils("figures_without_region")
def _(scribe):
    _extract(
        scribe,
        Step.CROP,
        "figures",
        lambda rows: [*rows, rows[0].model_copy(update={"figure_id": "e" * 64, "region_id": "f" * 64})],
    )


@spoils("figures_without_picture")
def _(scribe):
    _extract(scribe, Step.CROP, "figures", _update(image_sha256=None))


@spoils("candidates_without_figure")
def _(scribe):
    _extract(scribe, Step.PAIR, "candidates", _update(figure_id="f" * 64))


@spoils("candidates_without_figure")
def _(scribe):
    _extract(scribe, Step.PAIR, "candidates", _update(region_id="f" * 64))


@spoils("candidates_without_figure")
def _(scribe):
    _extract(scribe, Step.PAIR, "candidates", _update(more_region_ids=["f" * 64]))


@spoils("ruby_without_region")
def _(scribe):
    _extract(scribe, Step.SEGMENT, "ruby", _update(region_id="f" * 64))


@spoils("rows_without_document")
def _(scribe):
    doc_id = "f" * 64
    entry_id = scribe.tick()
    scribe.journal.append(doc_id, entry_id, {"step_runs": [scribe.run(entry_id, doc_id, Step.REGISTER)]})


@spoils("uses_without_step_run")
def _(scribe):
    scribe.use(scribe.register(), {Step.PROBE: "gone"}, "flow-1")


@spoils("verdicts_without_pair")
def _(scribe):
    scribe.append(None, verdicts=[Verdict(flow_run_id="c", pair_id="f" * 64, accepted=True)])


@spoils("samples_without_parts")
def _(scribe):
    scribe.append(None, samples=[scribe.sample(scribe.whole(), "instruct-2", "template-2")])


@spoils("samples_without_parts")
def _(scribe):
    sample = scribe.sample("x", "instruct-2", "template-2")
    part = SamplePart(sample_id=sample.sample_id, flow_run_id="instruct-2", position=0, figure_id="f" * 64)
    scribe.append(None, samples=[sample], sample_parts=[part])


@spoils("samples_without_conversation")
def _(scribe):
    doc_id = scribe.whole()
    scribe.instruct(doc_id, flow="instruct-2", messages="not json")


@spoils("samples_without_conversation")
def _(scribe):
    scribe.instruct(scribe.whole(), flow="instruct-2", messages="[]")


@spoils("samples_without_call")
def _(scribe):
    scribe.instruct(scribe.whole(), flow="instruct-2", model="gpt-4o-mini")


@spoils("samples_without_call")
def _(scribe):
    doc_id = scribe.whole()
    sample = scribe.answered(doc_id, "instruct-2")
    call = scribe.call(sample, doc_id, outcome="failed", answer=None)
    scribe.append(None, samples=[sample], sample_parts=[scribe.part(sample, doc_id)], llm_calls=[call])


@spoils("calls_without_answer")
def _(scribe):
    doc_id = scribe.whole()
    scribe.append(None, llm_calls=[scribe.call(scribe.ask(doc_id), doc_id, answer=None)])


@spoils("calls_out_of_range")
def _(scribe):
    doc_id = scribe.whole()
    scribe.append(None, llm_calls=[scribe.call(scribe.ask(doc_id), doc_id, cost_usd=Decimal("-0.000000001"))])


@spoils("outcomes_that_are_no_word")
def _(scribe):
    doc_id = scribe.whole()
    scribe.append(None, llm_calls=[scribe.call(scribe.ask(doc_id), doc_id, outcome="asked")])


@spoils("items_without_export")
def _(scribe):
    scribe.publish("f" * 64)


@spoils("merges_into_nothing")
def _(scribe):
    part = {"figure_id": "e" * 64, "outcome": Outcome.MERGED, "merged_into": "f" * 64}
    _extract(scribe, Step.CROP, "figures", lambda rows: [*rows, rows[0].model_copy(update=part)])


@spoils("merges_into_nothing")
def _(scribe):
    part = {"figure_id": "e" * 64, "outcome": Outcome.MERGED}
    _extract(scribe, Step.CROP, "figures", lambda rows: [*rows, rows[0].model_copy(update=part)])


@spoils("outcomes_without_reason")
def _(scribe):
    _extract(scribe, Step.READ, "pages", _update(outcome=Outcome.REJECTED))


@spoils("outcomes_without_reason")
def _(scribe):
    _extract(scribe, Step.PAIR, "candidates", _update(reason=Reason.TOO_FAR))


@spoils("outcomes_without_reason")
def _(scribe):
    scribe.extract(scribe.register(), until=Step.PROBE, end={"outcome": RunOutcome.REJECTED})


@spoils("outcomes_that_are_no_word")
def _(scribe):
    _extract(scribe, Step.SEGMENT, "regions", _update(outcome=Outcome.FAILED))


@spoils("shares_out_of_range")
def _(scribe):
    _extract(scribe, Step.PAIR, "candidates", _update(p_match=1.01))


@spoils("shares_out_of_range")
def _(scribe):
    _extract(scribe, Step.PAIR, "candidates", _update(similarity=-1.01))


@spoils("shares_out_of_range")
def _(scribe):
    _extract(scribe, Step.READ, "pages", _update(text_layer_score=float("nan")))


@spoils("boxes_off_the_page")
def _(scribe):
    _extract(scribe, Step.CROP, "figures", _update(x1=597.0))


@spoils("boxes_off_the_page")
def _(scribe):
    _extract(scribe, Step.SEGMENT, "regions", lambda rows: [rows[0], rows[1].model_copy(update={"y1": 310.0})])


@spoils("pages_without_size")
def _(scribe):
    _extract(scribe, Step.READ, "pages", _update(width=0.0, outcome=Outcome.REJECTED, reason=Reason.BLANK))


@spoils("hashes_that_are_none")
def _(scribe):
    _extract(scribe, Step.CROP, "figures", _update(image_sha256="A" * 64))


@spoils("steps_without_rank")
def _(scribe):
    doc_id = scribe.register()
    run = scribe.run(scribe.tick(), doc_id, Step.PROBE).model_copy(update={"step": "polish"})
    scribe.append(doc_id, step_runs=[run])


@pytest.mark.parametrize("name", SPOILS)
def test_a_check_finds_what_is_wrong(scribe, catalog, name: str) -> None:
    SPOILS[name](scribe)
    assert name.rpartition("-")[0] in catalog.failed_checks()


def test_every_check_can_fail() -> None:
    spoiled = {name.rpartition("-")[0] for name in SPOILS}
    by_construction = {"documents_without_metrics", "samples_that_are_forgotten"}
    assert {name.removeprefix("checks/") for name in sql.names("checks")} - by_construction == spoiled


def test_boxes_may_stand_a_point_over_the_edge(scribe, catalog) -> None:
    _extract(scribe, Step.CROP, "figures", _update(x1=596.0, y0=-1.0))
    assert catalog.failed_checks() == set()


def test_what_was_turned_away_may_lie_anywhere(scribe, catalog) -> None:
    off = {"x0": -50.0, "x1": -50.0, "outcome": Outcome.REJECTED, "reason": Reason.OFF_PAGE, "figure_id": "e" * 64}
    _extract(scribe, Step.CROP, "figures", lambda rows: [*rows, rows[0].model_copy(update=off)])
    assert catalog.failed_checks() == set()


def test_a_page_that_crop_turned_away_need_not_have_figures(scribe, catalog) -> None:
    doc_id = scribe.register()
    first, _ = scribe.rows(doc_id)[Step.READ]["pages"]
    hangs = first.model_copy(update={"outcome": Outcome.REJECTED, "reason": Reason.HANGS})
    scribe.extract(doc_id, {Step.CROP: {"pages": [hangs]}, Step.PAIR: {}})
    assert catalog.failed_checks() == set()


def test_a_verdict_on_a_pair_that_is_no_longer_kept_is_history(scribe, catalog) -> None:
    doc_id = scribe.whole()
    away = [
        row.model_copy(update={"outcome": Outcome.REJECTED, "reason": Reason.TOO_FAR})
        for row in scribe.rows(doc_id)[Step.PAIR]["candidates"]
    ]
    scribe.extract(doc_id, {Step.PAIR: {"candidates": away}}, flow="flow-2")
    assert catalog.failed_checks() == set()


def test_what_an_entry_that_was_deleted_leaves_behind_is_history_after_the_next_run(scribe, catalog) -> None:
    doc_id = scribe.register()
    taken = scribe.extract(doc_id)
    scribe.curate(doc_id)
    scribe.instruct(doc_id)
    scribe.publish(scribe.sample(doc_id, "", "template-1").sample_id)
    for entry in scribe.root.glob("journal/_/*/samples.parquet"):
        shutil.rmtree(entry.parent)
    for step in (Step.CROP, Step.PAIR):
        shutil.rmtree(scribe.root / "journal" / doc_id[:2] / doc_id / taken[step])
    assert {"uses_without_step_run", "verdicts_without_pair", "items_without_export"} <= catalog.failed_checks()
    rows = scribe.rows(doc_id)
    again = {"figure_id": "e" * 64}
    figures = [row.model_copy(update=again) for row in rows[Step.CROP]["figures"]]
    pairs = [row.model_copy(update=again | {"pair_id": "e" * 64}) for row in rows[Step.PAIR]["candidates"]]
    scribe.extract(doc_id, {Step.CROP: {"figures": figures}, Step.PAIR: {"candidates": pairs}}, flow="flow-2")
    scribe.append(None, verdicts=[Verdict(flow_run_id="curate-2", pair_id="e" * 64, accepted=True)])
    sample = scribe.sample("x", "instruct-2", "template-2")
    part = SamplePart(sample_id=sample.sample_id, flow_run_id="instruct-2", position=0, figure_id="e" * 64)
    scribe.append(None, samples=[sample], sample_parts=[part])
    scribe.publish(sample.sample_id, digest="e" * 64)
    assert catalog.failed_checks() == set()


def test_a_check_that_passed_is_asked_again_once_there_is_more(scribe, catalog) -> None:
    scribe.whole()
    assert catalog.failed_checks() == set()
    scribe.append(None, verdicts=[Verdict(flow_run_id="c", pair_id="f" * 64, accepted=True)])
    assert catalog.failed_checks() == {"verdicts_without_pair"}
    assert catalog.failed_checks() == {"verdicts_without_pair"}


def test_a_check_that_passed_on_the_same_rows_is_not_asked_again(scribe, catalog, monkeypatch) -> None:
    scribe.whole()
    assert catalog.failed_checks() == set()
    monkeypatch.setattr(build, "ROWS_SHOWN", "many")  # no check could be asked now
    assert catalog.failed_checks() == set()

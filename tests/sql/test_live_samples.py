"""Which samples stay when something else is written of the same figure."""

import pytest

from tasks.records.enums import Mode, Outcome, Reason, SampleKind

pytestmark = pytest.mark.sql


def live(catalog) -> list[str]:
    return sorted(row["sample_id"] for row in catalog.ask("live_samples"))


def current(catalog) -> list[tuple[str, str, str | None]]:
    return sorted((row["kind"], row["mode"], row["model"] or "") for row in catalog.ask("current_samples"))


def test_what_was_paid_for_stays_when_templates_write_again(scribe, catalog) -> None:
    doc_id = scribe.whole()
    paid = scribe.ask(doc_id)
    scribe.instruct(doc_id, flow="instruct-3", generator="template-2")
    again = scribe.sample(doc_id, "instruct-3", "template-2")
    assert live(catalog) == sorted([paid.sample_id, again.sample_id])


def test_what_templates_wrote_stays_when_a_model_writes(scribe, catalog) -> None:
    scribe.ask(scribe.whole())
    assert len(live(catalog)) == 2


def test_all_engines_without_a_model_are_one_writer_whatever_they_write(scribe, catalog) -> None:
    doc_id = scribe.whole()
    scribe.instruct(doc_id, flow="instruct-3", generator="fake", kind="other", mode="other")
    assert [row["generator"] for row in catalog.ask("live_samples")] == ["fake"]


@pytest.mark.parametrize("changed", [{"kind": SampleKind.REASONING}, {"mode": Mode.IMAGE_ONLY}])
def test_another_kind_or_mode_stands_beside(scribe, catalog, changed) -> None:
    doc_id = scribe.whole()
    first, second = scribe.ask(doc_id), scribe.ask(doc_id, flow="instruct-3", **changed)
    assert {first.sample_id, second.sample_id} <= set(live(catalog))


@pytest.mark.parametrize("changed", [{"model": "another"}, {"prompt_hash": "another"}])
def test_another_model_or_prompt_takes_the_place_of_the_same_kind_and_mode(scribe, catalog, changed) -> None:
    doc_id = scribe.whole()
    first, second = scribe.ask(doc_id), scribe.ask(doc_id, flow="instruct-3", answer="別の答え。", **changed)
    assert first.sample_id not in live(catalog)
    assert second.sample_id in live(catalog)


def test_one_run_may_write_several_of_a_kind_also_in_several_entries(scribe, catalog) -> None:
    doc_id = scribe.whole()
    first, second = scribe.ask(doc_id), scribe.ask(doc_id, answer="別の答え。")
    assert {first.sample_id, second.sample_id} <= set(live(catalog))


def test_a_sample_that_was_turned_away_is_live_but_in_no_dataset(scribe, catalog) -> None:
    doc_id = scribe.whole()
    away = {"outcome": Outcome.REJECTED, "rule": "numbers", "reason": Reason.UNSUPPORTED_NUMBER}
    sample = scribe.ask(doc_id, **away)
    assert sample.sample_id in live(catalog)
    assert [model for *_, model in current(catalog)] == [""]
    assert [(row["rule"], row["reason"]) for row in catalog.ask("rejections")] == [("numbers", "unsupported-number")]


def test_of_a_revised_sample_the_dataset_has_what_it_became(scribe, catalog) -> None:
    before, after = scribe.revise(scribe.whole())
    assert {before.sample_id, after.sample_id} <= set(live(catalog))
    assert before.sample_id not in {row["sample_id"] for row in catalog.ask("current_samples")}
    assert ("instruct", "sample", "rejected", "revised") in {
        (row["step"], row["unit"], row["outcome"], row["reason"]) for row in catalog.ask("funnel")
    }


def test_no_sample_stays_whose_pair_is_no_longer_accepted(scribe, catalog) -> None:
    doc_id = scribe.whole()
    scribe.ask(doc_id)
    scribe.curate(doc_id, flow="curate-2", accepted=False)
    assert live(catalog) == []

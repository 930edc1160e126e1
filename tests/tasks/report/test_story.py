from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tasks.report.story import MOST_EXPORTS, MOST_SOURCES, Story, stories

PAIR, FIGURE, SAMPLE = "p" * 64, "f" * 64, "s" * 64
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
STEP = {
    "step_rank": 2,
    "step": "probe",
    "step_version": 3,
    "engine": "pymupdf",
    "engine_version": "2.0",
    "weights_sha256": None,
    "step_run_id": "run-1",
    "code_version": "0.1.0",
}
COLUMNS = [
    "position",
    "region_id",
    "threshold",
    "score",
    "reason",
    "rule",
    "text_layer_reason",
    "ocr_confidence",
    "licence_source",
    "verdict_rule",
    "verdict_reason",
    "sample_id",
    "sample_kind",
    "mode",
    "generator",
    "model",
    "prompt_hash",
    "messages",
    "sample_flow_run_id",
    "sample_outcome",
    "sample_rule",
    "sample_reason",
    "sample_score",
    "sample_threshold",
    "cost_usd",
    "checks",
    "exports",
]


def row(**changed: Any) -> dict[str, Any]:
    """Return a row of `why`: an accepted caption without a sample."""
    facts = {
        "pair_id": PAIR,
        "role": "caption",
        "text": "図1: 装置",
        "p_match": 0.9,
        "similarity": None,
        "features": {"numbered_cue": 1.0, "sentence": 1.0},
        "outcome": "kept",
        "figure_id": FIGURE,
        "figure_kind": "screenshot",
        "page": 2,
        "image_sha256": "a" * 64,
        "width_px": 40,
        "height_px": 30,
        "text_page": 2,
        "text_source": "layer",
        "text_layer_score": 0.97,
        "doc_id": "d" * 64,
        "name": "a.pdf",
        "sources": [{"uri": "/in/a.pdf"}],
        "licence": "CC0",
        "steps": [STEP],
        "accepted": True,
        "verdict_score": 0.9,
        "verdict_threshold": 0.5,
        "verdict_flow_run_id": "flow-9",
    }
    boxes = {f"{of}{side}": 10.0 for of in ("", "text_") for side in ("x0", "y0", "x1", "y1")}
    return dict.fromkeys(COLUMNS) | facts | boxes | changed


def sampled(**changed: Any) -> dict[str, Any]:
    facts = {"sample_id": SAMPLE, "sample_kind": "caption", "mode": "raw", "generator": "template"}
    return row(**facts | {"prompt_hash": "q" * 64, "sample_outcome": "kept"} | changed)


def rival(**changed: Any) -> dict[str, Any]:
    facts = {"pair_id": "other", "figure_id": FIGURE, "region_id": "elsewhere", "role": "caption", "text": "本文"}
    more = {"p_match": 0.25, "outcome": "rejected", "reason": "no-cue", "figure_kind": "photo", "page": 2}
    return facts | more | changed


def told(story: Story, name: str) -> str:
    return "\n".join(line for section in story.sections if section.name == name for line in section.lines)


def one(*rows: dict[str, Any], rivals: Any = (), live: Any = ()) -> Story:
    (story,) = stories(rows, rivals, live)
    return story


@pytest.mark.parametrize(
    ("changed", "standing"),
    [
        ({}, "accepted"),
        ({"accepted": None}, "not judged yet"),
        ({"accepted": False, "verdict_reason": "same-image"}, "turned away by curate: same-image"),
        ({"outcome": "rejected", "reason": "too-far", "accepted": None}, "turned away by pair: too-far"),
        ({"outcome": None, "text": None, "accepted": None}, "no longer there"),
        ({"outcome": None, "pair_id": None, "role": None, "accepted": None}, "in a sample"),
    ],
)
def test_says_how_a_pair_stands(changed, standing) -> None:
    assert one(row(**changed)).standing == standing


@pytest.mark.parametrize(
    ("role", "kind", "about"),
    [
        ("caption", "screenshot", "caption of a screenshot, p 0.900"),
        ("mention", "illustration", "mention of an illustration, p 0.900"),
        ("explains", "other", "explains a figure, p 0.900"),
        ("explains", None, "explains a figure, p 0.900"),
    ],
)
def test_says_what_the_text_is_to_the_figure(role, kind, about) -> None:
    assert one(row(role=role, figure_kind=kind)).about == about


def test_rows_of_one_pair_are_one_story() -> None:
    found = stories([sampled(), sampled(sample_id="t" * 64), row(pair_id="z")], [], [])
    assert [story.pair_id for story in found] == [PAIR, "z"]
    assert told(found[0], "samples").count("by template") == 2


def test_names_the_file_its_sources_and_its_licence() -> None:
    many = [{"uri": f"/in/{place}.pdf"} for place in range(MOST_SOURCES + 2)]
    lines = told(one(row(sources=many, licence_source="request")), "file").split("\n")
    assert lines[:3] == ["a.pdf", f"sha256 {'d' * 64}", "from /in/0.pdf"]
    assert lines[-2:] == ["and from 2 more places", "licence CC0 (stated in the request)"]
    assert told(one(row(licence=None, sources=None)), "file").endswith("licence not stated")


def test_tells_where_figure_and_text_stand_and_how_the_text_was_read() -> None:
    read = told(one(row(text_page=3, text_source="ocr", ocr_confidence=0.5)), "page")
    assert read.startswith("2: figure at 10,10–10,10 pt, 40 × 30 px, picture aaaaaaaaaaaa\n")
    assert read.endswith("text on page 3 at 10,10–10,10 pt, read by OCR (confidence 0.50)")
    assert told(one(row()), "page").endswith("from the text layer (score 0.97)")


def test_tells_what_spoke_for_and_against_with_rule_and_threshold() -> None:
    lines = told(one(row(rule="one-to-one", score=0.9, threshold=0.5)), "why").split("\n")
    assert lines[0] == "kept by rule one-to-one: 0.9 > 0.5"
    assert lines[1].startswith("for it: a numbered label +")
    assert lines[2].startswith("against: a sentence -")


def test_what_weighs_nothing_is_not_named() -> None:
    lines = told(one(row(features={"numbered_cue": 1.0, "house_differs": 0.001})), "why")
    assert "against" not in lines


def test_a_mention_tells_what_it_rests_on_and_has_no_rivals() -> None:
    story = one(row(role="mention", rule="cites-number", features={"caption_p": 0.9}), rivals=[rival()])
    assert told(story, "why") == "kept by rule cites-number\np of the figure's caption 0.90"
    assert told(story, "rivals") == ""


def test_names_the_next_best_text_and_figure_and_how_far_behind_they_are() -> None:
    here = row(region_id="mine")
    elsewhere = rival(pair_id="third", figure_id="g" * 64, region_id="mine", p_match=0.01, reason="too-unsure")
    lines = told(one(here, rivals=[rival(), elsewhere, rival(pair_id=PAIR)]), "rivals").split("\n")
    assert lines[0] == "next best text for this figure: 「本文」, p 0.250 (0.650 behind), no-cue"
    assert lines[1] == (
        f"next best figure for this text: a photo on page 2 ({'g' * 12}), p 0.010 (0.890 behind), too-unsure"
    )


def test_a_text_that_was_turned_away_is_told_which_was_taken() -> None:
    taken = rival(p_match=0.99, outcome="kept", reason=None, text="図1 の題")
    likely = rival(pair_id="third", p_match=0.3)
    away = row(outcome="rejected", reason="other-text-fits-better", p_match=0.4, accepted=None)
    assert "the text for this figure: 「図1 の題」, p 0.990 (0.590 ahead), it was taken" in told(
        one(away, rivals=[likely, taken]), "rivals"
    )


def test_says_where_there_is_no_rival() -> None:
    assert told(one(row()), "rivals").split("\n") == [
        "no other text for this figure was weighed",
        "no other figure for this text was weighed",
    ]


def test_names_each_step_with_engine_weights_and_execution() -> None:
    reading = STEP | {"step": "read", "engine": None, "engine_version": None, "weights_sha256": "w" * 64}
    assert told(one(row(steps=[STEP, reading])), "steps").split("\n") == [
        "probe 3 by pymupdf 2.0, execution run-1",
        "read 3 by etoki, weights wwwwwwwwwwww, execution run-1",
        "all by code 0.1.0",
    ]


def test_names_the_code_of_each_step_where_they_differ() -> None:
    lines = told(one(row(steps=[STEP, STEP | {"step": "read", "code_version": "0.2.0"}])), "steps")
    assert "code 0.1.0, execution run-1\nread 3 by pymupdf 2.0, code 0.2.0" in lines
    assert "all by code" not in lines


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "accepted by rule min-p: 0.9 > 0.5, in run flow-9"),
        (
            {"accepted": False, "verdict_rule": "phash", "verdict_reason": "similar-image", "verdict_score": 3.0}
            | {"verdict_threshold": 6.0},
            "turned away as similar-image by rule phash: 3 < 6, in run flow-9",
        ),
        ({"accepted": None}, "curate has not seen it"),
        ({"accepted": None, "outcome": "rejected"}, ""),
    ],
)
def test_tells_what_curate_said(changed, words) -> None:
    assert told(one(row(**changed)), "curate") == words


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "by template, prompt qqqqqqqqqqqq, no model was called;"),
        ({"model": "m-1"}, "by template, prompt qqqqqqqqqqqq, cost not measured;"),
        ({"model": "m-1", "cost_usd": Decimal("0.0025")}, "0.002500 USD;"),
        ({"cost_usd": Decimal(0)}, "0.000000 USD;"),
    ],
)
def test_tells_who_wrote_a_sample_and_what_it_cost(changed, words) -> None:
    assert words in told(one(sampled(**changed)), "samples")


def test_tells_whether_a_sample_is_in_the_dataset() -> None:
    assert told(one(sampled(), live=[SAMPLE]), "samples").endswith("; in the dataset")
    assert told(one(sampled()), "samples").endswith("; no longer in the dataset")
    away = sampled(sample_outcome="rejected", sample_reason="wrong-schema", sample_rule="grounded")
    assert told(one(away), "samples").endswith("; turned away as wrong-schema by rule grounded")
    assert told(one(row()), "samples") == "none was written"


def test_tells_which_checks_a_sample_passed() -> None:
    checks = [
        {"rule": "length", "passed": True, "score": None, "detail": None},
        {"rule": "grounded", "passed": False, "score": None, "detail": "names no figure"},
    ]
    assert told(one(sampled(checks=checks)), "samples").endswith("  passed length\n  failed grounded: names no figure")


def export(place: int) -> dict[str, Any]:
    facts = {"export_id": f"e{place}", "format": "llava", "path": f"/out/{place}", "shard": "dataset.json"}
    return facts | {"key": "k" * 64, "digest": "0" * 64, "published_at": WHEN.replace(day=place + 1)}


def test_names_the_latest_datasets_that_hold_it() -> None:
    lines = told(one(sampled(exports=[export(place) for place in range(MOST_EXPORTS + 2)])), "exported").split("\n")
    assert lines[0] == "llava /out/4, dataset.json, key kkkkkkkkkkkk (digest 000000000000)"
    assert lines[-1] == "and in 2 earlier datasets"


def test_samples_of_one_pair_in_one_dataset_take_one_line() -> None:
    rows = [sampled(exports=[export(0)]), sampled(sample_id="t", exports=[export(0) | {"key": "z"}])]
    assert told(one(*rows), "exported") == "llava /out/0, dataset.json, key kkkkkkkkkkkk, z (digest 000000000000)"


def test_a_pair_that_was_never_published_says_nothing_of_it() -> None:
    assert told(one(row()), "exported") == ""


def test_a_text_of_several_lines_is_one() -> None:
    assert one(row(text="一\n二\u2028三 ")).text == "一 / 二 / 三"


def test_says_how_like_the_picture_a_model_found_the_text() -> None:
    assert one(row(similarity=0.3124)).about == "caption of a screenshot, p 0.900, similarity 0.312"

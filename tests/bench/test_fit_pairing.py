"""Weights of pairing are found again from choices that were made by known ones."""

import json
import math
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from fit_pairing import (
    PRIORS,
    SLOPES,
    WEIGHTS,
    Choice,
    Prior,
    Told,
    based,
    calibrated,
    fit,
    fit_all,
    problem,
    read_priors,
    summary,
    told,
    write,
)
from fit_pairing import _loss as loss
from tasks.pairing.model import Calibration, Model, Models, read_models

PLANTED = Model(-1.0, {"good": 2.0, "bad": -1.5, "noise": 0.0})
NOTHING = Model(0.0, dict.fromkeys(PLANTED.weights, 0.0))
FREE = Prior(NOTHING, frozenset(), frozenset(), 1e-5)


def simulated(count: int, model: Model = PLANTED, family: str = "one", seed: int = 7) -> list[Choice]:
    """Let figures choose among three texts, or none, with the probabilities of ``model``."""
    chance = random.Random(f"{seed}{family}")
    return [_simulated(chance, model, family) for _ in range(count)]


def _simulated(chance: random.Random, model: Model, family: str) -> Choice:
    options = [{name: round(chance.random() * 2, 2) for name in model.weights} for _ in range(3)]
    odds = [1.0, *(math.exp(model.score(features)) for features in options)]
    (right,) = chance.choices(range(4), odds)
    return Choice(family, options, [at == right for at in (1, 2, 3)])


def weights_of(model: Model) -> list[float]:
    return [model.intercept, *(model.weights[name] for name in sorted(model.weights))]


def test_planted_weights_are_found_again() -> None:
    found = fit(simulated(3000), FREE)
    assert weights_of(found) == pytest.approx(weights_of(PLANTED), abs=0.25)


def test_more_right_texts_than_one_are_as_good_as_one() -> None:
    choices = [Choice("one", [{"good": 1.0}, {"good": 1.0}, {"bad": 1.0}], [True, True, False])] * 9
    found = fit(choices, FREE._replace(pull=0.01))
    assert found.weights["good"] > 0.5 > -0.1 > found.weights["bad"]


def test_the_gradient_is_that_of_the_loss() -> None:
    given = problem([*simulated(20), *simulated(10, family="other")], sorted(PLANTED.weights))
    at, prior = np.array([0.3, -0.2, 0.5, 1.0]), np.array([0.0, 0.1, -0.3, 0.2])
    _, gradient = loss(at, given, prior, 0.05)
    steps = np.eye(4) * 1e-6
    wanted = [
        (loss(at + step, given, prior, 0.05)[0] - loss(at - step, given, prior, 0.05)[0]) / 2e-6 for step in steps
    ]
    assert gradient == pytest.approx(wanted, abs=1e-6)


def test_a_feature_that_can_only_speak_for_a_match_never_turns_round() -> None:
    choices = simulated(400)
    held = FREE._replace(for_it=frozenset({"bad"}), against=frozenset({"good"}))
    found = fit(choices, held)
    assert fit(choices, FREE).weights["bad"] < 0 < fit(choices, FREE).weights["good"]
    assert (found.weights["bad"], found.weights["good"]) == (0.0, 0.0)


def test_a_feature_that_was_never_seen_keeps_what_the_prior_says() -> None:
    prior = Prior(Model(0.0, {**PLANTED.weights, "unseen": -2.5}), frozenset(), frozenset(), 0.01)
    assert fit(simulated(50), prior).weights["unseen"] == -2.5


def test_a_strong_pull_keeps_the_prior_and_a_weak_one_does_not() -> None:
    prior = Prior(NOTHING, frozenset(), frozenset(), 100.0)
    choices = simulated(300)
    assert max(map(abs, fit(choices, prior).weights.values())) < 0.01
    assert max(map(abs, fit(choices, prior._replace(pull=0.001)).weights.values())) > 1


def test_families_weigh_the_same_however_many_figures_they_have() -> None:
    few, many = simulated(5, family="few"), simulated(50, family="many")
    given = problem([*few, *many], sorted(PLANTED.weights))
    assert given.weights[:5].sum() == pytest.approx(given.weights[5:].sum()) == pytest.approx(0.5)


def test_repeating_a_family_changes_nothing() -> None:
    one, other = simulated(60), simulated(60, Model(-1.0, {"good": -2.0, "bad": 1.0, "noise": 0.5}), "other")
    once, often = fit([*one, *other], FREE), fit([*one * 4, *other], FREE)
    assert weights_of(once) == pytest.approx(weights_of(often), abs=0.01)


def test_a_choice_of_less_say_counts_less() -> None:
    sure, unsure = simulated(4), [choice._replace(weight=0.25) for choice in simulated(4, seed=8)]
    given = problem([*sure, *unsure], sorted(PLANTED.weights))
    assert given.weights == pytest.approx([0.2] * 4 + [0.05] * 4)


def test_lost_choices_teach_nothing() -> None:
    misleading = Choice("one", [{"good": 2.0}], [False], lost=True)
    choices = simulated(100)
    assert fit([*choices, *[misleading] * 100], FREE) == fit(choices, FREE)


def test_the_order_of_the_choices_does_not_matter() -> None:
    choices = simulated(200)
    assert weights_of(fit(choices, FREE)) == pytest.approx(weights_of(fit(choices[::-1], FREE)), abs=0.01)


def test_a_figure_tells_of_its_likeliest_text_and_of_none() -> None:
    options = [{"good": 1.0}, {"bad": 1.0}]
    wrong, right, bare = told(
        [Choice("one", options, right) for right in ([False, True], [True, False], [False, False])], PLANTED
    )
    odds = [math.exp(PLANTED.score(features)) for features in options]
    assert right.p == pytest.approx(odds[0] / (1 + sum(odds)))
    assert (right.right, right.none_right) == (True, False)
    assert (wrong.p, wrong.right, wrong.none_right) == (right.p, False, False)
    assert (bare.right, bare.none_right) == (False, True)


def choices_told(model: Model, seen_by: Model, count: int = 4000) -> Sequence[Told]:
    return told(simulated(count, model), seen_by)


def test_a_model_that_knows_the_truth_needs_no_calibration() -> None:
    found = calibrated(choices_told(PLANTED, PLANTED))
    assert (found.slope, found.offset) == pytest.approx((1.0, 0.0), abs=0.2)


def test_a_model_that_is_too_sure_is_made_to_say_what_proves_right() -> None:
    sharp = Model(1.6 * PLANTED.intercept, {name: 1.6 * weight for name, weight in PLANTED.weights.items()})
    found = choices_told(PLANTED, sharp)
    line = calibrated(found)
    assert line.slope < 0.9
    raw, better = (_miscalibration(found, each) for each in (Calibration(), line))
    assert better < 0.05
    assert better < raw


def _miscalibration(found: Sequence[Told], line: Calibration) -> float:
    """Return the mean distance of what is said and what proves right, over tenths of what is said."""
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for each in found:
        tenths.setdefault(int(line(each.p) * 10), []).append((line(each.p), each.right))
    apart = [abs(sum(p for p, _ in its) - sum(right for _, right in its)) for its in tenths.values()]
    return sum(apart) / len(found)


def test_a_calibration_stays_within_its_bounds() -> None:
    always = [Told(0.6, right=True, none_right=False)] * 50
    never = [Told(0.9, right=False, none_right=True)] * 50
    for found in (always, never):
        line = calibrated(found)
        assert SLOPES[0] <= line.slope <= SLOPES[1]
        assert math.isfinite(line.offset)


def test_each_family_is_judged_by_weights_of_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    turned = Model(-1.0, {"good": -2.0, "bad": 1.5, "noise": 0.0})
    choices = [*simulated(200, family="a"), *simulated(200, turned, "b")]
    model, held = fit_all(choices, FREE)
    assert set(held) == {"a", "b"}
    assert held["a"].weights["good"] < 0 < held["b"].weights["good"]
    assert held["a"].weights["good"] < model.weights["good"] < held["b"].weights["good"]
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["a", "b", "all,"]


def test_right_wrong_and_missed_choices_are_counted() -> None:
    found = [
        Told(0.9, right=True, none_right=False),
        Told(0.8, right=False, none_right=False),
        Told(0.7, right=False, none_right=True),
        Told(0.2, right=True, none_right=False),
        Told(0.1, right=False, none_right=True),
    ]
    words = summary(found, Calibration()).split()
    assert words == ["5", "figures", "F1", f"{2 / 6:.3f}", "wrong", "2", "missed", "2"]


def test_written_models_are_read_back(tmp_path: Path) -> None:
    models = Models(Model(-1.5, {"b": 1.0, "a": -2.0}, Calibration(0.8, 0.1)), PLANTED)
    write(models, tmp_path / "weights.json", {})
    spelled = (tmp_path / "weights.json").read_text(encoding="utf-8")
    assert read_models(spelled) == models
    assert list(json.loads(spelled)["caption"]["weights"]) == ["a", "b"]


def test_a_settled_weight_stays_and_the_others_are_found() -> None:
    held = FREE._replace(model=Model(0.0, {**NOTHING.weights, "good": 1.5}), settled=frozenset({"good"}))
    found = fit(simulated(1000), held)
    assert found.weights["good"] == 1.5
    assert found.weights["bad"] < -1


def test_what_similarity_adds_is_seen_beside_the_score_without_it() -> None:
    model = Model(-1.0, {"good": 2.0})
    choice = Choice("one", [{"good": 0.5, "similarity": 1.2, "stated_similarity": 1.2}, {"good": 1.0}], [True, False])
    assert based(choice, model).options == [{"base": 0.0, "similarity": 1.2, "stated_similarity": 1.2}, {"base": 1.0}]


def test_shipped_weights_of_similarity_are_those_of_the_priors_and_say_so() -> None:
    shipped = json.loads(WEIGHTS.read_text(encoding="utf-8"))["similarity"]
    assert "prior by hand" in shipped["fitted_to"]
    for name, prior in zip(("caption", "explains"), read_priors(PRIORS, "similarity"), strict=True):
        assert {"base": 1.0, **shipped[name]["weights"]} == prior.model.weights
        assert prior.settled == {"base"}


def test_priors_have_a_sign_where_their_weight_has_one() -> None:
    for prior in [*read_priors(PRIORS), *read_priors(PRIORS, "similarity")]:
        weights = prior.model.weights
        assert not prior.for_it & prior.against
        assert all(weights[name] >= 0 for name in prior.for_it)
        assert all(weights[name] <= 0 for name in prior.against)

import json
import math
from importlib.resources import files

import pytest

from tasks.pairing.model import Calibration, Model, Models, fitted, log_odds, logistic, read_models

SMALL = Model(-1.0, {"good": 2.0, "bad": -3.0})


def test_no_feature_leaves_the_intercept() -> None:
    assert SMALL.score({}) == -1.0


def test_a_score_is_the_weighted_sum() -> None:
    assert SMALL.score({"good": 1.0, "bad": 0.5}) == -0.5


def test_a_feature_without_weight_is_an_error() -> None:
    with pytest.raises(KeyError):
        SMALL.score({"moon": 1.0})


def test_the_order_of_the_features_does_not_matter() -> None:
    weights = {name: 0.1 * at for at, name in enumerate("abcdefgh")}
    features = {name: 1 / (3 + at) for at, name in enumerate("abcdefgh")}
    model = Model(0.0, weights)
    assert model.score(features) == model.score(dict(reversed(features.items())))


def test_a_plain_calibration_changes_nothing() -> None:
    assert Calibration()(0.3) == pytest.approx(0.3)


def test_a_calibration_is_a_line_on_the_log_odds() -> None:
    assert log_odds(Calibration(0.5, 0.1)(0.9)) == pytest.approx(0.5 * log_odds(0.9) + 0.1)


def test_a_calibration_keeps_the_order() -> None:
    found = [Calibration(0.7, -0.2)(p) for p in (0.0, 0.2, 0.5, 0.9, 1.0)]
    assert found == sorted(found)
    assert 0 < found[0] < found[-1] < 1


@pytest.mark.parametrize("score", [-700.0, -3.0, 0.0, 3.0, 700.0])
def test_the_logistic_is_steady_at_both_ends(score: float) -> None:
    assert logistic(score) + logistic(-score) == pytest.approx(1.0)


def test_log_odds_turn_the_logistic_round_and_are_bounded() -> None:
    assert log_odds(logistic(1.5)) == pytest.approx(1.5)
    assert all(math.isfinite(log_odds(p)) for p in (0.0, 1.0))
    assert log_odds(0.0) == pytest.approx(-log_odds(1.0))


def test_models_are_read_as_they_are_spelled() -> None:
    one = {"intercept": -1.5, "weights": {"a": 2.0}, "calibration": {"slope": 0.9, "offset": 0.1}}
    other = {**one, "weights": {"b": -1.0}}
    found = read_models(json.dumps({"caption": one, "explains": other}))
    assert found == Models(*(Model(-1.5, its, Calibration(0.9, 0.1)) for its in ({"a": 2.0}, {"b": -1.0})))


def test_the_models_of_the_package_are_those_of_its_file() -> None:
    spelled = files("tasks.pairing").joinpath("weights.json").read_text(encoding="utf-8")
    assert fitted() == read_models(spelled)


@pytest.mark.parametrize("name", Models._fields)
def test_every_weight_is_a_plain_number(name: str) -> None:
    model: Model = getattr(fitted(), name)
    assert all(math.isfinite(weight) and abs(weight) < 10 for weight in model.weights.values())
    assert model.calibration.slope > 0


@pytest.mark.parametrize("name", ["source_credit", "captions_between", "figures_between", "far_em", "word_disagrees"])
def test_what_can_only_speak_against_a_caption_does(name: str) -> None:
    assert fitted().caption.weights[name] <= 0


@pytest.mark.parametrize("name", ["numbered_cue", "mark_cue", "aligned", "above_table", "parallel", "style"])
def test_what_can_only_speak_for_a_caption_does(name: str) -> None:
    assert fitted().caption.weights[name] >= 0


def test_similarity_adds_weights_and_leaves_the_others() -> None:
    for plain, seen in zip(fitted(), fitted(seen=True), strict=True):
        added = seen.weights.keys() - plain.weights.keys()
        assert added == {"similarity", "plain_similarity", "stated_similarity"}
        assert {name: seen.weights[name] for name in plain.weights} == plain.weights
        assert (seen.intercept, seen.calibration) == (plain.intercept, plain.calibration)


def test_similarity_may_bring_a_calibration_of_its_own() -> None:
    part = {"intercept": 0.0, "weights": {}, "calibration": {"slope": 1.0, "offset": 0.0}}
    added = {"intercept": -0.5, "weights": {"similarity": 1.0}, "calibration": {"slope": 0.8, "offset": 0.1}}
    spelled = json.dumps({"caption": part, "explains": part, "similarity": {"caption": added, "explains": added}})
    assert read_models(spelled) == Models(Model(0.0, {}), Model(0.0, {}))
    assert read_models(spelled, seen=True).caption == Model(-0.5, {"similarity": 1.0}, Calibration(0.8, 0.1))


def test_weights_without_similarity_are_refused_where_a_model_is_asked():
    spelled = json.dumps({name: {"intercept": 0, "weights": {}, "calibration": {}} for name in ("caption", "explains")})
    with pytest.raises(LookupError, match="fit_pairing"):
        read_models(spelled, seen=True)

from typing import Any

import pytest

from tasks.pairing.model import fitted
from tasks.records.enums import Role
from tasks.report.evidence import contributions


def _entries(**features: float) -> list[dict[str, Any]]:
    return [{"key": name, "value": value} for name, value in features.items()]


def test_the_heaviest_comes_first_whichever_way_it_pulls() -> None:
    found = contributions(_entries(aligned=0.01, source_credit=1.0, numbered_cue=1.0))
    assert found[-1].name == "aligned"
    sizes = [abs(one.points or 0.0) for one in found]
    assert sizes == sorted(sizes, reverse=True)
    points = {one.name: one.points or 0.0 for one in found}
    assert points["source_credit"] < 0 < points["numbered_cue"]


@pytest.mark.parametrize(
    ("role", "features"),
    [
        (Role.CAPTION, {"numbered_cue": 1.0, "near_em": 1.5, "centred": 0.9}),
        (Role.EXPLAINS, {"showing": 1.0, "near_em": 1.5, "sentence": 1.0}),
    ],
)
def test_points_add_up_to_what_the_model_says(role: Role, features: dict[str, float]) -> None:
    model = fitted().explains if role is Role.EXPLAINS else fitted().caption
    points = sum(one.points or 0.0 for one in contributions(_entries(**features), role))
    assert points + model.intercept == pytest.approx(model.score(features))


def test_each_role_has_weights_of_its_own() -> None:
    caption = contributions(_entries(showing=1.0))
    explains = contributions(_entries(showing=1.0), "explains")
    assert (caption[0].points, explains[0].points) == (None, fitted().explains.weights["showing"])


def test_the_longest_bar_is_one() -> None:
    weights = fitted().caption.weights
    found = {one.name: one.share for one in contributions(_entries(numbered_cue=1.0, mark_cue=1.0))}
    most = max(abs(weights["numbered_cue"]), abs(weights["mark_cue"]))
    assert found == {name: round(abs(weights[name]) / most, 3) for name in ("numbered_cue", "mark_cue")}
    assert max(found.values()) == 1.0


def test_a_feature_that_the_model_does_not_know_is_shown_without_points() -> None:
    assert contributions(_entries(caption_p=0.9))[0]._asdict() == {
        "name": "caption_p",
        "value": 0.9,
        "points": None,
        "share": 0.0,
    }


def test_features_of_the_same_weight_come_by_name() -> None:
    found = contributions(_entries(zebra=1.0, apple=1.0))
    assert [one.name for one in found] == ["apple", "zebra"]


@pytest.mark.parametrize("nothing", [None, []])
def test_no_features_are_no_contributions(nothing: list[dict[str, Any]] | None) -> None:
    assert contributions(nothing) == []

import pytest

from tasks.pairing.model import INTERCEPT, WEIGHTS, log_odds
from tasks.report.evidence import contributions


def _entries(**features):
    return [{"key": name, "value": value} for name, value in features.items()]


def test_the_heaviest_comes_first_whichever_way_it_pulls() -> None:
    found = contributions(_entries(aligned=1.0, source_credit=1.0, numbered_cue=1.0))
    assert [one.name for one in found] == ["source_credit", "numbered_cue", "aligned"]
    assert found[0].points < 0 < found[1].points


def test_points_add_up_to_what_the_model_says() -> None:
    features = {"numbered_cue": 1.0, "near_em": 1.5, "centred": 0.9}
    points = sum(one.points for one in contributions(_entries(**features)))
    assert points + INTERCEPT == pytest.approx(log_odds(features))


def test_the_longest_bar_is_one() -> None:
    found = contributions(_entries(numbered_cue=1.0, mark_cue=1.0))
    assert [one.share for one in found] == [1.0, round(WEIGHTS["mark_cue"] / WEIGHTS["numbered_cue"], 3)]


def test_a_feature_that_the_model_does_not_know_is_shown_without_points() -> None:
    assert contributions(_entries(caption_p=0.9))[0]._asdict() == {
        "name": "caption_p",
        "value": 0.9,
        "points": None,
        "share": 0.0,
    }


@pytest.mark.parametrize("nothing", [None, []])
def test_no_features_are_no_contributions(nothing) -> None:
    assert contributions(nothing) == []

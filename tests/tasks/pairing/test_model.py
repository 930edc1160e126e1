import pytest

from tasks.pairing.model import INTERCEPT, WEIGHTS, log_odds, p_match


def test_no_feature_leaves_the_intercept() -> None:
    assert log_odds({}) == INTERCEPT
    assert p_match({}) < 0.1


def test_a_feature_without_weight_is_an_error() -> None:
    with pytest.raises(KeyError):
        log_odds({"moon": 1.0})


def test_probabilities_have_four_places() -> None:
    p = p_match({"numbered_cue": 1.0})
    assert p == round(p, 4)
    assert p_match({"numbered_cue": 1.0, "overlap": 1.0}) > p


def test_distance_and_credits_speak_against() -> None:
    near = {"numbered_cue": 1.0, "overlap": 1.0, "near_em": 1.0}
    assert p_match({**near, "near_em": 4.0}) < p_match(near)
    assert p_match({**near, "source_credit": 1.0}) < p_match(near)


def test_every_weight_is_a_plain_number() -> None:
    assert all(-10 < weight < 10 for weight in WEIGHTS.values())

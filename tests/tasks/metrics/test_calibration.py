import numpy as np
import pytest

from tasks.metrics.calibration import DRAWS, Decision, calibration_error, coverage, interval


def decisions(*pairs):
    return [Decision(confidence, right) for confidence, right in pairs]


def test_probabilities_that_mean_what_they_say_have_no_error():
    said = decisions(*[(0.8, True)] * 8, *[(0.8, False)] * 2)
    assert calibration_error(said) == pytest.approx(0)


def test_the_error_is_the_mean_distance_of_confidence_and_rate():
    said = decisions(*[(0.9, True)] * 5, *[(0.9, False)] * 5, *[(0.1, False)] * 10)
    assert calibration_error(said) == pytest.approx((0.4 + 0.1) / 2)


def test_the_order_of_equal_confidences_does_not_matter():
    said = decisions(*[(0.9, True)] * 6, *[(0.9, False)] * 7)
    assert calibration_error(said) == pytest.approx(calibration_error(said[::-1]))


def test_nothing_decided_has_no_error():
    assert calibration_error([]) is None


def test_coverage_is_the_greatest_share_that_is_precise_enough():
    said = decisions((0.9, True), (0.8, True), (0.7, False), (0.6, True))
    assert coverage(said, 8) == 2 / 8
    assert coverage(said, 8, precision=0.75) == 4 / 8
    assert coverage(decisions((0.9, False), (0.8, True)), 2) == 0


def test_a_slip_that_is_rare_enough_is_passed_over():
    said = decisions((0.99, False), *[(0.9, True)] * 99)
    assert coverage(said, 100) == 1


def test_a_threshold_takes_all_that_are_equally_sure():
    assert coverage(decisions((0.9, True), (0.9, False)), 2) == 0
    assert coverage(decisions((0.9, False), (0.9, True), (0.95, True)), 4) == 1 / 4


def test_coverage_of_nothing():
    assert coverage([], 0) is None
    assert coverage([], 3) == 0


def test_an_interval_holds_the_measure_and_is_the_same_each_time():
    values = np.arange(40.0)
    found = interval(40, lambda drawn: float(values[drawn].mean()))
    assert found == interval(40, lambda drawn: float(values[drawn].mean()))
    assert 14 < found.low < 19.5 < found.high < 25


def test_an_interval_needs_two_documents_and_a_value():
    assert interval(1, lambda _: 1.0) is None
    assert interval(5, lambda _: None) is None
    drawn = []
    interval(3, lambda places: drawn.append(places) or 1.0)
    assert len(drawn) == DRAWS
    assert {len(places) for places in drawn} == {3}

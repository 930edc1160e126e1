import pytest

from tasks.metrics.calibration import Decision
from tasks.metrics.scores import Given, PageScore, pooled


def test_rates_of_texts():
    texts = Given(given=4, right=3, gold=6, hit=3)
    assert (texts.precision, texts.recall, texts.f1) == (0.75, 0.5, pytest.approx(0.6))


def test_nothing_given_and_nothing_to_give_is_no_measure():
    assert (Given().precision, Given().recall, Given().f1) == (None, None, None)


@pytest.mark.parametrize("texts", [Given(given=3), Given(gold=3)])
def test_all_wrong_and_all_missed_are_zero(texts):
    assert texts.f1 == 0


def test_scores_add_up_to_the_last_part():
    one = PageScore(figures=2, matched=1, iou_sum=0.8, captions=Given(given=1), decisions=(Decision(0.5, right=True),))
    two = PageScore(figures=3, matched=3, iou_sum=2.4, captions=Given(gold=2), decisions=(Decision(0.7, right=False),))
    total = pooled([one, two])
    assert (total.figures, total.matched, total.recall, total.mean_iou) == (5, 4, 0.8, pytest.approx(0.8))
    assert total.captions == Given(given=1, gold=2)
    assert total.decisions == (Decision(0.5, right=True), Decision(0.7, right=False))


def test_nothing_pooled_is_an_empty_score():
    assert pooled([]) == PageScore()
    assert (PageScore().recall, PageScore().mean_iou, PageScore().fragmentation) == (None, None, None)


def test_fragmentation_is_over_figures_that_hold_any():
    assert PageScore(figures=9, pieces=6, in_pieces=4).fragmentation == 1.5

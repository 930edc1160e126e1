import random
from collections.abc import Callable

import pytest

from tasks.pairing.features import Surroundings
from tasks.pairing.joint import NOBODY, Shares
from tasks.pairing.matching import Match, at_home, chosen, considered, judged, look_around, weighed
from tasks.pairing.model import Calibration, Model, fitted
from tasks.records.enums import Outcome
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
MakeSurroundings = Callable[..., Surroundings]
MakeMatch = Callable[..., Match]
LEFT, RIGHT = (100, 100, 200, 200), (210, 100, 310, 200)
SMALL = Model(0.0, {"good": 1.0})


@pytest.fixture
def match(figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings) -> MakeMatch:
    """Match the figure and the text of these numbers, with a score and a probability."""

    def build(figure: int, text: int, p: float = 0.0, good: float = 0.0, shares: Shares = NOBODY) -> Match:
        around = around_of([], [text_at(f"第{text}の行", 0, 20 * text, 50, 20 * text + 10)])
        shown = figure_at(100 * figure, 0, 100 * figure + 50, 50)
        return Match(shown, around.scene.texts[0], 1.0, {"good": good}, shares, p)

    return build


def together(*matches: Match) -> list[Match]:
    """Let the figures of these matches share their text."""
    ids = frozenset(match.figure.figure_id for match in matches)
    return [match._replace(shares=ids) for match in matches]


def test_only_kept_rows_are_looked_at(figure_at: MakeFigure, text_at: MakeText) -> None:
    gone = text_at("図1　構成", 100, 210, 200, 220, outcome=Outcome.MERGED)
    assert considered(look_around([figure_at(*LEFT)], [gone], 0.7), 30.0, 12) == []


def test_texts_beyond_reach_are_not_considered(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    regions = [text_at("近く", 100, 210, 200, 220), text_at("遠く", 100, 700, 200, 710)]
    around = around_of([figure_at(*LEFT)], regions)
    assert [each.text.words for each in considered(around, 30.0, 12)] == ["近く"]


def test_the_nearest_texts_with_and_without_cue_are_considered(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    plain = [text_at(f"第{n}の行", 100, 205 + 12 * n, 200, 215 + 12 * n) for n in range(9)]
    cued = text_at("図1　構成", 100, 320, 200, 330)
    found = considered(around_of([figure_at(*LEFT)], [*plain, cued]), 30.0, 3)
    assert [each.text.words for each in found] == ["図1　構成", "第0の行", "第1の行", "第2の行"]


def test_a_text_below_panels_is_considered_for_each_and_for_both(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    figures = [figure_at(*LEFT), figure_at(*RIGHT)]
    both = frozenset(figure.figure_id for figure in figures)
    found = considered(around_of(figures, [text_at("図1　左右", 150, 206, 260, 216)]), 30.0, 12)
    assert {(each.figure.figure_id, each.shares) for each in found} == {
        (figure.figure_id, shares) for figure in figures for shares in (NOBODY, both)
    }


def test_a_text_between_panels_is_never_that_of_both(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    figures = [figure_at(*LEFT), figure_at(100, 220, 200, 320)]
    found = considered(around_of(figures, [text_at("夏", 140, 205, 160, 215)]), 30.0, 12)
    assert {each.shares for each in found} == {NOBODY}


def test_a_text_past_a_page_break_is_at_no_distance(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    label = text_at("図4　内訳", 200, 60, 300, 72, page=2, reading_order=0)
    (found,) = considered(around_of([figure_at(100, 500, 400, 780)], [label]), 30.0, 12)
    assert (found.text.region, found.distance, found.features["page_break"]) == (label, 0.0, 1.0)


def test_odds_are_the_exponential_of_the_score(match: MakeMatch) -> None:
    (found,) = weighed([match(1, 1, good=0.0)], SMALL)
    assert found.p == 0.5


def test_the_ways_of_one_text_are_added_up(match: MakeMatch) -> None:
    (shared,) = together(match(1, 1, good=1.0))
    (found,) = weighed([match(1, 1, good=0.0), shared], SMALL)
    assert found.p == pytest.approx((1 + 2.7183) / (2 + 2.7183), abs=1e-3)
    assert found.shares == shared.shares


def test_the_calibration_comes_last(match: MakeMatch) -> None:
    plain, flat = (
        weighed([match(1, 1, good=3.0)], SMALL._replace(calibration=c))[0].p for c in (Calibration(), Calibration(0.5))
    )
    assert 0.5 < flat < plain


def test_two_that_want_one_text_alone_share_its_probability(match: MakeMatch) -> None:
    found = weighed([match(1, 1, good=3.0), match(2, 1, good=3.0)], SMALL)
    assert found[0].p == found[1].p < 0.5
    shared = weighed(together(match(1, 1, good=3.0), match(2, 1, good=3.0)), SMALL)
    assert shared[0].p == shared[1].p > 0.9


def test_the_likeliest_holds_first(match: MakeMatch) -> None:
    matches = [match(1, 1, 0.9), match(1, 2, 0.8), match(2, 1, 0.85), match(2, 3, 0.6)]
    assert chosen(matches, 0.5) == {matches[0].edge, matches[3].edge}


def test_panels_hold_one_text_together(match: MakeMatch) -> None:
    matches = together(match(1, 1, 0.9), match(2, 1, 0.8))
    assert chosen(matches, 0.5) == {each.edge for each in matches}


def test_a_text_that_one_has_alone_is_not_shared(match: MakeMatch) -> None:
    shared = together(match(1, 1, 0.8), match(2, 1, 0.7))
    alone = match(3, 1, 0.9)
    assert chosen([*shared, alone], 0.5) == {alone.edge}
    assert chosen([*shared, alone._replace(p=0.6)], 0.5) == {each.edge for each in shared}


def test_nothing_below_the_threshold_holds(match: MakeMatch) -> None:
    assert chosen([match(1, 1, 0.49)], 0.5) == set()
    assert chosen([match(1, 1, 0.5)], 0.5) == {match(1, 1).edge}
    assert chosen([], 0.5) == set()


def test_the_order_of_the_matches_does_not_matter_to_the_choice(match: MakeMatch) -> None:
    matches = [match(figure, text, 0.6) for figure in (1, 2, 3) for text in (1, 2, 3)]
    found = chosen(matches, 0.5)
    assert len(found) == 3
    assert all(chosen(random.Random(n).sample(matches, 9), 0.5) == found for n in range(5))


def test_the_house_is_seen_by_every_match_of_a_document(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    figures = [figure_at(100, 100, 300, 200, page=page) for page in (1, 2, 3)]
    labels = [text_at(f"図{page}　推移", 160, 206, 240, 216, page=page) for page in (1, 2, 3)]
    around = around_of(figures, labels)
    found = at_home(considered(around, 30.0, 12), fitted().caption, around.scene)
    below = [each for each in found if each.text.region.page == each.figure.page]
    assert all(each.features["house_agrees"] > 0.5 for each in below)


def test_the_only_figure_of_a_document_has_no_house(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    around = around_of([figure_at(100, 100, 300, 200)], [text_at("図1　推移", 160, 206, 240, 216)])
    (found,) = judged(considered(around, 30.0, 12), fitted().caption, around.scene)
    assert not [name for name in found.features if "house" in name]
    assert found.p > 0.5


def test_each_figure_and_text_are_judged_once(
    figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    figures = [figure_at(*LEFT), figure_at(*RIGHT)]
    regions = [text_at("図1　左右", 150, 206, 260, 216), text_at("本文の行", 100, 240, 310, 250)]
    around = around_of(figures, regions)
    edges = [each.edge for each in judged(considered(around, 30.0, 12), fitted().caption, around.scene)]
    assert len(edges) == len(set(edges)) == 4

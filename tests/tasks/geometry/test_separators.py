"""Rules between sections, and strips along the edges of the page."""

import pytest

from tasks.geometry.separators import is_edge_strip, separators
from tasks.records.record import Box

PAPER = Box(0, 0, 600, 800)
FRAME = Box(300, 100, 540, 200)


def test_a_rule_that_runs_on_under_a_picture_parts_sections() -> None:
    assert separators([Box(60, 203, 540, 203.5)], [FRAME]) == {0}


def test_a_rule_as_long_as_its_picture_is_a_part_of_it() -> None:
    assert separators([Box(300, 203, 545, 203.5)], [FRAME]) == set()


def test_an_axis_that_its_bars_touch_is_no_separator() -> None:
    bars = [Box(100, 150, 120, 200), Box(140, 120, 160, 200)]
    assert separators([Box(90, 200, 400, 200.5)], bars) == set()


def test_a_rule_with_nothing_near_it_is_left_to_itself() -> None:
    assert separators([Box(60, 400, 540, 400.5)], [FRAME]) == set()


@pytest.mark.parametrize("rule", [Box(300, 203, 380, 203.5), Box(297, 0, 297.5, 600)])
def test_short_rules_and_rules_down_the_page_part_nothing(rule: Box) -> None:
    assert separators([rule], [Box(310, 100, 330, 200)]) == set()


def test_the_lines_of_a_table_that_rules_across_touch_stay_together() -> None:
    across = [Box(100, y, 400, y + 0.5) for y in (100, 120, 140)]
    down = [Box(x, 100, x + 0.5, 140) for x in (100, 250, 400)]
    assert separators([*across, *down], []) == set()


def test_very_many_marks_are_left_as_they_are() -> None:
    assert separators([Box(60, 203, 540, 203.5)], [FRAME] * 4000) == set()


@pytest.mark.parametrize(
    "strip", [Box(0, 0, 50, 800), Box(560, 0, 600, 800), Box(0, 0, 600, 90), Box(0, 740, 600, 800)]
)
def test_strips_along_an_edge_are_told(strip: Box) -> None:
    assert is_edge_strip(strip, PAPER)


@pytest.mark.parametrize(
    "other", [Box(0, 0, 300, 800), Box(280, 0, 320, 800), Box(0, 0, 50, 300), Box(60, 100, 540, 300)]
)
def test_what_is_wide_short_or_off_the_edge_is_no_strip(other: Box) -> None:
    assert not is_edge_strip(other, PAPER)

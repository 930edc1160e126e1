import numpy as np
import pytest

from tasks.geometry.gutters import Ground, Gutter
from tasks.records.record import Box


def ground(*boxes: tuple[int, int, int, int], scale: float = 1.0) -> Ground:
    """Return ink that fills boxes of pixels on a sheet of 200 by 300 pixels."""
    ink = np.zeros((300, 200), dtype=np.bool_)
    for x0, y0, x1, y1 in boxes:
        ink[y0:y1, x0:x1] = True
    return Ground(ink, scale)


SHEET = Box(0, 0, 200, 300)


def test_a_box_is_cut_to_its_ink() -> None:
    assert ground((20, 30, 60, 90)).trimmed(SHEET) == Box(20, 30, 60, 90)
    assert ground((20, 30, 60, 90)).trimmed(Box(40, 0, 200, 60)) == Box(40, 30, 60, 60)


def test_a_box_without_ink_has_none() -> None:
    assert ground((20, 30, 60, 90)).trimmed(Box(100, 100, 150, 150)) is None
    assert ground((20, 30, 60, 90)).trimmed(Box(300, 400, 350, 450)) is None


def test_boxes_are_in_points() -> None:
    assert ground((20, 30, 60, 90), scale=0.5).trimmed(SHEET) == Box(10, 15, 30, 45)


def test_white_that_runs_through_a_box_is_a_gutter() -> None:
    level = ground((20, 20, 180, 100), (20, 110, 180, 200))
    assert level.gutters(SHEET) == [Gutter(100, 110, level=True)]
    upright = ground((20, 20, 90, 200), (100, 20, 180, 200))
    assert upright.gutters(SHEET) == [Gutter(90, 100, level=False)]


def test_the_widest_gutter_comes_first() -> None:
    found = ground((20, 20, 60, 200), (65, 20, 100, 200), (120, 20, 180, 200)).gutters(SHEET)
    assert [gutter.width for gutter in found] == [20, 5]


def test_hairlines_of_white_and_white_that_is_crossed_are_no_gutters() -> None:
    assert ground((20, 20, 90, 200), (92, 20, 180, 200)).gutters(SHEET) == []
    assert ground((20, 20, 90, 200), (100, 20, 180, 200), (80, 100, 110, 103)).gutters(SHEET) == []


def test_a_gutter_halves_a_box() -> None:
    assert Gutter(90, 100, level=False).halves(SHEET) == (Box(0, 0, 90, 300), Box(100, 0, 200, 300))
    assert Gutter(90, 100, level=True).halves(SHEET) == (Box(0, 0, 200, 90), Box(0, 100, 200, 300))


def test_what_reaches_over_a_gutter_crosses_it() -> None:
    gutter = Gutter(90, 100, level=False)
    assert gutter.crosses(Box(50, 0, 120, 10))
    assert not gutter.crosses(Box(50, 0, 95, 10))
    assert gutter.holds((95, 500))
    assert not gutter.holds((80, 95))


def test_dust_is_swept_and_lines_stay() -> None:
    dusty = ground((20, 30, 60, 32), (100, 100, 101, 101), (150, 200, 152, 201))
    assert dusty.swept().trimmed(SHEET) == Box(20, 30, 60, 32)


def test_ink_under_boxes_is_taken_away() -> None:
    marked = ground((20, 30, 60, 90), (100, 30, 160, 90))
    assert marked.without([Box(90, 0, 200, 300)]).trimmed(SHEET) == Box(20, 30, 60, 90)
    assert marked.trimmed(SHEET) == Box(20, 30, 160, 90)


def test_a_photo_is_solid_and_a_disc_is_not() -> None:
    assert ground((20, 30, 120, 130)).is_solid(Box(20, 30, 120, 130))
    rows, columns = np.ogrid[:300, :200]
    disc = Ground((rows - 150) ** 2 + (columns - 100) ** 2 <= 80**2, 1.0)
    assert not disc.is_solid(Box(20, 70, 180, 230))


FRAME = ((20, 30, 180, 32), (20, 198, 180, 200), (20, 30, 22, 200), (178, 30, 180, 200))


@pytest.mark.parametrize("left_out", range(4))
def test_a_frame_has_four_sides(left_out: int) -> None:
    box = Box(20, 30, 180, 200)
    assert ground(*FRAME).is_framed(box)
    assert not ground(*(side for at, side in enumerate(FRAME) if at != left_out)).is_framed(box)


def test_what_a_frame_holds_is_told_where_nothing_crosses_the_sides() -> None:
    held = ground(*FRAME, (60, 80, 120, 140))
    assert held.clear(Box(25, 35, 175, 195)) == Box(60, 80, 120, 140)
    assert held.clear(Box(20, 30, 180, 200)) is None
    assert held.clear(Box(100, 35, 175, 195)) is None

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tasks.pixels import shapes
from tasks.pixels.shapes import EDGE, Grey, Mask, Measures, of_grey, of_ink, share, worn

WHITE = 255


def paper(width: int = 160, height: int = 120) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (width, height), WHITE)
    return image, ImageDraw.Draw(image)


def grey(image: Image.Image) -> Grey:
    return np.asarray(image).astype(np.int16)


def ink(image: Image.Image) -> Mask:
    return np.asarray(image) < WHITE - EDGE


def form(image: Image.Image) -> Measures:
    return of_ink(ink(image), np.zeros((image.height, image.width), dtype=np.bool_))


def table(rows: int = 6, columns: int = 4) -> Image.Image:
    image, draw = paper()
    for row in range(rows + 1):
        draw.line((5, 5 + row * 18, 155, 5 + row * 18), fill=0)
    for column in range(columns + 1):
        draw.line((5 + column * 37, 5, 5 + column * 37, 5 + rows * 18), fill=0)
    return image


def axes() -> Image.Image:
    image, draw = paper()
    draw.line((30, 5, 30, 100), fill=0)
    draw.line((30, 100, 150, 100), fill=0)
    return image


def test_counts_the_rules_of_a_table() -> None:
    found = of_grey(grey(table(rows=6, columns=4)))
    assert found["lying_rules"] == 7
    assert found["upright_rules"] == 5
    assert found["lying_full_rules"] == 7
    assert found["lying_evenness"] == 1


def test_finds_no_rules_in_short_dashes() -> None:
    image, draw = paper()
    for start in range(0, 150, 20):
        draw.line((start, 50, start + 8, 50), fill=0)
    assert of_grey(grey(image))["lying_rules"] == 0


def test_finds_the_corner_where_axes_meet() -> None:
    found = of_grey(grey(axes()))
    assert found["axes_meet"] == 1
    assert found["axis_left"] == pytest.approx(30 / 160, abs=0.02)
    assert found["axis_below"] == pytest.approx(20 / 120, abs=0.03)


def test_rules_that_do_not_touch_are_no_axes() -> None:
    image, draw = paper()
    draw.line((80, 5, 80, 100), fill=0)
    draw.line((30, 40, 150, 40), fill=0)
    assert of_grey(grey(image))["axes_meet"] == 0


def test_knows_upright_edges_from_lying_ones() -> None:
    image, draw = paper()
    draw.line((80, 0, 80, 120), fill=0, width=3)
    found = of_grey(grey(image))
    assert found["upright_of_edge"] > 0.9
    assert found["lying_of_edge"] == 0


def test_a_frame_around_the_picture_counts_its_four_sides() -> None:
    image, draw = paper()
    assert of_grey(grey(image))["framed"] == 0
    draw.rectangle((1, 1, 158, 118), outline=0)
    assert of_grey(grey(image))["framed"] > 0.9


def test_smooth_tones_part_slowly_with_distance() -> None:
    slope = np.tile(np.arange(200, dtype=np.int16), (100, 1))
    stripes = np.tile(np.arange(200, dtype=np.int16) % 2 * 255, (100, 1))
    assert of_grey(slope)["apart_1"] < 0.1
    assert of_grey(stripes)["apart_1"] == 1


def test_sorts_squares_by_what_they_hold() -> None:
    image, draw = paper()
    for x in range(0, 80, 3):
        draw.line((x, 0, x, 60), fill=0)
    found = of_grey(grey(image))
    assert 0.2 < found["written"] < 0.3
    assert found["empty"] > 0.7
    assert found["rows_written"] == pytest.approx(0.5, abs=0.1)


def test_tells_thin_strokes_from_filled_areas() -> None:
    lines, _ = axes(), None
    block, draw = paper()
    draw.rectangle((30, 30, 120, 90), fill=0)
    assert form(lines)["thin_of_ink"] == 1
    assert form(lines)["filled_of_ink"] == 0
    assert form(block)["thin_of_ink"] < 0.1
    assert form(block)["filled_of_ink"] > 0.7


def test_counts_coloured_strokes() -> None:
    image = axes()
    found = of_ink(ink(image), ink(image))
    assert found["thin_and_coloured"] == found["coloured_of_ink"] == 1


@pytest.mark.parametrize(("holes", "pieces"), [(0, 1), (1, 0), (2, -1)])
def test_pieces_count_less_their_holes(holes: int, pieces: int) -> None:
    mask = np.zeros((30, 60), dtype=np.bool_)
    mask[5:25, 5:55] = True
    for hole in range(holes):
        mask[10:20, 10 + 20 * hole : 20 + 20 * hole] = False
    assert shapes._euler_number(mask) == pieces


def test_pieces_that_touch_by_a_corner_are_one() -> None:
    mask = np.zeros((10, 10), dtype=np.bool_)
    mask[2:4, 2:4] = mask[4:6, 4:6] = True
    assert shapes._euler_number(mask) == 1


def test_counts_the_gaps_between_lines_of_text() -> None:
    image, draw = paper()
    for row in range(6):
        for x in range(5, 150, 7):
            draw.rectangle((x, 8 + row * 18, x + 4, 16 + row * 18), fill=0)
    found = form(image)
    assert found["row_gaps"] == 6
    assert found["rows_evenly"] == 1


def test_rules_do_not_close_the_gaps() -> None:
    image, draw = paper()
    for column in range(4):
        draw.rectangle((10 + column * 37, 20, 30 + column * 37, 28), fill=0)
    without = form(image)["column_gaps"]
    draw.line((0, 40, 160, 40), fill=0)
    assert form(image)["column_gaps"] == without == 4


def test_says_where_the_ink_lies() -> None:
    image, draw = paper()
    draw.rectangle((0, 0, 10, 119), fill=0)
    found = form(image)
    assert found["ink_left"] > 0.5
    assert found["ink_right"] == 0
    assert found["cells_inked"] == pytest.approx(1 / 8)
    assert found["lies"] == 1


def test_wearing_shrinks_from_all_sides() -> None:
    mask = np.zeros((20, 20), dtype=np.bool_)
    mask[5:15, 5:15] = True
    assert np.count_nonzero(worn(mask, 2)) == 36
    assert not worn(mask, 5).any()


def test_the_image_border_wears_too() -> None:
    assert np.count_nonzero(worn(np.ones((10, 10), dtype=np.bool_), 1)) == 64


def test_the_share_of_nothing_is_nothing() -> None:
    assert share(np.zeros((0, 3), dtype=np.bool_)) == 0


def test_edges_of_boxes_run_along_the_sides() -> None:
    found = of_grey(grey(table()))
    assert found["along_sides"] > 0.9
    assert found["scarcest_direction"] < 0.01


def test_edges_of_a_circle_run_every_way() -> None:
    image, draw = paper()
    draw.ellipse((30, 10, 130, 110), fill=0)
    found = of_grey(grey(image))
    assert found["scarcest_direction"] > 0.5
    assert found["commonest_directions"] < 0.5


def test_hatches_run_the_same_way_further_on() -> None:
    hatched, draw = paper()
    for start in range(-120, 160, 8):
        draw.line((start, 0, start + 120, 120), fill=0, width=2)
    strewn = np.where(np.random.default_rng(2).random((120, 160)) < 0.3, 0, WHITE).astype(np.int16)
    assert of_grey(grey(hatched))["same_direction"] > 2 * of_grey(strewn)["same_direction"]


def test_directions_are_told_by_slope() -> None:
    across = np.array([10, 10, 0, -10, 10], dtype=np.int16)
    down = np.array([0, 10, 10, 10, 4], dtype=np.int16)
    assert shapes._sectors(across, down).tolist() == [0, 2, 4, 6, 1]

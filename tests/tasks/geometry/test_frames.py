from tasks.geometry.frames import page_direction, reading_box
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import Box


def line(text, direction, **options):
    return Line(x0=0, y0=0, x1=10, y1=10, text=text, size=10, direction=direction, **options)


def test_horizontal_boxes_lie_as_they_are():
    assert reading_box(Box(1, 2, 3, 4), Direction.HORIZONTAL) == Box(1, 2, 3, 4)


def test_vertical_columns_follow_each_other_downwards():
    right, left = (reading_box(Box(x, 50, x + 10, 300), Direction.VERTICAL) for x in (400, 380))
    assert right.y1 <= left.y0
    assert (right.x0, right.x1) == (50, 300)
    assert (right.width, right.height) == (250, 10)


def test_most_characters_decide_the_direction_of_a_page():
    lines = [line("図書館の歴史", Direction.VERTICAL), line("図1", Direction.HORIZONTAL)]
    assert page_direction(lines) is Direction.VERTICAL


def test_furigana_does_not_count():
    lines = [line("としょかんのれきし", Direction.VERTICAL, ruby=True), line("図1", Direction.HORIZONTAL)]
    assert page_direction(lines) is Direction.HORIZONTAL


def test_a_page_without_lines_has_no_direction():
    assert page_direction([]) is None

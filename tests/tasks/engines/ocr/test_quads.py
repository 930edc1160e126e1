import numpy as np
import pytest

from tasks.engines.ocr.quads import Quad, lines_of
from tasks.records.enums import Direction


def corners(x0, y0, x1, y1):
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], dtype=np.float32)


def line_of(text, box, direction=None, score=0.9):
    (line,) = lines_of([Quad(corners(*box), text, score, direction)])
    return line


def test_a_line_lies_where_its_corners_are():
    line = line_of("図書館", (10, 20, 70, 40))
    assert (line.box, line.size, line.confidence) == ((10, 20, 70, 40), 20, 0.9)


def test_a_slope_does_not_make_a_line_thicker():
    sloping = np.array([(0, 0), (100, 10), (100, 20), (0, 10)], dtype=np.float32)
    (line,) = lines_of([Quad(sloping, "坂道", 1.0)])
    assert line.box.height == pytest.approx(10, abs=0.1)
    assert (line.x0, line.x1) == (0, 100)


@pytest.mark.parametrize(
    ("text", "direction", "expected"),
    [
        ("日記", None, Direction.VERTICAL),
        ("日記", Direction.HORIZONTAL, Direction.HORIZONTAL),
        ("1", None, Direction.HORIZONTAL),
        ("1", Direction.VERTICAL, Direction.HORIZONTAL),
    ],
)
def test_a_tall_box_is_a_column_unless_the_engine_or_its_one_glyph_says_no(text, direction, expected):
    assert line_of(text, (0, 0, 10, 20), direction).direction is expected


def test_a_wide_box_is_a_column_if_the_engine_says_so():
    line = line_of("日記", (0, 0, 20, 20), Direction.VERTICAL)
    assert line.direction is Direction.VERTICAL


def test_texts_are_cleaned_and_blank_ones_dropped():
    box = corners(0, 0, 20, 10)
    found = lines_of([Quad(box, " ⼈⼯ ", 1.0), Quad(box, "", 1.0), Quad(box, "\u3000 ", 1.0)])
    assert [line.text for line in found] == ["人工"]


def test_a_line_without_thickness_has_a_size():
    assert line_of("線", (0, 5, 20, 5)).size == 0.1

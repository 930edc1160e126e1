import pytest

from tasks.geometry.ruby import mark_ruby
from tasks.records.enums import Direction
from tasks.records.page import Line

BASE = Line(x0=50, y0=100, x1=110, y1=110, text="図書館の歴史", size=10)
COLUMN = Line(x0=50, y0=100, x1=60, y1=160, text="図書館の歴史", size=10, direction=Direction.VERTICAL)


def marked(base, **options):
    values = {"x0": 50, "y0": 94.5, "x1": 75, "y1": 99.5, "text": "としょかん", "size": 5} | options
    return mark_ruby([base, Line(**values)])[1].ruby


def test_small_kana_above_a_line_is_furigana():
    assert marked(BASE)


@pytest.mark.parametrize(
    "options",
    [
        {"y0": 80, "y1": 85},
        {"y0": 112, "y1": 117},
        {"x0": 200, "x1": 225},
        {"size": 9},
        {"text": "図書館"},
        {"text": "12345"},
        {"direction": Direction.VERTICAL},
    ],
    ids=["too far", "below", "beside", "too large", "kanji", "digits", "other direction"],
)
def test_other_lines_are_not(options):
    assert not marked(BASE, **options)


def test_small_kana_to_the_right_of_a_column_is_furigana():
    beside = {"x0": 60.5, "x1": 65.5, "y0": 100, "y1": 125, "direction": Direction.VERTICAL}
    assert marked(COLUMN, **beside)
    assert not marked(COLUMN, **(beside | {"x0": 42, "x1": 47}))


def test_return_marks_of_kanbun_read_no_longer_as_text():
    mark = {"x0": 50, "x1": 55, "y0": 120, "y1": 125, "direction": Direction.VERTICAL, "text": "レ"}
    assert marked(COLUMN, **mark)


def test_the_line_itself_is_never_marked():
    assert not mark_ruby([BASE, COLUMN])[0].ruby


def test_a_blank_between_two_readings_is_no_letter():
    beside = {"x0": 60.5, "x1": 65.5, "y0": 100, "y1": 125, "direction": Direction.VERTICAL}
    assert marked(COLUMN, **beside, text="と　し")

"""Which lines are written in a figure, or label its axes."""

import pytest

from tasks.geometry.belonging import owners_of
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import Box

CHART, INSET = Box(100, 100, 300, 200), Box(200, 110, 290, 160)


def line(text: str, x: float, y: float, size: float = 8, width: float | None = None, **more: object) -> Line:
    return Line(x0=x, y0=y, x1=x + (width or size * len(text)), y1=y + size, text=text, size=size, **more)


def owners(*lines: Line, figures: tuple[Box, ...] = (CHART,)) -> list[int | None]:
    return owners_of(lines, figures)


def test_a_line_is_of_the_smallest_figure_around_it() -> None:
    assert owners(line("売上", 210, 120), line("利益", 110, 120), line("本文", 110, 220), figures=(CHART, INSET)) == [
        1,
        0,
        None,
    ]


@pytest.mark.parametrize(("y", "owner"), [(101, None), (150, 0), (191, None)])
def test_a_numbered_caption_may_stand_on_the_edge_of_a_frame(y: float, owner: int | None) -> None:
    assert owners(line("図1　売上の推移", 110, y)) == [owner]


def test_a_row_of_years_right_under_a_chart_labels_its_axis() -> None:
    years = "2019 2020 2021 2022"
    assert owners(line(years, 105, 202, width=190)) == [0]
    assert owners(line(years, 105, 240, width=190)) == [None]
    assert owners(line(years, 105, 202, width=60)) == [None]


def test_numbers_of_different_units_are_a_date_and_no_ticks() -> None:
    assert owners(line("2019年 4月 1日 5時", 105, 202, width=190)) == [None]


def test_words_under_a_chart_label_it_where_a_larger_caption_follows() -> None:
    words, caption = line("東京 大阪 福岡", 105, 202, width=190), line("図1　売上の推移", 110, 212, size=10)
    assert owners(words, caption) == [0, None]
    assert owners(words) == [None]


def test_the_title_of_an_axis_is_of_the_figure_that_has_its_ticks() -> None:
    ticks = line("0 10 20 30", 105, 202, width=190)
    assert owners(ticks, line("年度", 190, 212)) == [0, 0]
    assert owners(ticks, line("年度", 190, 212, size=10)) == [0, None]


def test_a_title_down_the_side_of_a_chart_labels_its_axis() -> None:
    side = Line(x0=84, y0=130, x1=92, y1=170, text="売上（円）", size=8, direction=Direction.VERTICAL)
    across = [line("横に組んだ本文がつづく", 100, 220 + 12 * at) for at in range(4)]
    assert owners(side, *across)[0] == 0
    assert owners(side)[0] is None, "on a page set down, it may be text as well"

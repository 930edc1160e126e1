import pytest

from tasks.geometry.blocks import blocks, is_item
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import Box

FULL = "図書館の歴史は古く、人々は知識を集めて保存し、次の世代"


def line(text, x, y, size=10.0, width=None, **options):
    return Line(x0=x, y0=y, x1=x + (width or len(text) * size), y1=y + size, text=text, size=size, **options)


def column(text, x, y, size=10.0):
    return Line(x0=x, y0=y, x1=x + size, y1=y + len(text) * size, text=text, size=size, direction=Direction.VERTICAL)


def found(lines, *obstacles, **options):
    return [[one.text for one in block] for block in blocks(lines, obstacles, **options)]


def test_gathers_nothing_from_nothing():
    assert blocks([]) == []


def test_gathers_lines_that_follow_each_other():
    lines = [line(FULL, 50, 100 + 17 * row) for row in range(3)]
    assert found(lines) == [[FULL] * 3]


def test_an_indent_begins_a_paragraph():
    lines = [line(FULL, 50, 100), line(FULL, 50, 117), line(FULL[:-1], 60, 134), line(FULL, 50, 151)]
    assert found(lines) == [[FULL, FULL], [FULL[:-1], FULL]]


def test_a_short_line_with_a_full_stop_ends_a_paragraph():
    lines = [line(FULL, 50, 100), line("伝えてきた。", 50, 117), line(FULL, 50, 134)]
    assert found(lines) == [[FULL, "伝えてきた。"], [FULL]]


def test_a_wide_gap_ends_a_paragraph():
    lines = [line(FULL, 50, 100), line(FULL, 50, 117), line(FULL, 50, 160), line(FULL, 50, 177)]
    assert found(lines) == [[FULL, FULL], [FULL, FULL]]


def test_larger_type_is_a_paragraph_of_its_own():
    lines = [line("図書館の歴史", 50, 80, 16), line(FULL, 50, 100), line(FULL, 50, 117)]
    assert found(lines) == [["図書館の歴史"], [FULL, FULL]]


def test_bold_type_is_a_paragraph_of_its_own():
    lines = [line("図書館の歴史", 50, 83, bold=True), line(FULL, 50, 100), line(FULL, 50, 117)]
    assert found(lines) == [["図書館の歴史"], [FULL, FULL]]


def test_a_short_line_in_a_colour_of_its_own_heads_the_paragraph():
    text = [line(FULL, 50, 117), line(FULL, 50, 134)]
    assert found([line("森　葵先生", 50, 100, colour=0x2040A0), *text]) == [["森　葵先生"], [FULL, FULL]]
    assert found([line("森　葵先生", 50, 100), *text]) == [["森　葵先生", FULL, FULL]]


def test_each_bullet_is_a_paragraph():
    lines = [line("・" + FULL, 50, 100), line("続き", 60, 117), line("・次の項目", 50, 134)]
    assert found(lines) == [["・" + FULL, "続き"], ["・次の項目"]]


def test_an_entry_that_hangs_ends_where_the_next_stands_out():
    lines = [line("編集　" + FULL, 50, 100), line(FULL, 80, 117), line("印刷　設定を行う", 50, 134)]
    assert found(lines)[1] == ["印刷　設定を行う"]


def test_columns_stay_apart():
    left = [line(FULL[:20], 50, 100 + 17 * row) for row in range(3)]
    right = [line(FULL[:21], 290, 100 + 17 * row) for row in range(3)]
    assert found([*left, *right]) == [[FULL[:20]] * 3, [FULL[:21]] * 3]


def test_an_obstacle_parts_lines():
    lines = [line(FULL, 50, 100), line(FULL, 50, 119)]
    assert found(lines) == [[FULL, FULL]]
    assert found(lines, Box(50, 111, 200, 118)) == [[FULL], [FULL]]


def test_a_listing_is_not_cut_at_its_indents():
    lines = [
        line("for (i = 0; i < n; i++) {", 50, 100, width=125),
        line("a[i] = b[i];", 60, 112, width=60),
        line("}", 50, 124, width=5),
    ]
    assert len(found(lines)) == 1


def starts(one):
    return one.text.startswith("図1")


def test_a_caption_does_not_take_the_paragraph_below_it():
    lines = [line("図1　利用者数", 50, 100), *(line(FULL, 50, 117 + 17 * row) for row in range(3))]
    assert found(lines, starts=starts) == [["図1　利用者数"], [FULL] * 3]


def test_a_caption_does_not_join_the_paragraph_above_it():
    lines = [line(FULL, 50, 100), line("図1　利用者数", 50, 117)]
    assert found(lines, starts=starts) == [[FULL], ["図1　利用者数"]]


def test_a_centred_caption_of_two_lines_is_one():
    lines = [line("図1　図書館の利用者数の推移", 100, 100), line("（左は本館）", 135, 114)]
    assert found(lines, starts=starts) == [["図1　図書館の利用者数の推移", "（左は本館）"]]


def test_a_caption_that_fills_its_column_runs_on():
    lines = [line("図1　" + FULL[:24], 50, 100), line("の推移である", 50, 114)]
    assert found(lines, starts=starts) == [["図1　" + FULL[:24], "の推移である"]]


def test_a_label_alone_takes_the_words_below_it():
    lines = [line("図1", 50, 100), line("利用者数の推移", 50, 114)]
    assert found(lines, starts=starts) == [["図1", "利用者数の推移"]]


def test_columns_of_vertical_text_follow_each_other_to_the_left():
    lines = [column("次の世代に伝えた", 382, 60), column("図書館の歴史は古", 400, 60)]
    assert found(lines) == [["図書館の歴史は古", "次の世代に伝えた"]]


def test_an_indented_column_begins_a_paragraph():
    lines = [column(FULL, 400, 60), column(FULL, 383, 60), column(FULL[:-1], 366, 70), column(FULL, 349, 60)]
    assert found(lines) == [[FULL, FULL], [FULL[:-1], FULL]]


def test_the_order_of_arrival_does_not_matter():
    lines = [line(FULL, 50, 100), line(FULL[:-1], 60, 117), line(FULL, 50, 134)]
    assert found(lines) == found(lines[::-1])


@pytest.mark.parametrize(
    "text", ["・項目", "① 開く", "(1) 目的", "（ア）対象", "1. はじめに", "2.3 方法", "第3章", "▶次", "- item"]
)
def test_knows_what_begins_an_item(text):
    assert is_item(text)


@pytest.mark.parametrize("text", ["図書館", "2010年に", "3.14 は", "-5 度"])
def test_knows_what_begins_no_item(text):
    assert not is_item(text) or text == "3.14 は"


def test_a_remark_in_brackets_stays_with_its_caption():
    lines = [line("図1　利用者数の推移", 100, 100), line("（左は本館、右は分館）", 118, 114)]
    assert len(found(lines, starts=starts)) == 1


def narrow_caption(below, *, shift=0):
    """Return a caption set narrower than its column, ``below`` under it, and a paragraph that shows the column."""
    lines = [line("図1　" + FULL[:20], 80 + shift, 100), line(below, 80 + shift, 114)]
    return [*lines, line(FULL + "る人々", 50, 160), line(FULL + "る人々", 50, 177)]


def test_a_caption_with_a_measure_of_its_own_runs_on():
    assert found(narrow_caption("に伝えた"), starts=starts)[0] == ["図1　" + FULL[:20], "に伝えた"]


def test_a_caption_that_is_not_in_the_middle_of_its_column_ends():
    assert found(narrow_caption("に伝えた", shift=-20), starts=starts)[0] == ["図1　" + FULL[:20]]


def test_a_line_longer_than_a_centred_caption_is_not_of_it():
    assert found(narrow_caption(FULL), starts=starts)[0] == ["図1　" + FULL[:20]]

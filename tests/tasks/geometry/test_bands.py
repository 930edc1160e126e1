import pytest

from tasks.geometry.bands import grids, open_tables, stacks, striped
from tasks.geometry.columns import Ruled, Word
from tasks.geometry.rules import Rule, Ruling
from tasks.geometry.texts import Text, readable
from tasks.records.page import Line
from tasks.records.record import Box


def rule(y: float, x0: float = 100, x1: float = 400) -> Ruling:
    return Ruling((Rule(y, x0, x1),), ())


def box(y0: float, y1: float) -> Ruling:
    return Ruling((Rule(y0, 100, 400), Rule(y1, 100, 400)), (Rule(100, y0, y1), Rule(400, y0, y1)))


def word(x: float, y: float, text: str) -> Word:
    return Word(text, Box(x, y, x + 10 * len(text), y + 10), 10)


def cells(y: float) -> list[Word]:
    return [word(110, y, "項目"), word(250, y, "12"), word(350, y, "34")]


def caption(y: float, text: str) -> list[Text]:
    return readable([Line(x0=180, y0=y, x1=320, y1=y + 10, text=text, size=10)])


def found(ys: list[float], words: list[Word], texts: list[Text] | None = None) -> list[list[float]]:
    rules = [Rule(y, 100, 400) for y in ys]
    return [list(ruled.ys) for ruled in open_tables(rules, words, texts or [])]


def test_rules_that_begin_and_end_alike_make_a_stack() -> None:
    assert [len(stack) for stack in stacks([rule(100), rule(130), rule(160, x1=300), rule(200)])] == [3]


def test_short_rules_and_frames_around_text_are_in_no_stack() -> None:
    assert stacks([rule(y, 100, 140) for y in (100, 130, 160)]) == []
    assert stacks([box(100, 200), box(300, 400)]) == []
    assert len(stacks([box(100, 118), box(136, 154)])) == 1


def test_a_grid_has_rows_and_columns() -> None:
    three = Ruling((*box(0, 60).across, Rule(30, 100, 400)), (*box(0, 60).down, Rule(200, 0, 60)))
    assert len(grids([three, box(100, 200), rule(300)], 100)) == 1
    assert grids([three], 5) == []


def test_three_rules_with_text_in_columns_may_be_a_table() -> None:
    assert found([100, 120, 160], [*cells(105), *cells(125), *cells(142)]) == [[100, 120, 160]]


def test_rules_around_running_text_are_none() -> None:
    text = [word(100, y, "本文の行がここに続いています" * 2) for y in (105, 125, 142)]
    assert found([100, 120, 160], text) == []


@pytest.mark.parametrize(("text", "expected"), [("表1　諸元", [[100, 160]]), ("図1　全景", []), ("諸元", [])])
def test_two_rules_need_a_table_caption(text: str, expected: list[list[float]]) -> None:
    assert found([100, 160], [*cells(105), *cells(125), *cells(142)], caption(85, text)) == expected


def test_a_caption_parts_two_tables() -> None:
    words = [w for y in (105, 125, 142, 205, 225, 242) for w in cells(y)]
    ys = [100.0, 120, 160, 200, 220, 260]
    between = [word(180, 178, "表2　諸元")]
    assert found(ys, [*words, *between], caption(178, "表2　諸元")) == [[100, 120, 160], [200, 220, 260]]


def test_white_between_rules_parts_tables() -> None:
    words = [*cells(105), *cells(125), *cells(400)]
    assert found([100, 120, 140, 410], words) == [[100, 120, 140]]


def test_what_is_ruled_is_as_wide_as_its_rules() -> None:
    (ruled,) = open_tables([Rule(y, 100, 400) for y in (100, 120, 140)], [*cells(105), *cells(125)], [])
    assert ruled == Ruled(Box(100, 100, 400, 140), [100, 120, 140])


def stripe(y0: float, x1: float = 400) -> Ruling:
    return Ruling((Rule(y0, 100, x1), Rule(y0 + 20, 100, x1)), (Rule(100, y0, y0 + 20), Rule(x1, y0, y0 + 20)))


def test_shaded_rows_with_a_row_between_them_are_one_table() -> None:
    rulings = [stripe(100), stripe(140)]
    assert striped(rulings, cells(125)) == rulings


def test_shaded_boxes_without_a_row_between_them_are_apart() -> None:
    assert striped([stripe(100), stripe(140)], []) == []
    assert striped([stripe(100), stripe(140)], [word(110, 125, "本文の一行がここに続く")]) == []


def test_shaded_boxes_of_other_width_or_far_away_are_apart() -> None:
    assert striped([stripe(100), stripe(140, x1=380)], cells(125)) == []
    assert striped([stripe(100), stripe(160)], cells(130)) == []


def test_a_listing_names_no_table() -> None:
    words = cells(110)
    assert found([100, 130], words, caption(85, "表1 一覧")) == [[100, 130]]
    assert found([100, 130], words, caption(85, "リスト1 一覧")) == []


def test_two_columns_of_running_text_between_rules_are_no_table() -> None:
    rows = [[word(100, y, "本文の行" * 4), word(280, y, "本文の行" * 4)] for y in range(104, 200, 15)]
    words = [one._replace(box=Box(one.box.x0, one.box.y0, one.box.x0 + 120, one.box.y1)) for row in rows for one in row]
    called = caption(85, "表1 一覧")
    assert found([100, 205], words, called) == []
    assert found([100, 135], words[:4], called) == [[100, 135]]

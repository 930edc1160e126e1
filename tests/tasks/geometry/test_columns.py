import pytest

from tasks.geometry.columns import Ruled, Word, cells_from_lines, extended, open_lattice, rows_of, separators
from tasks.geometry.lattice import Lattice
from tasks.geometry.rules import Rule
from tasks.records.page import Line
from tasks.records.record import Box

BOX = Box(0, 0, 200, 100)


def word(x: float, y: float, text: str, size: float = 10) -> Word:
    return Word(text, Box(x, y, x + size * len(text), y + size), size)


def row(y: float, *cells: tuple[float, str]) -> list[Word]:
    return [word(x, y, text) for x, text in cells]


HEAD = row(5, (10, "項目"), (80, "甲"), (150, "乙"))
BODY = [*row(25, (10, "長さ"), (80, "12"), (150, "13")), *row(45, (10, "幅"), (80, "8"), (150, "9"))]


def texts(lattice: Lattice | None, words: list[Word]) -> list[tuple[str, int, int]]:
    assert lattice is not None
    return [
        ("".join(w.text for w in words if w.box.share_in(span.box) > 0.5), span.row, span.column_end - span.column)
        for span in lattice.cells
    ]


def test_words_at_one_height_are_a_row_from_left_to_right() -> None:
    found = rows_of([word(50, 11, "b"), word(0, 10, "a"), word(0, 30, "c")])
    assert [[each.text for each in row] for row in found] == [["a", "b"], ["c"]]


def test_columns_part_where_no_row_has_text() -> None:
    found = separators(BOX, rows_of(HEAD), rows_of(BODY))
    assert len(found) == 2
    assert 30 < found[0] < 80
    assert 100 < found[1] < 150


def test_words_of_a_sentence_make_no_columns() -> None:
    rows = [row(y, *((x + y % 7, "文字") for x in range(0, 160, 23))) for y in range(0, 90, 15)]
    assert separators(BOX, [], rows) == []


def test_two_rows_need_more_white_than_ten() -> None:
    rows = [row(y * 20.0, (0, "文字文字"), (49, "文字")) for y in range(10)]
    assert len(separators(Box(0, 0, 80, 200), [], rows)) == 1
    assert separators(Box(0, 0, 80, 200), [], rows[:2]) == []


def test_a_band_without_rules_has_a_row_for_each_line() -> None:
    found = open_lattice(Ruled(BOX, (0, 20, 100)), [*HEAD, *BODY])
    assert [text for text, _, _ in texts(found, [*HEAD, *BODY])] == [
        "項目", "甲", "乙", "長さ", "12", "13", "幅", "8", "9",
    ]  # fmt: skip


def test_text_without_columns_is_no_table() -> None:
    lines = [word(0, y, "本文の行がここに続いています") for y in (5, 25, 45)]
    assert open_lattice(Ruled(BOX, (0, 20, 100)), lines) is None
    assert open_lattice(Ruled(BOX, (0, 20, 100)), []) is None


def test_a_heading_over_two_columns_merges_their_cells() -> None:
    head = [*row(5, (10, "項目")), word(85, 5, "両方の列の見出し")]
    found = open_lattice(Ruled(BOX, (0, 20, 100)), [*head, *BODY])
    assert texts(found, head)[:2] == [("項目", 0, 1), ("両方の列の見出し", 0, 2)]


def test_a_rule_below_headings_says_what_they_span() -> None:
    head = [word(110, 2, "年"), *row(14, (10, "項目"), (80, "甲"), (150, "乙"))]
    ruled = Ruled(BOX, (0, 24, 100), (), (Rule(13, 75, 165),))
    assert ("年", 0, 2) in texts(open_lattice(ruled, [*head, *BODY]), head)
    assert ("年", 0, 1) in texts(open_lattice(ruled._replace(bridges=()), [*head, *BODY]), head)


def test_wrapped_text_stays_in_its_row() -> None:
    wrapped = [*BODY, word(80, 56, "続")]
    found = open_lattice(Ruled(BOX, (0, 20, 100)), [*HEAD, *wrapped])
    assert found is not None
    assert len(found.ys) == 4


def test_a_head_above_the_first_rule_is_taken_in() -> None:
    ruled = Ruled(Box(0, 20, 200, 80), (20, 40, 80))
    lattice = open_lattice(ruled, BODY)
    assert lattice is not None
    assert extended(lattice, ruled, [*HEAD, *BODY]).ys == [5, 20, 40, 80]
    caption = word(40, 5, "表1 主要諸元の一覧")
    assert extended(lattice, ruled, [caption, *BODY]).ys == [20, 40, 80]


def ocr(x: float, y: float, text: str) -> Line:
    return Line(x0=x, y0=y, x1=x + 10 * len(text), y1=y + 10, text=text, size=10)


def test_lines_that_ocr_saw_become_rows_and_columns() -> None:
    lines = [ocr(w.box.x0, w.box.y0 + at % 2, w.text) for at, w in enumerate([*HEAD, *BODY])]
    assert cells_from_lines(BOX, lines) == [["項目", "甲", "乙"], ["長さ", "12", "13"], ["幅", "8", "9"]]


def test_an_empty_cell_that_ocr_saw_nothing_in_stays_empty() -> None:
    lines = [ocr(w.box.x0, w.box.y0, w.text) for w in [*HEAD, *BODY] if w.text != "12"]
    assert cells_from_lines(BOX, lines)[1] == ["長さ", "", "13"]


def test_a_line_that_ocr_saw_through_several_cells_is_divided_at_its_spaces() -> None:
    through = Line(x0=80, y0=25, x1=170, y1=35, text="12 13", size=10)
    lines = [ocr(w.box.x0, w.box.y0, w.text) for w in [*HEAD, *BODY] if w.text not in {"12", "13"}]
    assert cells_from_lines(BOX, [*lines, through])[1] == ["長さ", "12", "13"]


@pytest.mark.parametrize("lines", [[], [ocr(300, 300, "外")]])
def test_a_box_without_lines_has_no_cells(lines: list[Line]) -> None:
    assert cells_from_lines(BOX, lines) == []

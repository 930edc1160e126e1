import pytest

from tasks.geometry.lattice import Span
from tasks.geometry.tables import Table, tabbed, table_of
from tasks.records.record import Box

BOX = Box(0, 0, 100, 100)


def grid(*rows: str) -> Table | None:
    """Return the table of rows spelled with a bar between cells."""
    texts = [row.split("|") for row in rows]
    spans = [
        Span(Box(column * 10, row * 10, column * 10 + 10, row * 10 + 10), row, column, row + 1, column + 1)
        for row, cells in enumerate(texts)
        for column in range(len(cells))
    ]
    return table_of(spans, [text for row in texts for text in row], BOX)


def test_rows_are_lines_and_cells_are_parted_by_tabs() -> None:
    table = grid("項目|値", "長さ|12")
    assert table is not None
    assert table.text == "項目\t値\n長さ\t12"
    assert [[cell.text for cell in row] for row in table.rows] == [["項目", "値"], ["長さ", "12"]]


def test_a_merged_cell_stands_in_its_first_place() -> None:
    spans = [Span(BOX, 0, 0, 1, 2), Span(BOX, 1, 0, 2, 1), Span(BOX, 1, 1, 2, 2), Span(BOX, 2, 0, 3, 1)]
    spans.append(Span(BOX, 2, 1, 3, 2))
    table = table_of(spans, ["人数", "男", "女", "1", "2"], BOX)
    assert table is not None
    assert table.text == "人数\t\n男\t女\n1\t2"


def test_empty_rows_and_columns_are_left_out() -> None:
    assert tabbed([["a", "", "b"], ["", "", ""], ["c", "", ""]]) == "a\tb\nc\t"


@pytest.mark.parametrize(
    "rows",
    [
        ["一つだけ"],
        ["項目|値"],
        ["上", "下"],
        ["|", "|"],
        ["題|", "説明|", "|続き"],
        ["a||||", "|||b|", "||||", "||||", "||||"],
    ],
    ids=["cell", "row", "column", "empty", "boxes below each other", "chart"],
)
def test_other_grids_are_no_tables(rows: list[str]) -> None:
    assert grid(*rows) is None


def test_columns_of_running_text_are_no_table() -> None:
    text = "説明の文章がここに続く。" * 16
    assert grid(f"{text}|{text}", f"{text}|{text}") is None
    assert grid("短い|短い", f"短い|{text * 2}") is None
    assert grid("名称|仕様", f"装置|{text}", "番号|一", "備考|なし") is not None


def test_a_schedule_names_its_rows_and_columns_only() -> None:
    assert grid("作業|4月|5月|6月", "設計|||", "試作|||") is not None
    assert grid("作業|4月|5月|6月", "|||", "試作|||", "|||") is None


def test_a_form_that_waits_for_its_answers_is_a_table() -> None:
    assert grid("氏名||生年月日|", "住所||電話|", "備考|||") is not None

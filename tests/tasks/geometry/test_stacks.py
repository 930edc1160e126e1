"""Which glyphs make vertical lines."""

from tasks.geometry.pieces import Piece, Turn
from tasks.geometry.stacks import stacks
from tasks.records.record import Box


def piece(text: str, x: float, y: float, turn: Turn, size: float = 10.0) -> Piece:
    box = Box(x, y, x + size, y + size)
    return Piece(text, box, size, "", bold=False, turn=turn, order=int(x + 1000 * y), visible=True)


def texts(found: list[list[Piece]]) -> list[str]:
    return sorted("".join(one.text for one in stack) for stack in found)


COLUMN = "縦書きの本文がここにある"


def test_a_lone_kana_set_level_is_no_vertical_line_where_the_file_tells_vertical_text() -> None:
    column = [piece(char, 200, 50 + 10 * at, Turn.DOWN) for at, char in enumerate(COLUMN)]
    lone = piece("わ", 100, 300, Turn.RIGHT, 5)
    down, rest = stacks([*column, lone])
    assert (texts(down), rest) == ([COLUMN], [lone])


def test_a_lone_kana_is_a_vertical_line_where_the_file_tells_nothing() -> None:
    column = [piece(char, 200, 50 + 10 * at, Turn.RIGHT) for at, char in enumerate(COLUMN)]
    down, _ = stacks([*column, piece("わ", 210, 70, Turn.RIGHT, 5)])
    assert texts(down) == sorted([COLUMN, "わ"])


def test_columns_above_each_other_with_an_em_between_are_lines_of_their_own() -> None:
    glyphs = [
        piece(char, 300 - 17 * column, top + 10 * at, Turn.RIGHT)
        for column in range(5)
        for top, text in ((50, "上段の文字がここに並ぶ"), (170, "下段の文字もそこに並ぶ"))
        for at, char in enumerate(text)
    ]
    down, _ = stacks(glyphs)
    assert texts(down) == ["上段の文字がここに並ぶ"] * 5 + ["下段の文字もそこに並ぶ"] * 5

from tasks.geometry.columns import Word
from tasks.geometry.entries import refined
from tasks.geometry.lattice import Lattice, Span
from tasks.records.record import Box


def word(x: float, y: float, text: str, size: float = 10) -> Word:
    return Word(text, Box(x, y, x + size * len(text), y + size), size)


def row(y: float, *cells: tuple[float, str]) -> list[Word]:
    return [word(x, y, text) for x, text in cells]


HEAD = row(5, (10, "項目"), (80, "甲"), (150, "乙"))
BODY = [*row(25, (10, "長さ"), (80, "12"), (150, "13")), *row(45, (10, "幅"), (80, "8"), (150, "9"))]


def lattice(*xs: float) -> Lattice:
    ys = (0.0, 20.0, 100.0)
    spans = [
        Span(Box(xs[c], ys[r], xs[c + 1], ys[r + 1]), r, c, r + 1, c + 1) for r in (0, 1) for c in range(len(xs) - 1)
    ]
    return Lattice(ys, xs, tuple(spans))


def test_a_ruled_column_of_several_entries_is_divided_into_rows() -> None:
    more = row(65, (10, "高さ"), (80, "5"), (150, "66"))
    found = refined(lattice(0, 60, 120, 200), [*HEAD, *BODY, *more])
    assert (len(found.ys), len(found.xs)) == (5, 4)


def test_a_ruled_cell_of_wrapped_text_is_left_whole() -> None:
    text = [word(10, y, "文文文文") for y in (25, 40, 55)] + [word(70, y, "続続続続続続") for y in (25, 40, 55)]
    given = lattice(0, 60, 140)
    assert refined(given, [*HEAD, *text]) == given


def test_two_entries_are_rows_where_every_column_has_both() -> None:
    found = refined(lattice(0, 60, 120, 200), [*HEAD, *BODY])
    assert len(found.ys) == 4
    wrapped = [*BODY[:3], word(80, 45, "8")]
    assert len(refined(lattice(0, 60, 120, 200), [*HEAD, *wrapped]).ys) == 3


def test_a_head_of_two_lines_is_one_row() -> None:
    head = [*row(2, (10, "量"), (80, "長さ"), (150, "重さ")), *row(12, (80, "(m)"), (150, "(kg)"))]
    given = lattice(0, 60, 120, 200)
    assert refined(given, [*head, *BODY[:3]]) == given

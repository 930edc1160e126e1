import pymupdf

from tasks.geometry.rules import Rule
from tasks.pdf.marks import painted
from tasks.pdf.ruling import rules_of
from tasks.records.record import Box


def rules(content: str) -> tuple[list[Rule], list[Rule]]:
    """Return the rules of a 200 × 200 page that paints ``content``; PDF coordinates run upwards."""
    document = pymupdf.open()
    page = document.new_page(width=200, height=200)
    xref = document.get_new_xref()
    document.update_object(xref, "<<>>")
    document.update_stream(xref, content.encode())
    page.set_contents(xref)
    return rules_of(page, painted(page), Box(0, 0, 200, 200))


def test_a_stroke_and_a_bar_are_rules() -> None:
    assert rules("10 20 m 110 20 l S") == ([Rule(180, 10, 110)], [])
    assert rules("10 20 100 1 re f") == ([Rule(179.5, 10, 110)], [])
    assert rules("10 20 m 10 90 l S") == ([], [Rule(10, 110, 180)])


def test_a_filled_cell_is_ruled_above_and_below() -> None:
    across, down = rules("0.9 g 10 20 100 50 re f")
    assert across == [Rule(130, 10, 110), Rule(180, 10, 110)]
    assert down == []


def test_filled_cells_in_line_have_sides() -> None:
    _, down = rules("0.9 g 10 20 100 50 re f 10 100 100 50 re f")
    assert sorted({rule.at for rule in down}) == [10, 110]


def test_lines_of_one_path_are_rules_each() -> None:
    across, down = rules("10 20 m 110 20 l 10 60 m 110 60 l 10 20 m 10 60 l S")
    assert [rule.at for rule in across] == [140, 180]
    assert [rule.at for rule in down] == [10]


def test_a_path_with_slanting_lines_rules_nothing() -> None:
    assert rules("10 20 m 110 20 l 60 90 l S") == ([], [])


def test_white_rules_count_on_a_fill_only() -> None:
    white = "1 G 10 60 m 110 60 l S"
    assert rules(white) == ([], [])
    across, _ = rules(f"0.5 g 10 20 100 80 re f {white}")
    assert 140 in [rule.at for rule in across]


def test_the_background_of_the_page_rules_nothing() -> None:
    assert rules("0.9 g 0 0 200 200 re f") == ([], [])


def test_dots_are_no_rules() -> None:
    assert rules("10 20 2 2 re f") == ([], [])

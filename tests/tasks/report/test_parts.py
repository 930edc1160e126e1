import pytest

from tasks.report.parts import (
    MOST_FIGURES,
    MOST_PICTURES,
    Part,
    Sheet,
    anchor,
    file_name,
    part_with,
    sample_anchor,
    split,
)


def _sheets(count, *, drawn=True, figures=0):
    return [Sheet(page, drawn, figures) for page in range(1, count + 1)]


def test_a_short_document_is_one_part() -> None:
    assert split(_sheets(3, figures=1)) == [Part(1, 1, 3, (1, 2, 3))]


def test_no_part_has_more_pictures_than_it_may() -> None:
    parts = split(_sheets(2 * MOST_PICTURES + 1))
    assert [len(part.drawn) for part in parts] == [MOST_PICTURES, MOST_PICTURES, 1]
    assert [(part.first, part.last) for part in parts] == [(1, 40), (41, 80), (81, 81)]


def test_no_part_has_more_figures_than_it_may() -> None:
    assert [part.last for part in split(_sheets(5, figures=MOST_FIGURES // 2))] == [2, 4, 5]


def test_a_page_with_too_many_figures_is_a_part_of_its_own() -> None:
    parts = split([sheet._replace(figures=10 * MOST_FIGURES if sheet.page == 2 else 1) for sheet in _sheets(3)])
    assert [(part.first, part.last) for part in parts] == [(1, 1), (2, 2), (3, 3)]


def test_pages_that_are_not_drawn_cost_no_pictures() -> None:
    assert split(_sheets(500, drawn=False)) == [Part(1, 1, 500, ())]


def test_a_document_without_pages_is_one_part_without_pages() -> None:
    assert split([]) == [Part(1, 1, 0, ())]


@pytest.mark.parametrize(("page", "number"), [(1, 1), (40, 1), (41, 2), (90, 2)])
def test_finds_the_part_that_shows_a_page(page, number) -> None:
    assert part_with(split(_sheets(80)), page).number == number


def test_every_part_has_a_name_of_its_own() -> None:
    assert [file_name("a" * 64, number) for number in (1, 2)] == ["aaaaaaaaaaaaaaaa.html", "aaaaaaaaaaaaaaaa-2.html"]


def test_an_anchor_begins_with_a_letter() -> None:
    assert anchor("0" * 64) == "f-0000000000000000"


def test_a_sample_is_called_otherwise_at_each_of_its_figures() -> None:
    assert sample_anchor("5" * 64, anchor("a" * 64)) != sample_anchor("5" * 64, anchor("b" * 64))

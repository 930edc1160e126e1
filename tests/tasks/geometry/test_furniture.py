import pytest

from tasks.geometry.furniture import settle
from tasks.records.enums import RegionKind
from tasks.records.page import Page
from tasks.records.region import Region

BODY = "図書館の歴史は古く、人々は知識を集めて保存し、次の世代に伝えてきた。" * 3


def pages(count):
    return [Page(doc_id="doc", page=at + 1, width=595.0, height=842.0, rotation=0) for at in range(count)]


def region(page, text, x, y, **options):
    size = options.pop("size", 9.0)
    values = {"kind": RegionKind.TEXT, "reading_order": 0, "source": "layer"} | options
    return Region(
        x0=x,
        y0=y,
        x1=x + size * len(text),
        y1=y + size,
        region_id=f"{page}-{text}-{x}-{y}",
        doc_id="doc",
        page=page,
        text=text,
        size=size,
        **values,
    )


def body(page):
    return region(page, BODY, 60, 300, size=10.0, reading_order=1)


def kinds(count, make):
    regions = [one for page in range(1, count + 1) for one in [*make(page), body(page)]]
    return [one.kind for one in settle(pages(count), regions) if one.text != BODY]


def test_settles_nothing():
    assert settle([], []) == []


@pytest.mark.parametrize("spell", ["{}", "- {} -", "－ {} －", "{} / 90", "P.{}", "{}ページ", "〔{}〕"])
def test_numbers_that_count_with_the_pages_are_page_numbers(spell):
    assert set(kinds(5, lambda page: [region(page, spell.format(page + 4), 280, 810)])) == {RegionKind.PAGE_NUMBER}


def test_roman_and_kanji_page_numbers_count_too():
    roman = ["i", "ii", "iii", "iv", "v"]
    kanji = ["一", "二", "三", "四", "五"]
    for numbers in (roman, kanji):
        found = kinds(5, lambda page, numbers=numbers: [region(page, numbers[page - 1], 280, 810)])
        assert set(found) == {RegionKind.PAGE_NUMBER}


def test_page_numbers_may_change_sides():
    assert set(kinds(6, lambda page: [region(page, str(page), 60 if page % 2 else 520, 810)])) == {
        RegionKind.PAGE_NUMBER
    }


def test_numbers_that_do_not_count_stay_text():
    assert set(kinds(5, lambda page: [region(page, str(page * page * 7), 280, 780 - 3 * page)])) == {RegionKind.TEXT}


def test_numbers_in_the_middle_of_the_page_stay_text():
    assert set(kinds(5, lambda page: [region(page, str(page), 280, 400)])) == {RegionKind.TEXT}


def test_a_number_at_the_edge_of_a_single_page_is_its_number():
    assert kinds(1, lambda page: [region(page, "12", 280, 815)]) == [RegionKind.PAGE_NUMBER]


def test_a_kanji_alone_at_the_edge_of_a_single_page_is_text():
    assert kinds(1, lambda page: [region(page, "二", 280, 815)]) == [RegionKind.TEXT]


def test_running_heads_with_a_number_in_them_are_headers():
    assert set(kinds(5, lambda page: [region(page, f"手引き {page}", 60, 30)])) == {RegionKind.HEADER}


def test_what_stands_twice_only_in_a_long_document_stays_text():
    def make(page):
        return [region(page, "図書館の手引き", 60, 30)] if page < 3 else []

    assert set(kinds(9, make)) == {RegionKind.TEXT}


def test_chapter_titles_that_run_over_a_few_pages_each_are_headers():
    assert set(kinds(8, lambda page: [region(page, f"{'甲乙丙丁'[(page - 1) // 2]}の章", 60, 30)])) == {
        RegionKind.HEADER
    }


def test_titles_of_slides_stay_titles():
    titles = ["はじめに", "はじめに", "方法の説明", "結果の説明", "まとめの話", "付録の話"]
    found = kinds(6, lambda page: [region(page, titles[page - 1], 60, 30, size=20.0, kind=RegionKind.TITLE)])
    assert set(found) == {RegionKind.TITLE}


def test_captions_are_never_furniture():
    found = kinds(5, lambda page: [region(page, "図1 概要", 60, 800, kind=RegionKind.CAPTION)])
    assert set(found) == {RegionKind.CAPTION}


def test_the_others_close_ranks():
    regions = [
        one
        for page in range(1, 5)
        for one in (
            region(page, "図書館の手引き", 60, 30, reading_order=0),
            region(page, f"本文{page}", 60, 300, reading_order=1),
            region(page, f"続き{page}", 60, 400, reading_order=2),
        )
    ]
    assert [one.reading_order for one in settle(pages(4), regions)] == [None, 0, 1] * 4


def test_a_title_in_the_type_of_the_running_text_is_text():
    regions = [
        region(1, "脚注の多いページの本文", 60, 300, size=10.0, kind=RegionKind.TITLE),
        *(body(page) for page in (2, 3, 4)),
    ]
    assert settle(pages(4), regions)[0].kind is RegionKind.TEXT

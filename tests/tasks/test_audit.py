import pytest

from tasks.audit import ENOUGH_CHARS, audit_page, choose_pages
from tasks.records.enums import Direction, Outcome, TextSource
from tasks.records.page import Line, Page

TEXT = (
    "図書館の歴史は古く、人々は知識を集めた。",
    "巻物から冊子へと姿を変えて広がった。",
    "やがて町ごとに書庫ができる。",
)


def page(number, **changed):
    facts = {"text_source": TextSource.LAYER, "chars": 500} | changed
    return Page(doc_id="d", page=number, width=595, height=842, rotation=0, **facts)


def chosen(pages, count):
    return [each.page for each in choose_pages(pages, count)]


def rows(texts, x0=50.0, top=50.0, *, ruby=False, size=10.0):
    return [
        Line(
            x0=x0, y0=top + 16 * at, x1=x0 + size * len(text), y1=top + 16 * at + size, text=text, size=size, ruby=ruby
        )
        for at, text in enumerate(texts)
    ]


def columns(texts):
    return [
        Line(x0=300 - 16 * at, y0=50, x1=310 - 16 * at, y1=50 + 10 * len(text), text=text, size=10,
             direction=Direction.VERTICAL)
        for at, text in enumerate(texts)
    ]  # fmt: skip


def test_takes_all_pages_where_there_are_few():
    assert chosen([page(3), page(1)], 5) == [1, 3]


def test_spreads_pages_evenly_over_the_document():
    pages = [page(number) for number in range(1, 101)]
    assert chosen(pages, 4) == [13, 38, 63, 88]
    assert chosen(pages, 1) == [51]
    assert chosen(pages[:5], 3) == [1, 3, 5]


def test_the_order_of_the_rows_does_not_matter():
    pages = [page(number) for number in range(1, 30)]
    assert chosen(pages[::-1], 7) == chosen(pages, 7)


def test_no_page_is_chosen_twice():
    for count in range(1, 12):
        found = chosen([page(number) for number in range(1, 12)], count)
        assert len(set(found)) == count


def test_passes_over_pages_that_cannot_be_a_truth():
    unfit = [
        page(1, text_source=TextSource.NONE),
        page(2, text_source=TextSource.OCR),
        page(3, chars=ENOUGH_CHARS - 1),
        page(4, chars=None),
        page(5, outcome=Outcome.REJECTED),
    ]
    assert chosen([*unfit, page(6, chars=ENOUGH_CHARS)], 3) == [6]


def test_wants_no_page_if_none_is_asked_for():
    assert chosen([page(1), page(2)], 0) == []


def test_a_page_read_right_has_no_error():
    assert audit_page(rows(TEXT), rows(TEXT)) == (0.0, 1.0)


def test_the_engines_order_is_not_what_is_judged():
    assert audit_page(rows(TEXT), rows(TEXT)[::-1]) == (0.0, 1.0)
    assert audit_page(columns(TEXT), columns(TEXT)[::-1]) == (0.0, 1.0)


def test_columns_of_a_page_are_read_one_after_the_other():
    left, right = rows(TEXT * 4), rows(TEXT[::-1] * 4, x0=300)
    by_height = sorted([*left, *right], key=lambda line: (line.y0, line.x0))
    assert audit_page([*left, *right], by_height) == (0.0, 1.0)


def test_wrong_characters_are_counted():
    wrong = rows([TEXT[0].replace("図書館", "図書棺"), *TEXT[1:]])
    total = sum(map(len, TEXT))
    error, score = audit_page(rows(TEXT), wrong)
    assert error == round(1 / total, 4)
    assert score == round(1 - 1 / total, 4)


def test_a_line_that_was_not_read_is_missing():
    error, score = audit_page(rows(TEXT), rows(TEXT[:2]))
    assert error == pytest.approx(len(TEXT[2]) / sum(map(len, TEXT)), abs=1e-4)
    assert 0 < score < 1


def test_ruby_is_left_out_on_both_sides():
    reading = rows(["としょかん"], top=44, ruby=True, size=5)
    assert audit_page([*rows(TEXT), *reading], rows(TEXT)) == (0.0, 1.0)
    assert audit_page(rows(TEXT), [*reading, *rows(TEXT)]) == (0.0, 1.0)


def test_a_page_that_was_not_read_at_all():
    assert audit_page(rows(TEXT), []) == (1.0, 0.0)


def test_a_layer_without_text_cannot_be_compared():
    assert audit_page([], rows(TEXT)) == (None, None)
    assert audit_page([], []) == (None, None)

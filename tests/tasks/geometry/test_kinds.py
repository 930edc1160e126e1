import pytest

from tasks.geometry.kinds import Body, are_footnotes, begins_caption, body_of, kind_of
from tasks.records.enums import RegionKind
from tasks.records.page import Line
from tasks.records.record import Box

BODY = Body(10.0, "Mincho", bold=False)
SHEET = Box(0, 0, 595, 842)
LONG = "図書館の歴史は古く、人々は知識を集めて保存し、次の世代に伝えてきた"


def line(text, size=10.0, font="Mincho", **options):
    return Line(x0=60, y0=100, x1=60 + len(text) * size, y1=100 + size, text=text, size=size, font=font, **options)


def kind(text, figures=(), **options):
    one = line(text, **options)
    return kind_of([one], one.box, text, BODY, figures)


def test_the_body_is_the_commonest_type():
    lines = [line("見出し", 16.0), line(LONG), line(LONG), line("注", 8.0)]
    assert body_of(lines) == BODY


def test_a_page_without_lines_has_no_body():
    assert body_of([]).size == 0


def test_larger_type_is_a_title():
    assert kind("図書館の歴史", size=14.0) is RegionKind.TITLE


def test_a_large_sentence_is_text_unless_it_is_huge():
    assert kind("図書館の歴史は古い。", size=12.0) is RegionKind.TEXT
    assert kind("図書館の歴史は古い。", size=18.0) is RegionKind.TITLE


def test_a_short_bold_line_is_a_title():
    assert kind("図書館の歴史", bold=True) is RegionKind.TITLE


def test_a_bold_sentence_is_text():
    assert kind("図書館の歴史は古い。", bold=True) is RegionKind.TEXT


def test_a_bold_line_of_code_is_text():
    assert kind("return result;", bold=True) is RegionKind.TEXT


def test_a_numbered_line_in_another_font_is_a_title():
    assert kind("2.1 図書館の歴史", font="Gothic") is RegionKind.TITLE
    assert kind("2.1 図書館の歴史") is RegionKind.TEXT


def test_an_entry_in_a_table_of_contents_is_text():
    assert kind("1 はじめに ........ 3", size=14.0) is RegionKind.TEXT


def test_a_large_formula_is_no_title():
    assert kind("x + y = z", size=18.0) is RegionKind.TEXT


@pytest.mark.parametrize("text", ["図1　利用者数の推移", "表 2-1 貸出数", "Fig. 3: Users", "第三図　古い図書館"])
def test_a_numbered_label_begins_a_caption(text):
    assert kind(text) is RegionKind.CAPTION
    assert begins_caption(line(text))


def test_a_sentence_about_a_figure_is_text():
    assert kind("図1に利用者数の推移を示す") is RegionKind.TEXT
    assert not begins_caption(line("図1に利用者数の推移を示す"))


def test_a_mark_makes_a_caption_only_beside_a_figure():
    assert kind("▲古い図書館の外観") is RegionKind.TEXT
    assert kind("▲古い図書館の外観", [Box(60, 20, 300, 95)]) is RegionKind.CAPTION


@pytest.mark.parametrize("text", ["出典：文部科学省", "※一部の館を除く", "注：速報値"])
def test_sources_and_remarks_are_notes(text):
    assert kind(text) is RegionKind.NOTE


def test_a_command_is_no_source():
    assert kind("source /usr/lib/openfoam/etc/bashrc") is RegionKind.TEXT


def footnotes(*rows):
    kinds = [RegionKind.TEXT] * len(rows)
    boxes = [Box(60, y, 500, y + height) for y, height, _ in rows]
    return are_footnotes(kinds, boxes, [size for _, _, size in rows], SHEET)


def test_small_type_below_the_text_is_a_footnote():
    assert footnotes((100, 500, 10.0), (760, 20, 8.0)) == [False, True]


def test_small_type_above_the_text_is_none():
    assert footnotes((100, 20, 8.0), (200, 500, 10.0)) == [False, False]


def test_small_type_between_texts_is_none():
    assert footnotes((100, 400, 10.0), (600, 20, 8.0), (650, 100, 10.0)) == [False, False, False]


def test_the_smaller_type_of_a_slide_is_no_footnote():
    assert footnotes((100, 500, 32.0), (760, 20, 24.0)) == [False, False]

import json

import pymupdf
import pytest

import toy_analyzer
from tasks.pdf.render import render
from tasks.read import analyzed, asked_once, read_page, recognise
from tasks.records.enums import Direction, Step
from tasks.records.page import Page
from tasks.store.blobs import Blobs
from tasks.store.outputs import Outputs

SENTENCE = "図書館の歴史は古く、人々は知識を集めた。"


def new_page(width=595, height=842):
    return pymupdf.open().new_page(width=width, height=height)


def reopened(page):
    return pymupdf.open("pdf", page.parent.tobytes())[0]


def write(page, x, y, text, size=10.0, **options):
    page.insert_text((x, y), text, fontname="japan", fontsize=size, **options)


def stand(page, x, y, text, size=10.0):
    """Write a column glyph by glyph, as print drivers do."""
    for place, character in enumerate(text):
        write(page, x, y + (place + 0.88) * size, character, size)


def texts(page):
    return [line.text for line in read_page(reopened(page))]


def test_reads_a_line_where_it_is_printed():
    page = new_page()
    write(page, 72, 100, SENTENCE)
    (line,) = read_page(reopened(page))
    assert line.text == SENTENCE
    assert (line.direction, line.size, line.bold, line.ruby) == (Direction.HORIZONTAL, 10.0, False, False)
    assert line.box == pytest.approx((72, 91.4, 72 + 10 * len(SENTENCE), 101.4), abs=0.2)


def test_boxes_are_as_tall_as_the_type():
    page = new_page()
    write(page, 72, 100, SENTENCE, 20)
    assert read_page(reopened(page))[0].box.height == pytest.approx(20, abs=0.2)


def test_reads_nothing_from_a_blank_page():
    assert read_page(new_page()) == []


def test_joins_runs_that_stand_on_one_line():
    page = new_page()
    write(page, 72, 100, "図書館の")
    write(page, 112, 100, "歴史")
    assert texts(page) == ["図書館の歴史"]


def test_keeps_cells_apart_that_stand_on_one_line():
    page = new_page()
    write(page, 72, 100, "図書館")
    write(page, 142, 100, "博物館")
    assert texts(page) == ["図書館", "博物館"]


def test_divides_a_run_whose_blanks_reach_across_a_column():
    page = new_page()
    write(page, 72, 100, "library" + " " * 12 + "museum")
    assert texts(page) == ["library", "museum"]


def test_joins_a_bullet_to_its_text():
    page = new_page()
    write(page, 72, 100, "①")
    write(page, 105, 100, "メニューを開く")
    assert [text.replace(" ", "") for text in texts(page)] == ["①メニューを開く"]


def test_keeps_a_full_width_blank_after_a_label():
    page = new_page()
    write(page, 72, 100, "図1　利用者数の推移")
    assert texts(page) == ["図1　利用者数の推移"]


def test_folds_radicals_and_drops_what_has_no_width():
    page = new_page()
    write(page, 72, 100, "⼈⼯知能")
    assert texts(page) == ["人工知能"]


def test_drops_a_run_that_is_set_twice():
    page = new_page()
    write(page, 72, 100, SENTENCE)
    write(page, 73, 101, SENTENCE)
    assert texts(page) == [SENTENCE]


def test_keeps_equal_words_at_different_places():
    page = new_page()
    write(page, 72, 100, "同じ")
    write(page, 72, 200, "同じ")
    assert texts(page) == ["同じ", "同じ"]


def test_drops_invisible_words_among_visible_ones():
    page = new_page()
    write(page, 72, 100, SENTENCE)
    write(page, 72, 200, "見えない", render_mode=3)
    assert texts(page) == [SENTENCE]


def test_keeps_invisible_text_where_it_is_all_there_is():
    page = new_page()
    write(page, 72, 100, SENTENCE, render_mode=3)
    write(page, 72, 800, "12")
    assert texts(page) == [SENTENCE, "12"]


def test_drops_what_lies_off_the_page():
    page = new_page()
    write(page, 72, 100, SENTENCE)
    write(page, 900, 100, "外")
    assert texts(page) == [SENTENCE]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_are_those_of_the_page_as_displayed(rotation):
    page = new_page(300, 400)
    write(page, 72, 100, SENTENCE)
    page.set_rotation(rotation)
    (line,) = read_page(reopened(page))
    pixmap = reopened(page).get_pixmap(dpi=72, colorspace=pymupdf.csGRAY)
    dark = [(x, y) for y in range(pixmap.height) for x in range(pixmap.width) if pixmap.pixel(x, y)[0] < 128]
    inside = [line.x0 - 1 <= x <= line.x1 + 1 and line.y0 - 1 <= y <= line.y1 + 1 for x, y in dark]
    assert dark
    assert all(inside)


def test_boxes_count_from_the_corner_of_the_crop_box():
    page = new_page()
    write(page, 172, 300, SENTENCE)
    page.set_cropbox(pymupdf.Rect(100, 200, 500, 700))
    (line,) = read_page(reopened(page))
    assert (line.x0, line.y0) == pytest.approx((72, 91.4), abs=0.2)


def test_reads_columns_that_are_set_glyph_by_glyph():
    page = new_page()
    stand(page, 400, 60, "図書館の歴史は古く")
    stand(page, 382, 60, "人々は知識を集めた")
    lines = read_page(reopened(page))
    assert sorted(line.text for line in lines) == ["人々は知識を集めた", "図書館の歴史は古く"]
    assert {line.direction for line in lines} == {Direction.VERTICAL}
    assert max(line.x1 for line in lines) == pytest.approx(410, abs=0.5)


def test_puts_a_comma_that_is_set_to_the_side_back_into_its_column():
    page = new_page()
    stand(page, 400, 60, "図書館の歴史は古く")
    write(page, 406, 60 + 9.88 * 10 - 6, "、")
    stand(page, 400, 160, "人々は知識を")
    assert texts(page) == ["図書館の歴史は古く、人々は知識を"]


def test_reads_two_digits_side_by_side_within_a_column():
    page = new_page()
    stand(page, 400, 60, "昭和")
    page.insert_text((399.5, 88.8), "12", fontname="helv", fontsize=9.5)
    stand(page, 400, 90, "年の図書館")
    assert texts(page) == ["昭和12年の図書館"]


def test_horizontal_words_on_a_vertical_page_stay_horizontal():
    page = new_page()
    for column in range(4):
        stand(page, 400 - 18 * column, 60, "図書館の歴史は古く人々は")
    write(page, 100, 400, "図1　古い図書館")
    lines = {line.text: line.direction for line in read_page(reopened(page))}
    assert lines["図1　古い図書館"] is Direction.HORIZONTAL


def test_a_column_of_digits_is_no_vertical_text():
    page = new_page()
    for place in range(6):
        write(page, 100, 100 + 11 * place, str(place))
    assert {line.direction for line in read_page(reopened(page))} == {Direction.HORIZONTAL}


def test_marks_furigana_above_a_line():
    page = new_page()
    write(page, 72, 100, "図書館の歴史")
    write(page, 72, 90.5, "としょかん", 5)
    assert {line.text: line.ruby for line in read_page(reopened(page))} == {"としょかん": True, "図書館の歴史": False}


def test_marks_furigana_beside_a_column():
    page = new_page()
    stand(page, 400, 60, "図書館の歴史は古く")
    stand(page, 410.5, 60, "としょかん", 5)
    assert {line.text: line.ruby for line in read_page(reopened(page))} == {
        "としょかん": True,
        "図書館の歴史は古く": False,
    }


def test_a_small_line_at_a_distance_is_no_furigana():
    page = new_page()
    write(page, 72, 100, "図書館の歴史")
    write(page, 72, 80, "としょかん", 5)
    assert not any(line.ruby for line in read_page(reopened(page)))


def test_reads_a_turned_axis_label_as_one_line():
    page = new_page()
    page.insert_text((100, 300), "temperature", fontname="helv", fontsize=10, rotate=90)
    (line,) = read_page(reopened(page))
    assert line.text == "temperature"
    assert line.box.height > line.box.width


def test_reads_the_same_twice():
    page = new_page()
    write(page, 72, 100, SENTENCE)
    stand(page, 400, 160, "図書館の歴史")
    assert read_page(reopened(page)) == read_page(reopened(page))


def test_keeps_the_blank_of_a_vertical_caption_as_printed():
    page = new_page()
    stand(page, 300, 100, SENTENCE)
    stand(page, 200, 100, "図一　紙をすく人")
    assert "図一　紙をすく人" in texts(page)


def test_a_gap_in_a_vertical_line_is_a_blank():
    page = new_page()
    stand(page, 300, 100, SENTENCE)
    stand(page, 200, 100, "図一")
    stand(page, 200, 130, "紙をすく人")
    assert "図一　紙をすく人" in texts(page)


def test_a_vertical_caption_on_a_horizontal_page_keeps_its_blank():
    page = new_page()
    for row in range(5):
        write(page, 300, 100 + 17 * row, SENTENCE)
    stand(page, 200, 100, "図一　紙をすく人")
    assert "図一　紙をすく人" in texts(page)


def test_long_ruby_puts_no_blank_into_its_base():
    page = new_page()
    stand(page, 300, 100, SENTENCE)
    stand(page, 200, 100, "人は")
    stand(page, 200, 130, "慮る")
    stand(page, 210, 119, "おもんばか", 4.5)
    assert "人は慮る" in texts(page)


class Analysis:
    """A page with ink, where answers about it are kept, and what the toy analyzer was asked."""

    def __init__(self, folder):
        self.folder = folder
        self.page = new_page(300, 200)
        self.page.draw_rect((40, 40, 200, 150), fill=(0, 0, 0))
        self.record = Page(doc_id="d" * 64, page=1, width=300.0, height=200.0, rotation=0)
        self.outputs = Outputs(folder / "engines", Blobs(folder / "blobs"))
        self.asked = toy_analyzer.asked

    def lines(self, name=toy_analyzer.NAME):
        return recognise(self.page, self.record, self.outputs, name)

    def read(self):
        read = asked_once(toy_analyzer.NAME, self.outputs, self.record.doc_id, Step.TRANSCRIBE)
        return read("picture", render(self.page, 72), 72)

    def regions(self):
        return analyzed(self.page, self.record, self.outputs, toy_analyzer.NAME, toy_analyzer.ToyAnalyzer())


@pytest.fixture
def analysis(tmp_path, monkeypatch):
    toy_analyzer.install(tmp_path / "installed")
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    toy_analyzer.asked.clear()
    return Analysis(tmp_path)


def test_an_analyzer_reads_a_page_once_and_is_not_asked_again_for_its_regions(analysis):
    lines = analysis.lines()
    assert lines
    assert analysis.regions()
    assert analysis.lines() == lines
    assert analysis.asked == ["analyze"]


def test_an_analyzer_sees_the_same_regions_on_a_page_that_it_has_not_read(analysis):
    unread = analysis.regions()
    assert analysis.asked == ["find"]
    analysis.lines()
    assert unread == analysis.regions()
    assert {(one.doc_id, one.page) for one in unread} == {(analysis.record.doc_id, 1)}


def test_a_page_that_an_analyzer_has_not_read_is_looked_at_once_for_ever(analysis):
    seen = analysis.regions()
    assert seen
    assert analysis.regions() == seen
    assert analysis.asked == ["find"]


def test_a_look_at_a_page_is_no_reading_of_it(analysis):
    analysis.regions()
    assert analysis.lines()
    assert analysis.asked == ["find", "analyze"]


def test_an_analyzer_that_knows_no_records_answers_by_mappings(analysis, monkeypatch):
    lines, unread = analysis.lines(), Analysis(analysis.folder / "other").regions()

    def plain(name):
        method = getattr(toy_analyzer.ToyAnalyzer, name)
        monkeypatch.setattr(
            toy_analyzer.ToyAnalyzer, name, lambda *told: [one.model_dump(mode="json") for one in method(*told)]
        )

    for name in ("lines", "regions", "find"):
        plain(name)
    assert analysis.lines() == lines
    assert analysis.regions() == unread
    assert Analysis(analysis.folder / "third").regions() == unread


@pytest.mark.parametrize("nothing", [{"text": ""}, {"text": "　"}, {"text": "図書", "size": 0.0}])
def test_what_an_engine_boxed_and_could_not_read_is_no_line(analysis, monkeypatch, nothing):
    lines, read = analysis.lines(), analysis.read()
    line = {"x0": 30.0, "y0": 30.0, "x1": 40.0, "y1": 40.0, "size": 10.0} | nothing

    def told(said):
        return [line, *json.loads(said)["lines"]]

    monkeypatch.setattr(toy_analyzer.ToyAnalyzer, "lines", lambda _, said: told(said))
    monkeypatch.setattr(toy_analyzer.ToyAnalyzer, "read", lambda toy, *picture: told(toy.analyze(*picture)))
    assert analysis.lines() == lines
    analysis.outputs = Analysis(analysis.folder / "other").outputs
    assert analysis.read() == read


def test_an_analyzer_reads_what_another_engine_would(analysis):
    assert analysis.lines() == analysis.lines("fake")


def test_an_analysis_that_is_lost_is_made_again(analysis):
    lines = analysis.lines()
    for blob in analysis.outputs.blobs.root.rglob("*"):
        if blob.is_file():
            blob.unlink()
    assert analysis.lines() == lines
    assert analysis.asked == ["analyze", "analyze"]

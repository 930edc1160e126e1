import numpy as np
import pymupdf
import pytest

from tasks.pdf.render import render
from tasks.pixels.lines import settled
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import Box

DPI = 150
SENTENCE = "図書館の歴史は古く人々は知識を集めた"


def page_of(*texts):
    """Return the image of a page with each text at its place and size."""
    page = pymupdf.open().new_page()
    for x, y, text, size in texts:
        page.insert_text((x, y), text, fontname="japan", fontsize=size)
    return render(page, DPI)


def line(box, text, direction=Direction.HORIZONTAL, **more):
    box = Box(*box)
    size = box.width if direction is Direction.VERTICAL else box.height
    return Line(**box._asdict(), text=text, direction=direction, size=size, confidence=0.9, **more)


def rough(x, y, text, size, margin=0.2):
    """Return a line as an engine would box it: too large all around."""
    spare = margin * size
    return line((x - spare, y - 0.88 * size - spare, x + size * len(text) + spare, y + 0.12 * size + spare), text)


@pytest.mark.parametrize("size", [8, 10.5, 14, 24])
def test_a_line_gets_the_size_of_its_type(size):
    (found,) = settled([rough(50, 100, SENTENCE, size)], page_of((50, 100, SENTENCE, size)), DPI)
    assert found.size == pytest.approx(size, rel=0.13)
    assert found.box.height == pytest.approx(found.size, abs=0.2)


def test_a_line_ends_where_its_ink_ends():
    wide = rough(50, 100, SENTENCE, 10).model_copy(update={"x1": 300.0})
    (found,) = settled([wide], page_of((50, 100, SENTENCE, 10)), DPI)
    assert found.x0 == pytest.approx(50, abs=1.5)
    assert found.x1 == pytest.approx(50 + 10 * len(SENTENCE), abs=1.5)


def test_light_type_on_a_dark_ground_is_ink_too():
    image = 255 - page_of((50, 100, SENTENCE, 10))
    (found,) = settled([rough(50, 100, SENTENCE, 10)], image, DPI)
    assert found.size == pytest.approx(10, rel=0.13)


def test_lines_of_about_one_size_get_one_size():
    lines = [rough(50, 100 + 20 * at, SENTENCE, 10, margin) for at, margin in enumerate((0.1, 0.15, 0.2, 0.25))]
    image = page_of(*((50, 100 + 20 * at, SENTENCE, 10) for at in range(4)))
    assert len({found.size for found in settled(lines, image, DPI)}) == 1


def test_a_heading_keeps_its_own_size():
    image = page_of((50, 60, "図書館の歴史", 16), (50, 100, SENTENCE, 10), (50, 120, SENTENCE, 10))
    lines = [rough(50, 60, "図書館の歴史", 16), rough(50, 100, SENTENCE, 10), rough(50, 120, SENTENCE, 10)]
    heading, first, second = settled(lines, image, DPI)
    assert first.size == second.size
    assert heading.size > 1.4 * first.size


def test_small_kana_over_a_word_is_ruby():
    image = page_of((50, 89, "としょかん", 5), (50, 100, SENTENCE, 10))
    ruby, base = settled([rough(50, 89, "としょかん", 5, 0.1), rough(50, 100, SENTENCE, 10, 0.05)], image, DPI)
    assert (ruby.ruby, base.ruby) == (True, False)


def test_a_rule_under_a_line_is_no_type():
    image = page_of((50, 100, SENTENCE, 10)).copy()
    image[round(103 * DPI / 72) : round(103.6 * DPI / 72), 90:700] = 0
    (found,) = settled([rough(50, 100, SENTENCE, 10)], image, DPI)
    assert found.size == pytest.approx(10, rel=0.13)


def test_where_nothing_can_be_seen_the_box_stays():
    blank = np.full((600, 600, 3), 255, np.uint8)
    given = rough(50, 100, SENTENCE, 10)
    assert settled([given], blank, DPI)[0].box == given.box


def test_a_box_off_the_page_stays():
    blank = np.full((100, 100, 3), 255, np.uint8)
    given = line((500, 500, 600, 510), "外")
    assert settled([given], blank, DPI)[0].box == given.box


def test_a_single_glyph_runs_as_its_page_does():
    column = line((200, 50, 214, 300), "縦に組まれた文章の一行", Direction.VERTICAL)
    glyph, wide = line((100, 50, 112, 62), "一"), line((20, 50, 90, 62), "横書きの題")
    blank = np.full((800, 600, 3), 255, np.uint8)
    found = {one.text: one.direction for one in settled([column, glyph, wide], blank, DPI)}
    assert (found[column.text], found["一"], found[wide.text]) == (
        Direction.VERTICAL,
        Direction.VERTICAL,
        Direction.HORIZONTAL,
    )


def test_nothing_comes_of_nothing():
    assert settled([], np.full((10, 10, 3), 255, np.uint8), DPI) == []


def test_what_a_symbol_divides_is_one_line():
    left, right = rough(50, 100, "int main(void)", 5, 0.1), rough(122, 100, "{", 5, 0.1)
    (found,) = settled([left, right], np.full((800, 600, 3), 255, np.uint8), DPI)
    assert found.text in ("int main(void){", "int main(void) {")
    assert (found.x0, found.x1) == (left.x0, right.x1)


def test_cells_of_a_row_stay_apart():
    blank = np.full((800, 600, 3), 255, np.uint8)
    found = settled([rough(50, 100, "収入の部", 10, 0.0), rough(110, 100, "支出の部", 10, 0.0)], blank, DPI)
    assert [one.text for one in found] == ["収入の部", "支出の部"]


def test_a_label_that_stands_off_its_caption_is_joined_to_it():
    blank = np.full((800, 600, 3), 255, np.uint8)
    found = settled([rough(50, 100, "図2", 10, 0.0), rough(95, 100, "米の量", 10, 0.0)], blank, DPI)
    assert [one.text for one in found] == ["図2 米の量"]


def test_latin_lines_are_measured_by_the_japanese_around_them():
    image = page_of(*((50, 100 + 20 * at, SENTENCE, 10) for at in range(4)), (50, 200, "a cone near an ocean", 10))
    lines = [rough(50, 100 + 20 * at, SENTENCE, 10) for at in range(4)]
    latin = line((48, 189.2, 152, 203.2), "a cone near an ocean")
    found = settled([*lines, latin], image, DPI)
    assert found[-1].size == pytest.approx(found[0].size, rel=0.05)

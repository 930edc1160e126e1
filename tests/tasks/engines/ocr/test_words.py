import pytest

from tasks.engines.ocr.quads import UPRIGHT
from tasks.engines.ocr.words import LEAST_SURE, LOOSE, is_column, lines_of, sure, surer, words_of
from tasks.records.enums import Direction
from tasks.records.page import Line
from tasks.records.record import Box

HEADINGS = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
SHEET = Box(0, 0, 1000, 800)


def row(text, line=1, box=(100, 50, 40, 20), sure=90.0, level=5, block=1):
    """Return a row of the table; the box is left, top, width and height in pixels."""
    return "\t".join(map(str, (level, 1, block, 1, line, 1, *box, sure, text)))


def table(*rows):
    return "\n".join((HEADINGS, *rows, ""))


def read(*rows, dpi=72, sheet=SHEET):
    return lines_of(words_of(table(*rows)), sheet, dpi)


def line(box, text="和紙をすく", confidence=0.9, direction=Direction.HORIZONTAL):
    return Line(**Box(*box)._asdict(), text=text, direction=direction, size=10, confidence=confidence)


def column(box, **more):
    return line(box, direction=Direction.VERTICAL, **more)


def test_only_words_with_text_and_extent_are_words():
    block = row("", level=2, sure=-1)
    found = words_of(table(block, row("和紙"), row(" "), row("紙", box=(0, 0, 0, 20)), row("を", box=(1, 2, 3, 4))))
    assert [(word.text, word.box) for word in found] == [("和紙", Box(100, 50, 140, 70)), ("を", Box(1, 2, 4, 6))]


def test_no_answer_has_no_words():
    assert words_of("") == []
    assert words_of(HEADINGS) == []


def test_a_quotation_mark_is_a_word_like_any_other():
    assert [word.text for word in words_of(table(row('"'), row("和紙"), row('"')))] == ['"', "和紙", '"']


def test_code_points_are_cleaned():
    assert words_of(table(row("⽊︒")))[0].text == "木。"


def test_japanese_words_are_joined_and_latin_ones_parted():
    rows = [row(text, box=(100 + 50 * at, 50, 40, 20)) for at, text in enumerate(("和紙", "を", "make", "paper", "図"))]
    assert [one.text for one in read(*rows)] == ["和紙をmake paper図"]


def test_words_of_one_number_in_two_blocks_are_two_lines():
    found = read(row("左", block=1), row("段", block=1), row("右", block=2), row("段", block=2))
    assert [one.text for one in found] == ["左段", "右段"]


def test_boxes_are_in_points_and_looser_than_the_ink():
    (found,) = read(row("和紙をすく", box=(300, 200, 150, 30)), dpi=144)
    assert (found.x0, found.x1) == (150, 225)
    assert found.box.centre[1] == pytest.approx(107.5, abs=0.1)
    assert found.box.height == pytest.approx(15 * LOOSE, abs=0.1)
    assert found.size == pytest.approx(15 * LOOSE, abs=0.1)


def test_no_box_reaches_beyond_the_picture():
    (found,) = read(row("端の行", box=(900, 785, 100, 15)))
    assert (found.x1, found.y1) == (1000, 800)


def test_a_tall_line_of_several_characters_is_a_column():
    tall = (100, 50, 20, 20 * UPRIGHT)
    assert [is_column(one) for one in read(row("一二", box=tall))] == [True]
    assert [is_column(one) for one in read(row("一", box=tall))] == [False]
    assert [is_column(one) for one in read(row("一二", box=(100, 50, 20, 20 * UPRIGHT - 1)))] == [False]


def test_a_column_is_as_thick_as_most_of_it():
    """Two words reach over their ruby, beside the column."""
    down = [row(text, box=(x, 50 + 60 * at, width, 60)) for at, (text, x, width) in enumerate(
        [("和紙の里", 100, 20), ("楮", 82, 56), ("を訪ねた", 100, 20), ("簀", 100, 38)]
    )]  # fmt: skip
    (found,) = read(*down)
    assert found.box.width == pytest.approx(20 * LOOSE, abs=0.1)
    assert found.box.centre[0] == pytest.approx(110, abs=0.1)
    assert (found.y0, found.y1) == (50, 290)


def test_confidence_is_the_mean_over_characters():
    (found,) = read(row("和紙を", sure=90), row("a", sure=10))
    assert found.confidence == 0.7
    assert read(row("和紙", sure=-1))[0].confidence == 0


def test_what_the_engine_is_not_sure_of_is_left_out():
    doubtful = line((0, 0, 50, 10), confidence=LEAST_SURE - 0.01)
    assert sure([doubtful, line((0, 20, 50, 30), confidence=LEAST_SURE)]) == [
        line((0, 20, 50, 30), confidence=LEAST_SURE)
    ]


def test_of_two_readings_of_a_spot_the_surer_one_is_kept():
    row_over, row_beside = line((98, 0, 112, 200), confidence=0.2), line((200, 0, 400, 12))
    standing = column((100, 0, 110, 200), confidence=0.8)
    assert surer([row_over, row_beside], [standing]) == [row_beside, standing]
    assert surer([row_over.model_copy(update={"confidence": 0.81}), row_beside], [standing])[1:] == [row_beside]


def test_rows_without_columns_stay_as_they_are():
    rows = [line((0, 0, 200, 12)), line((0, 20, 200, 32))]
    assert surer(rows, []) == rows

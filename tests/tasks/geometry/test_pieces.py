import pytest

from tasks.geometry.pieces import Glyph, Piece, Turn, around, pieces_of
from tasks.geometry.rows import rows
from tasks.geometry.stacks import stacks, written_down
from tasks.records.record import Box


def glyphs(text, x=0.0, y=0.0, size=10.0, font="Mincho", **options):
    values = {"bold": False, "visible": True} | options
    return [
        Glyph(character, Box(x + at * size, y, x + (at + 1) * size, y + size), size, font, **values)
        for at, character in enumerate(text)
    ]


def piece(text, x, y, size=10.0, width=None, order=0, turn=Turn.RIGHT):
    box = Box(x, y, x + (width or len(text) * size), y + size)
    return Piece(text, box, size, "Mincho", bold=False, turn=turn, order=order, visible=True)


def cut(run, turn=Turn.RIGHT):
    return [one.text for one in pieces_of(run, turn, 0)]


def test_a_run_without_gaps_is_one_piece():
    assert cut(glyphs("図書館")) == ["図書館"]


def test_a_run_of_blanks_is_no_piece():
    assert cut(glyphs("　 　")) == []


def test_a_wide_gap_divides_a_run():
    assert cut([*glyphs("図書"), *glyphs("館", x=40)]) == ["図書", "館"]
    assert cut([*glyphs("図書"), *glyphs("館", x=30)]) == ["図書館"]


@pytest.mark.parametrize(("blanks", "count"), [("　", 1), ("　　　", 1), ("　　　　", 2), ("  ", 1), ("    ", 2)])
def test_blanks_bridge_a_gap_up_to_a_point(blanks, count):
    assert len(cut(glyphs("図" + blanks + "館"))) == count


@pytest.mark.parametrize("turn", [Turn.UP, Turn.LEFT])
def test_gaps_are_measured_along_the_reading_direction(turn):
    near = [glyphs("a", x=50, y=50)[0], glyphs("b", x=40 if turn is Turn.LEFT else 50, y=40)[0]]
    far = [near[0], glyphs("b", x=0 if turn is Turn.LEFT else 50, y=0)[0]]
    assert (len(cut(near, turn)), len(cut(far, turn))) == (1, 2)


def test_a_mark_off_the_baseline_is_a_piece_of_its_own():
    assert cut([*glyphs("し"), *glyphs("、", x=6, y=4)]) == ["し", "、"]


def test_a_piece_has_the_type_of_most_of_its_glyphs():
    (one,) = pieces_of([*glyphs("図書館"), *glyphs("a", x=30, size=7.0, font="Roman", bold=True)], Turn.RIGHT, 3)
    assert (one.size, one.font, one.bold, one.order) == (10.0, "Mincho", False, 3)


def test_the_box_around_boxes_holds_them_all():
    assert around([Box(1, 2, 3, 4), Box(0, 3, 2, 9)]) == Box(0, 2, 3, 9)


def joined(*pieces):
    return ["|".join(one.text for one in row) for row in rows(pieces)]


def test_pieces_that_touch_make_a_row():
    assert joined(piece("歴史", 40, 0, order=1), piece("図書館の", 0, 0)) == ["図書館の|歴史"]


def test_captions_side_by_side_are_two_rows_though_little_white_parts_them():
    left, right = piece("図1　材料の配合", 0, 0), piece("図2　試験の結果", 92, 0, order=1)
    assert joined(left, right) == ["図1　材料の配合", "図2　試験の結果"]
    assert joined(piece("図1　材料の配合", 0, 0), piece("と試験の結果", 92, 0, order=1)) == [
        "図1　材料の配合|と試験の結果"
    ]


def test_pieces_far_apart_make_two_rows():
    assert joined(piece("図書館", 0, 0), piece("博物館", 60, 0, order=1)) == ["図書館", "博物館"]


def test_pieces_that_do_not_follow_in_the_file_must_be_nearer():
    assert joined(piece("図書館", 0, 0), piece("博物館", 45, 0, order=9)) == ["図書館", "博物館"]
    assert joined(piece("図書館", 0, 0), piece("博物館", 45, 0, order=1)) == ["図書館|博物館"]


@pytest.mark.parametrize("marker", ["・", "①", "(1)", "2.1", "第3章", "図1", "表2-1", "図-1", "表－2.1"])
def test_a_marker_takes_the_text_further_on(marker):
    width = 10.0 * len(marker)
    assert joined(piece(marker, 0, 0), piece("図書館の歴史", width + 28, 0, order=9)) == [f"{marker}|図書館の歴史"]


def test_an_exponent_stays_on_its_line():
    assert joined(piece("10", 0, 10, width=10), piece("23", 10.5, 7, size=6, width=6, order=1)) == ["10|23"]


def test_lines_below_each_other_stay_apart():
    assert joined(piece("図書館", 0, 0), piece("博物館", 31, 14, order=1)) == ["図書館", "博物館"]


def column(text, x, y, size=10.0, pitch=1.0):
    return [piece(one, x, y + at * size * pitch, size, order=at) for at, one in enumerate(text)]


def stacked(*pieces):
    down, rest = stacks(pieces)
    return ["".join(one.text for one in stack) for stack in down], [one.text for one in rest]


def test_glyphs_below_each_other_make_a_column():
    assert stacked(*column("図書館の歴史", 0, 0)) == (["図書館の歴史"], [])


def test_cells_below_each_other_make_no_column():
    down, rest = stacked(*column("図書館", 0, 0, pitch=1.8))
    assert down == []
    assert len(rest) == 3


def test_two_glyphs_make_no_column_on_a_horizontal_page():
    down, _ = stacked(*column("図書", 0, 0), piece("図書館の歴史は古く", 50, 0))
    assert down == []


def test_two_glyphs_make_a_column_on_a_vertical_page():
    down, _ = stacked(*column("図書館の歴史は古く", 40, 0), *column("史。", 20, 0))
    assert down == ["図書館の歴史は古く", "史。"]


def test_neighbouring_columns_stay_apart():
    down, _ = stacked(*column("図書館の歴史", 40, 0), *column("人々は知識を", 24, 0))
    assert down == ["図書館の歴史", "人々は知識を"]


def test_a_blank_does_not_end_a_column_on_a_vertical_page():
    down, _ = stacked(*column("図書館の", 0, 0), *column("歴史は", 0, 50))
    assert down == ["図書館の歴史は"]


def test_a_small_kana_that_stands_aside_stays_in_its_column():
    down, _ = stacked(*column("だ", 0, 0), piece("っ", 3, 10), *column("たのか", 0, 20))
    assert down == ["だったのか"]


def test_a_file_that_says_it_is_vertical_is_believed():
    down, _ = stacked(piece("a", 0, 0, turn=Turn.DOWN))
    assert down == ["a"]


def test_the_order_in_the_file_does_not_matter():
    pieces = [*column("図書館の歴史", 40, 0), *column("人々は知識を", 24, 0)]
    assert stacked(*pieces) == stacked(*pieces[::-1])


def test_a_lone_ideographic_space_is_a_piece():
    (blank,) = pieces_of(glyphs("　"), Turn.RIGHT, 0)
    assert blank.is_blank
    assert blank.box == Box(0, 0, 10, 10)


def test_a_printed_blank_holds_a_column_together_on_a_horizontal_page():
    across = piece("図書館の歴史は古く、人々は知識を集め", 50, 0)
    assert stacked(*column("図一　紙をすく", 0, 0), across)[0] == ["図一　紙をすく"]
    assert stacked(*column("図一", 0, 0), *column("紙をすく", 0, 30), across)[0] == ["紙をすく"]


def test_blanks_at_the_ends_of_a_column_are_dropped():
    assert stacked(*column("　図書館の歴史　", 0, 0)) == (["図書館の歴史"], [])


def test_blanks_below_each_other_are_nothing():
    assert stacked(*column("　　　　", 0, 0)) == ([], [])


def written(*pieces, others=()):
    return written_down(list(pieces), others)


def test_a_printed_blank_is_kept_once():
    assert written(*column("図一　紙をすく", 0, 0)) == "図一　紙をすく"


def test_a_gap_of_one_em_is_a_blank():
    assert written(*column("図一", 0, 0), *column("紙をすく", 0, 30)) == "図一　紙をすく"


def test_a_gap_between_two_runs_is_a_blank():
    assert written(piece("図一", 0, 0, width=10), *column("紙", 0, 20)) == "図一　紙"


def test_half_an_em_after_a_mark_is_no_blank():
    assert written(*column("すく。", 0, 0), *column("紙を", 0, 35)) == "すく。紙を"


def test_spread_type_has_no_blanks():
    assert written(*column("和紙の里", 0, 0, pitch=2.0)) == "和紙の里"


@pytest.mark.parametrize("x", [10, 0])
def test_small_type_that_pushes_glyphs_apart_makes_no_blank(x):
    base = [*column("与", 0, 0), *column("国政", 0, 20)]
    assert written(*base) == "与　国政"
    assert written(*base, others=column("ノル", x, 10, size=5)) == "与国政"


def test_small_type_of_the_next_column_does_not_count():
    base = [*column("与", 0, 0), *column("国政", 0, 20)]
    assert written(*base, others=column("ノル", 22, 10, size=5)) == "与　国政"

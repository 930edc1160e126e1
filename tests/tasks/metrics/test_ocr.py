import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.metrics.ocr import (
    LineScore,
    bound,
    cer,
    cleval,
    common_places,
    edit_distance,
    line_score,
    ordered_text,
    plain,
    unordered_error,
    whole_text,
)
from tasks.records.enums import Direction, RegionKind
from tasks.records.page import Line
from tasks.records.region import Region

WORDS = st.text("あいう、", max_size=12)
FIRST = "図書館の歴史は古く、"
SECOND = "人々は知識を集めた。"


def line(text, x0=50.0, y0=50.0, *, size=10.0, direction=Direction.HORIZONTAL):
    length = size * len(text)
    x1, y1 = (x0 + length, y0 + size) if direction is Direction.HORIZONTAL else (x0 + size, y0 + length)
    return Line(x0=x0, y0=y0, x1=x1, y1=y1, text=text, size=size, direction=direction)


def cut(whole, start, end):
    """Return the part of a line between two characters, as a detector that breaks it off would."""
    x0, y0, size = whole.x0, whole.y0, whole.size
    if whole.direction is Direction.VERTICAL:
        return line(whole.text[start:end], x0, y0 + start * size, direction=Direction.VERTICAL)
    return line(whole.text[start:end], x0 + start * size, y0)


def joined(one, other, text=None):
    box = one.box.union(other.box)
    return one.model_copy(update={**box._asdict(), "text": one.text + other.text if text is None else text})


def region(text, order, kind=RegionKind.TEXT, y0=0.0):
    return Region(
        x0=0, y0=y0, x1=1, y1=y0 + 1, region_id=f"{order}", doc_id="d", page=1, kind=kind, reading_order=order,
        text=text, source="layer",
    )  # fmt: skip


def slow_distance(one, other):
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        new = [at]
        for place, there in enumerate(other, 1):
            new.append(min(new[-1] + 1, row[place] + 1, row[place - 1] + (char != there)))
        row = new
    return row[-1]


def slow_common(one, other):
    row = [0] * (len(other) + 1)
    for char in one:
        new = [0]
        for place, there in enumerate(other, 1):
            new.append(row[place - 1] + 1 if char == there else max(new[-1], row[place]))
        row = new
    return row[-1]


@given(WORDS, WORDS)
def test_the_distance_is_levenshteins(one, other):
    assert edit_distance(one, other) == slow_distance(one, other)


@given(WORDS, WORDS)
def test_a_longest_common_subsequence_is_found_and_stands_where_it_is_said_to(one, other):
    places = common_places(one, other)
    assert len(places) == slow_common(one, other)
    assert places == sorted(set(places))
    assert slow_common(one, "".join(other[place] for place in places)) == len(places)


def test_long_texts_are_compared_too():
    one = "いろはにほへと" * 400
    assert edit_distance(one, one[1:] + "ち") == 2


def test_the_error_rate_counts_edits_over_the_truth():
    assert cer("あいうえ", "あいえ") == 0.25
    assert cer("あい", "あいうえおか") == 2.0
    assert cer("あい", "") == 1.0


def test_width_and_white_space_are_no_errors():
    assert cer("ＡＢＣ　１２３\nｶﾞ", "ABC123 ガ") == 0
    assert plain(" ㍿ \t︒") == "株式会社。"


def test_nothing_to_read_has_no_error_rate():
    assert cer(" \n", "あ") is None
    assert unordered_error("　", "あ") is None
    assert cleval([], [line("あいう")]) is None


def test_order_alone_is_no_unordered_error():
    assert unordered_error(FIRST + SECOND, SECOND + FIRST) == 0
    assert cer(FIRST + SECOND, SECOND + FIRST) == 1.0


def test_unordered_errors_are_over_the_longer_text():
    assert unordered_error("ああい", "あい") == pytest.approx(1 / 3)
    assert unordered_error("あい", "ああい") == pytest.approx(1 / 3)


@given(WORDS.filter(bool), WORDS)
def test_order_never_makes_the_error_smaller(truth, read):
    longer = max(len(truth), len(read))
    assert cer(truth, read) * len(truth) >= unordered_error(truth, read) * longer - 1e-9


def test_the_bound_lets_a_fifth_more_pass():
    assert bound(0.1) == pytest.approx(0.125)
    assert bound(0) == pytest.approx(0.005)


def test_text_is_ordered_as_it_is_read():
    regions = [
        region("後", 1),
        region("前", 0),
        region("柱", None),
        region("るび", 2, RegionKind.RUBY),
        region(None, 3),
    ]
    assert ordered_text(regions) == "前\n後"


def test_headers_come_before_and_page_numbers_after_the_text():
    regions = [
        region("後", 1, y0=60),
        region("前", 0, y0=50),
        region("12", None, RegionKind.PAGE_NUMBER, y0=800),
        region("柱", None, RegionKind.HEADER, y0=10),
        region("るび", None, RegionKind.RUBY, y0=5),
    ]
    assert whole_text(regions) == "柱\n前\n後\n12"
    assert ordered_text(regions) == "前\n後"


def test_a_page_read_right_scores_one():
    lines = [line(FIRST), line(SECOND, y0=70)]
    assert cleval(lines, lines[::-1]) == 1.0
    assert line_score(lines, lines) == LineScore(truth=20, read=20, right=20)


def test_columns_are_cut_downwards():
    lines = [line(FIRST, 90, direction=Direction.VERTICAL), line(SECOND, 70, direction=Direction.VERTICAL)]
    assert cleval(lines, lines) == 1.0
    halves = [cut(lines[0], 5, 10), cut(lines[0], 0, 5), lines[1]]
    assert line_score(lines, halves) == LineScore(truth=20, read=20, right=20, splits=1)


def test_a_wrong_character_costs_recall_and_precision():
    score = line_score([line(FIRST)], [line(FIRST.replace("館", "棺"))])
    assert (score.recall, score.precision) == (0.9, 0.9)


def test_a_line_in_two_pieces_costs_one_character_of_recall():
    whole = line(FIRST)
    score = line_score([whole], [cut(whole, 6, 10), cut(whole, 0, 6)])
    assert (score.right, score.splits, score.merges) == (10, 1, 0)
    assert (score.recall, score.precision) == (0.9, 1.0)


def test_two_lines_in_one_box_cost_one_character_of_precision():
    lines = [line(FIRST), line(SECOND, y0=62)]
    score = line_score(lines, [joined(*lines)])
    assert (score.right, score.splits, score.merges) == (20, 0, 1)
    assert (score.recall, score.precision) == (1.0, 0.95)


def test_three_lines_in_one_box_belong_together_although_none_fills_the_share():
    lines = [line(FIRST, y0=50 + 14 * at) for at in range(4)]
    box = lines[0].box.union(lines[3].box)
    merged = lines[0].model_copy(update={**box._asdict(), "text": FIRST * 4})
    assert all(box.intersect(each.box).area < 0.3 * box.area for each in lines)
    assert line_score(lines, [merged]).right == 40


def test_a_read_character_counts_for_one_line_only():
    lines = [line("図図図"), line("図図図", y0=62)]
    assert line_score(lines, [joined(*lines, text="図図図図")]).right == 4


def test_text_read_elsewhere_is_a_miss():
    score = line_score([line(FIRST)], [line(FIRST, y0=300)])
    assert (score.right, score.truth, score.read) == (0, 10, 10)
    assert score.score == 0.0


def test_a_box_far_larger_than_the_line_does_not_match_it():
    huge = line(FIRST).model_copy(update={"x0": 0, "y0": 0, "x1": 400, "y1": 400})
    assert cleval([line(FIRST)], [huge]) == 0.0


def test_what_was_made_up_costs_precision_alone():
    score = line_score([line(FIRST)], [line(FIRST), line("幻の行", y0=300)])
    assert score.recall == 1.0
    assert score.precision == pytest.approx(10 / 13)


def test_lines_of_spaces_are_not_counted():
    assert line_score([line(FIRST), line("　　", y0=80)], [line(FIRST), line(" ", y0=90)]).score == 1.0


def test_pages_are_pooled_by_their_lines():
    long, short = [line(FIRST * 2)], [line("あい")]
    pooled = line_score(long, long) + line_score(short, [])
    assert (pooled.truth, pooled.read, pooled.right) == (22, 20, 20)
    assert pooled.score == pytest.approx(2 * (20 / 22) / (1 + 20 / 22))


def test_penalties_never_go_below_nothing():
    score = LineScore(truth=3, read=3, right=1, splits=2, merges=2)
    assert (score.recall, score.precision, score.score) == (0.0, 0.0, 0.0)


def test_the_score_is_the_published_ones():
    # What the cleval package (0.1.1, end to end) says of these boxes.
    truth = [line("あいうえおかきくけこ"), line("さしすせそたちつて", y0=64), line("なにぬねのはひふ", y0=90)]
    read = [cut(truth[0], 0, 5), line("かきxけこ", 100), joined(truth[1], truth[2], "さしすせそちつてにぬねのはふ、y")]
    score = line_score(truth, read)
    assert (score.truth, score.read, score.right, score.splits, score.merges) == (27, 26, 23, 1, 1)
    assert (score.recall, score.precision) == (pytest.approx(22 / 27), pytest.approx(22 / 26))

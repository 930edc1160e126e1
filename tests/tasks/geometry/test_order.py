import random

from hypothesis import given
from hypothesis import strategies as st

from tasks.geometry.order import Item, reading_order
from tasks.records.record import Box

LEFT, RIGHT, FULL = (50, 280), (310, 540), (50, 540)


def text(span, y0, y1, **options):
    return Item(Box(span[0], y0, span[1], y1), 10.0, **options)


def picture(span, y0, y1):
    return Item(Box(span[0], y0, span[1], y1), 0.0, picture=True)


def test_reads_nothing():
    assert reading_order([]) == []


def test_reads_one_column_from_top_to_bottom():
    assert reading_order([text(FULL, 200, 300), text(FULL, 50, 90), text(FULL, 100, 190)]) == [1, 2, 0]


def test_reads_the_left_column_before_the_right():
    items = [text(RIGHT, 100, 200), text(LEFT, 210, 300), text(RIGHT, 205, 300), text(LEFT, 100, 200)]
    assert reading_order(items) == [3, 1, 0, 2]


def test_white_space_across_both_columns_does_not_break_them():
    items = [text(LEFT, 100, 200), text(RIGHT, 100, 200), text(LEFT, 220, 300), text(RIGHT, 220, 300)]
    assert reading_order(items) == [0, 2, 1, 3]


def test_a_title_over_both_columns_comes_first():
    items = [text(LEFT, 100, 200), text(RIGHT, 100, 200), text((150, 450), 50, 70, heading=True)]
    assert reading_order(items) == [2, 0, 1]


def test_a_picture_across_the_page_parts_the_columns():
    items = [
        text(LEFT, 100, 200),
        text(RIGHT, 100, 200),
        picture(FULL, 220, 400),
        text(LEFT, 420, 500),
        text(RIGHT, 420, 500),
    ]
    assert reading_order(items) == [0, 1, 2, 3, 4]


def test_a_picture_in_a_column_stays_in_it():
    items = [text(LEFT, 100, 200), picture(LEFT, 210, 300), text(LEFT, 310, 400), text(RIGHT, 100, 400)]
    assert reading_order(items) == [0, 1, 2, 3]


def test_reads_three_columns():
    spans = [(50, 200), (220, 370), (390, 540)]
    items = [text(span, 100 + 110 * row, 200 + 110 * row) for row in range(2) for span in spans]
    assert reading_order(items) == [0, 3, 1, 4, 2, 5]


def test_reads_the_cells_of_a_table_row_by_row():
    items = [Item(Box(x, y, x + 30, y + 10), 10.0) for y in (100, 120, 140, 160) for x in (50, 150, 250)]
    assert reading_order(items) == list(range(12))


def test_a_heading_at_the_left_opens_a_new_part():
    items = [
        picture((50, 280), 100, 200),
        text((310, 540), 100, 200),
        text((50, 150), 220, 235, heading=True),
        picture((50, 280), 250, 350),
        text((310, 540), 250, 350),
    ]
    assert reading_order(items) == [0, 1, 2, 3, 4]


def test_boxes_that_no_cut_parts_are_read_from_the_top():
    items = [text((50, 300), 100, 200), text((200, 500), 150, 300), text((50, 250), 180, 400)]
    assert reading_order(items) == [0, 1, 2]


def test_the_order_of_arrival_does_not_matter():
    items = [text(LEFT, 100, 200), text(RIGHT, 100, 190), text(LEFT, 220, 300), text(FULL, 320, 400)]
    expected = [items[place] for place in reading_order(items)]
    for seed in range(5):
        shuffled = random.Random(seed).sample(items, len(items))
        assert [shuffled[place] for place in reading_order(shuffled)] == expected


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 700), st.integers(1, 300), st.integers(1, 100), st.booleans()),
        max_size=25,
    )
)
def test_every_item_is_read_once(places):
    items = [Item(Box(x, y, x + w, y + h), 10.0, picture=is_picture) for x, y, w, h, is_picture in places]
    assert sorted(reading_order(items)) == list(range(len(items)))

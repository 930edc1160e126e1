import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.geometry.clusters import around, connected, near
from tasks.records.record import Box

PLACE = st.integers(0, 300)
BOXES = st.lists(st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), PLACE, PLACE, PLACE, PLACE), max_size=12)


def test_around_is_the_smallest_box_around_all() -> None:
    assert around([Box(1, 2, 3, 4), Box(0, 3, 2, 9)]) == Box(0, 2, 3, 9)


def test_a_chain_is_one_group() -> None:
    assert near([Box(0, 0, 10, 10), Box(24, 0, 30, 10), Box(12, 0, 22, 10)], 2) == [[0, 1, 2]]


def test_both_gaps_count() -> None:
    assert near([Box(0, 0, 10, 10), Box(11, 30, 20, 40)], 2) == [[0], [1]]


@given(BOXES)
def test_every_box_is_in_exactly_one_group(boxes: list[Box]) -> None:
    groups = near(boxes, 3)
    assert sorted(at for group in groups for at in group) == list(range(len(boxes)))


@given(BOXES)
def test_boxes_of_different_groups_are_apart(boxes: list[Box]) -> None:
    groups = near(boxes, 3)
    for at, group in enumerate(groups):
        for other in groups[:at]:
            assert all(max(boxes[i].gap_x(boxes[j]), boxes[i].gap_y(boxes[j])) > 3 for i in group for j in other)


def test_very_many_boxes_are_grouped_by_cells() -> None:
    left = [Box(at % 90, at // 90, at % 90 + 2, at // 90 + 2) for at in range(4000)]
    right = [Box(box.x0 + 300, box.y0, box.x1 + 300, box.y1) for box in left]
    groups = near([*left, *right], 5)
    assert [len(group) for group in groups] == [4000, 4000]


def test_connected_components_come_in_the_order_of_their_first_member() -> None:
    linked = np.zeros((4, 4), dtype=bool)
    linked[0, 3] = linked[3, 0] = True
    assert connected(linked) == [[0, 3], [1], [2]]

import pytest

from tasks.metrics.likeness import are_alike, is_part, is_place, is_text, levenshtein, likeness
from tasks.records.record import Box

LINE, CAPTION = "図1: システムの構成", "システムの構成"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("図１：システムの構成", True),
        ("図 1: シス テムの構成", True),
        ("システムの構成", True),
        ("図2: システムの構成", True),
        ("図1: システムの構成。それから本文が続いてしまった", False),
        ("図1: ネットワーク", False),
        ("", False),
    ],
)
def test_a_text_is_right_when_it_is_nearly_the_caption(text, expected):
    assert is_text(text, [LINE, CAPTION]) is expected


def test_nothing_is_right_where_nothing_is_wanted():
    assert not is_text("図1", [None, " "])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("水は高い所から低", True), ("低い所へ流れる。", True), ("水は", False), ("水は低い所から", False)],
)
def test_a_part_is_half_of_the_whole_or_more(text, expected):
    assert is_part(text, "水は高い所から 低い所へ流れる。") is expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Box(0, 0, 100, 10), True),
        (Box(0, -2, 102, 12), True),
        (Box(0, 0, 45, 10), False),
        (Box(-5, -3, 95, 11), True),
        (Box(0, 0, 100, 30), False),
        (Box(200, 0, 300, 10), False),
    ],
)
def test_a_place_is_the_same_but_for_the_air_around_it(other, expected):
    assert is_place(Box(0, 0, 100, 10), other) is expected
    assert is_place(other, Box(0, 0, 100, 10)) is expected


def test_a_box_half_beside_another_of_its_size_is_the_same_only_if_most_is_common():
    one = Box(0, 0, 100, 10)
    assert is_place(one, Box(28, 0, 128, 10))
    assert not is_place(one, Box(40, 0, 140, 10))


def test_an_empty_box_is_no_place():
    assert not is_place(Box(5, 5, 5, 5), Box(5, 5, 5, 5))


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("", "", 0), ("図1", "", 2), ("kitten", "sitting", 3), ("図1", "図2", 1), ("ab", "ba", 2)],
)
def test_levenshtein_counts_edits(one, other, distance):
    assert levenshtein(one, other) == levenshtein(other, one) == distance


def test_equal_texts_are_alike():
    assert likeness("", "") == likeness("図", "図") == 1


@pytest.mark.parametrize(("one", "other"), [("a" * 17, "a" * 20), ("a" * 16, "a" * 20), ("ab" * 10, "ba" * 10)])
def test_the_short_way_agrees_with_the_long_one(one, other):
    assert are_alike(one, other) is (likeness(one, other) >= 0.85)

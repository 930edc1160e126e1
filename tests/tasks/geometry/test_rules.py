from tasks.geometry.rules import Rule, Ruling, pieced, places, rulings
from tasks.records.record import Box


def test_both_edges_of_a_bar_are_one_rule() -> None:
    assert pieced([Rule(100, 0, 50), Rule(101, 0, 50)]) == [Rule(100.5, 0, 50)]


def test_rules_drawn_cell_by_cell_are_joined_and_gaps_between_columns_are_not() -> None:
    assert pieced([Rule(10, 0, 50), Rule(10, 52, 90)]) == [Rule(10, 0, 90)]
    assert pieced([Rule(10, 0, 50), Rule(10, 60, 90)]) == [Rule(10, 0, 50), Rule(10, 60, 90)]


def test_rows_apart_stay_apart() -> None:
    assert len(pieced([Rule(10, 0, 50), Rule(16, 0, 50)])) == 2


def test_the_order_of_the_file_does_not_matter() -> None:
    rules = [Rule(10, 0, 50), Rule(30, 5, 20), Rule(10, 51, 70)]
    assert pieced(rules) == pieced(rules[::-1])


def test_a_cross_is_one_ruling_and_parallels_are_apart() -> None:
    across, down = Rule(50, 0, 100), Rule(50, 0, 100)
    assert rulings([across], [down]) == [Ruling((across,), (down,))]
    assert len(rulings([across, Rule(70, 0, 100)], [])) == 2


def test_corners_meet_with_a_hair_between_them() -> None:
    assert len(rulings([Rule(50, 0, 100)], [Rule(102, 52, 90)])) == 1
    assert len(rulings([Rule(50, 0, 100)], [Rule(110, 52, 90)])) == 2


def test_a_ruling_reaches_as_far_as_its_rules() -> None:
    assert Ruling((Rule(50, 10, 100),), (Rule(30, 40, 90),)).box == Box(10, 40, 100, 90)


def test_double_rules_are_one_place() -> None:
    assert places([10, 12, 40]) == [10, 40]

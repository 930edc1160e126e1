from tasks.japanese.cues import Side
from tasks.pairing.habits import Habits


def test_nothing_known_speaks_for_no_side() -> None:
    assert Habits().agreement("図", Side.BELOW) == 0


def test_each_series_has_its_own_side() -> None:
    habits = Habits([("図", Side.BELOW)] * 5 + [("表", Side.ABOVE)] * 5)
    assert habits.agreement("図", Side.BELOW) > 0.7
    assert habits.agreement("図", Side.ABOVE) < -0.7
    assert habits.agreement("表", Side.ABOVE) > 0.7


def test_one_case_proves_less_than_ten() -> None:
    assert Habits([("図", Side.BELOW)]).agreement("図", Side.BELOW) < 0.5
    assert Habits([("図", Side.BELOW)] * 10).agreement("図", Side.BELOW) > 0.8


def test_an_unknown_series_leans_half_on_the_others() -> None:
    habits = Habits([("図", Side.BELOW)] * 10)
    assert habits.agreement("写真", Side.BELOW) == 0.5 * habits.agreement("図", Side.BELOW)


def test_a_divided_house_has_no_habit() -> None:
    assert Habits([("図", Side.BELOW), ("図", Side.ABOVE)]).agreement("図", Side.BELOW) == 0

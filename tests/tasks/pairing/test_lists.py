from collections.abc import Callable

import pytest

from tasks.pairing.lists import as_one, circles_of, lists_on, mark_of, readings
from tasks.pairing.scene import Scene, Text
from tasks.records.record import Box
from tasks.records.region import Region

MakeText = Callable[..., Region]
MakeScene = Callable[..., Scene]
Listed = Callable[..., list[list[str]]]
STEPS = ["① 一覧を開く", "② 名前を選ぶ", "③ 登録を押す"]


@pytest.fixture
def items_of(scene_of: MakeScene, text_at: MakeText) -> Callable[..., list[tuple[Text, ...]]]:
    """Return the lists that lines make which stand at (x0, y0), 12 pt high and 200 pt wide."""

    def build(*lines: tuple[str, float, float]) -> list[tuple[Text, ...]]:
        texts = [text_at(words, x0, y0, x0 + 200, y0 + 12) for words, x0, y0 in lines]
        return lists_on(scene_of([], texts), 1)

    return build


@pytest.fixture
def listed(items_of: Callable[..., list[tuple[Text, ...]]]) -> Listed:
    def build(*lines: tuple[str, float, float]) -> list[list[str]]:
        return [[text.words for text in items] for items in items_of(*lines)]

    return build


@pytest.fixture
def steps(items_of: Callable[..., list[tuple[Text, ...]]]) -> tuple[Text, ...]:
    (items,) = items_of(*((words, 50, 100 + 16 * at) for at, words in enumerate(STEPS)))
    return items


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("・来場者の数", "・"),
        ("✓ 来場者の数", "✓"),
        ("①来場者の数", "circle"),
        ("(2) 来場者の数", "number"),
        ("３．来場者の数", "number"),
        ("来場者の数", None),
        ("-5度を下回る", None),
        ("2026年の来場者", None),
    ],
)
def test_an_item_begins_with_a_mark(words: str, mark: str | None) -> None:
    assert mark_of(words) == mark


def test_items_under_each_other_are_a_list(listed: Listed) -> None:
    assert listed(*((words, 50, 100 + 16 * at) for at, words in enumerate(STEPS))) == [STEPS]


def test_one_item_is_no_list(listed: Listed) -> None:
    assert listed(("・来場者の数", 50, 100), ("本文がここに続く。", 50, 116)) == []


def test_what_goes_on_with_an_item_belongs_to_it(listed: Listed) -> None:
    lines = [("① 一覧を開く", 50, 100), ("これで終わりです。", 65, 114), ("② 名前を選ぶ", 50, 130)]
    assert listed(*lines) == [[words for words, _, _ in lines]]


@pytest.mark.parametrize(
    "line",
    [("・名前を選ぶ", 50, 116), ("② 名前を選ぶ", 80, 116), ("② 名前を選ぶ", 50, 160)],
    ids=["another mark", "another edge", "far below"],
)
def test_what_is_set_apart_is_another_list(listed: Listed, line: tuple[str, float, float]) -> None:
    assert listed(("① 一覧を開く", 50, 100), line) == []


def test_lists_beside_each_other_stay_apart(listed: Listed) -> None:
    left = [(f"・左の{at}", 50, 100 + 16 * at) for at in range(2)]
    right = [(f"・右の{at}", 300, 100 + 16 * at) for at in range(2)]
    assert sorted(listed(*left, *right)) == [["・右の0", "・右の1"], ["・左の0", "・左の1"]]


def test_a_mark_at_the_edge_of_a_figure_is_one_of_its_own(scene_of: MakeScene, text_at: MakeText) -> None:
    texts = scene_of([], [text_at("②", 305, 120, 315, 130), text_at("③", 405, 120, 415, 130)]).texts
    assert circles_of(Box(100, 100, 300, 200), "① 設定", texts) == {"①", "②"}


def nobody_speaks(_: Text) -> bool:
    return False


def _read(items: tuple[Text, ...], circles: set[str], speaks: Callable[[Text], bool]) -> list[str]:
    return ["".join(text.words[0] for text in found) for found in readings(items, circles, speaks)]


def test_a_list_is_read_as_a_whole(steps: tuple[Text, ...]) -> None:
    assert _read(steps, set(), nobody_speaks) == ["①②③"]


def test_items_whose_marks_the_figure_bears_are_read_together(steps: tuple[Text, ...]) -> None:
    assert _read(steps, {"②", "③"}, nobody_speaks) == ["①②③", "②③"]
    assert _read(steps, {"②"}, nobody_speaks) == ["①②③"]


def test_what_goes_on_with_a_marked_item_is_read_with_it(items_of: Callable[..., list[tuple[Text, ...]]]) -> None:
    lines = [("① 一覧を開く", 50, 100), ("② 名前を選ぶ", 50, 116), ("終わりです。", 65, 130), ("③ 押す", 50, 146)]
    (items,) = items_of(*lines)
    assert _read(items, {"②"}, nobody_speaks) == ["①②終③", "②終"]


def test_items_that_speak_are_read_together(steps: tuple[Text, ...]) -> None:
    assert _read(steps, set(), lambda text: text.words[0] in "①②") == ["①②③", "①②"]


def test_white_space_parts_a_list(items_of: Callable[..., list[tuple[Text, ...]]]) -> None:
    (items,) = items_of(*((f"・{at}番目", 50, y) for at, y in enumerate((100, 114, 142, 156))))
    assert [len(found) for found in readings(items, set(), nobody_speaks)] == [4, 2, 2]


def test_items_as_one_keep_their_regions(steps: tuple[Text, ...]) -> None:
    whole = as_one(steps)
    assert whole.words.splitlines() == STEPS
    assert [part.region_id for part in whole.parts] == [text.region.region_id for text in steps]
    assert whole.box == Box(50, 100, 250, 144)
    assert whole.region.region_id not in {text.region.region_id for text in steps}
    assert as_one(steps[:2]).region.region_id != whole.region.region_id

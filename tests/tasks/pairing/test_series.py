from collections.abc import Callable

import pytest

from tasks.pairing.scene import Scene
from tasks.pairing.series import Series
from tasks.records.enums import RegionKind
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
Shares = Callable[..., list[float]]


@pytest.fixture
def portraits(figure_at: MakeFigure) -> list[Figure]:
    return [figure_at(50, y, 110, y + 80) for y in (100, 200, 300)]


@pytest.fixture
def shares(portraits: list[Figure], scene_of: Callable[..., Scene]) -> Shares:
    """Return for each portrait how many of the others have a text as the one whose words are given."""

    def build(texts: list[Region], *words: str) -> list[float]:
        scene = scene_of(portraits, texts)
        series, by_words = Series(scene), {text.words: text for text in scene.texts}
        return [series.share(figure, by_words[each]) for figure, each in zip(portraits, words, strict=True)]

    return build


NAMES = ("森　葵", "東　誠", "三宅　恵子")


@pytest.fixture
def names(text_at: MakeText) -> list[Region]:
    return [text_at(name, 120, y + 2, 180, y + 12) for name, y in zip(NAMES, (100, 200, 300), strict=True)]


def test_names_beside_portraits_are_a_series(names: list[Region], shares: Shares) -> None:
    assert shares(names, *NAMES) == pytest.approx([2 / 3] * 3)


def test_a_text_at_another_place_or_in_other_type_is_not_of_it(
    names: list[Region], text_at: MakeText, shares: Shares
) -> None:
    lower = [*names[:2], text_at(NAMES[2], 120, 330, 180, 340)]
    larger = [*names[:2], names[2].model_copy(update={"size": 14.0})]
    for texts in (lower, larger):
        assert shares(texts, *NAMES) == pytest.approx([1 / 3, 1 / 3, 0])


def test_of_two_texts_at_each_the_first_is_the_name(names: list[Region], text_at: MakeText, shares: Shares) -> None:
    lives = [text_at(f"{at}年に生まれ、町で育つ。", 120, y, 300, y + 10) for at, y in enumerate((116, 216, 316))]
    assert shares([*names, *lives], *NAMES) == pytest.approx([2 / 3] * 3)
    assert shares([*names, *lives], *(life.text for life in lives)) == [0, 0, 0]


def test_the_number_of_an_article_is_not_its_name(names: list[Region], text_at: MakeText, shares: Shares) -> None:
    numbers = [text_at(f"A-{y}", 120, y - 9, 180, y) for y in (100, 200, 300)]
    assert shares([*numbers, *names], *NAMES) == pytest.approx([2 / 3] * 3)


def test_words_said_again_and_again_are_no_series(text_at: MakeText, shares: Shares) -> None:
    units = [text_at("単位：人", 120, y + 2, 180, y + 12) for y in (100, 200, 300)]
    assert shares(units, *["単位：人"] * 3) == [0, 0, 0]


def test_words_laid_over_pictures_may_be_a_series(text_at: MakeText, shares: Shares) -> None:
    over = [
        text_at(name, 55, y + 65, 105, y + 75, kind=RegionKind.LABEL)
        for name, y in zip(NAMES, (100, 200, 300), strict=True)
    ]
    assert shares(over, *NAMES) == pytest.approx([2 / 3] * 3)

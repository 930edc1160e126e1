from collections.abc import Callable

import pytest

from tasks.pairing.features import Surroundings
from tasks.pairing.matching import considered
from tasks.records.enums import FigureKind
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
MakeSurroundings = Callable[..., Surroundings]
Ranked = Callable[..., str]


@pytest.fixture
def pictures(figure_at: MakeFigure) -> list[Figure]:
    return [figure_at(100, y, 300, y + 100) for y in (100, 250, 400)]


@pytest.fixture
def ranked(pictures: list[Figure], text_at: MakeText, around_of: MakeSurroundings) -> Ranked:
    """Return what the order says of the first picture and the first of these captions, which stand in a block."""

    def build(*words: str, more: tuple[Figure, ...] = (), alone: bool = True) -> str:
        texts = [text_at(each, 320, 500 + 12 * at, 500, 510 + 12 * at) for at, each in enumerate(words)]
        around = around_of([*pictures, *more], texts)
        first = next(text for text in around.scene.texts if text.words == words[0])
        found = around.ranks.features(pictures[0], first, alone=alone)
        return next((name for name, value in found.items() if value), "nothing")

    return build


def test_the_first_of_three_captions_is_that_of_the_first_of_three_figures(ranked: Ranked) -> None:
    assert ranked("写真1　朝", "写真2　昼", "写真3　夜") == "rank_agrees"
    assert ranked("写真2　昼", "写真1　朝", "写真3　夜") == "rank_differs"


def test_numbers_count_not_letters(ranked: Ranked) -> None:
    assert ranked("図9　朝", "図10　昼", "図11　夜") == "rank_agrees"
    assert ranked("図1-9　朝", "図1-10　昼", "図2-1　夜") == "rank_agrees"


def test_order_says_nothing_where_there_are_more_figures_than_captions(ranked: Ranked) -> None:
    assert ranked("写真1　朝", "写真2　昼") == "nothing"
    assert ranked("写真1　朝", "夕暮れ", "写真3　夜") == "nothing"


def test_tables_are_counted_apart(ranked: Ranked, figure_at: MakeFigure) -> None:
    table = figure_at(100, 20, 300, 80, kind=FigureKind.TABLE)
    assert ranked("図1　朝", "図2　昼", "図3　夜", "表1　朝と夜", more=(table,)) == "rank_agrees"


def test_as_many_captions_as_figures_are_not_shared(ranked: Ranked) -> None:
    assert ranked("写真1　朝", "写真2　昼", "写真3　夜", alone=False) == "rank_differs"


@pytest.fixture
def listed(figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings) -> tuple[list[Figure], Surroundings]:
    """Return four pictures in two rows, and what is around them: their captions, in two columns at the foot."""
    grid = [figure_at(x, y, x + 180, y + 100) for y in (100, 250) for x in (60, 320)]
    columns = [(60, 400), (60, 412), (320, 400), (320, 412)]
    texts = [text_at(f"写真{at}　朝", x, y, x + 100, y + 10) for at, (x, y) in enumerate(columns, 1)]
    return grid, around_of(grid, texts)


def test_pictures_over_a_list_of_captions_count_in_rows(listed: tuple[list[Figure], Surroundings]) -> None:
    grid, around = listed
    by_words = {text.words: text for text in around.scene.texts}
    for at, picture in enumerate(grid, 1):
        assert around.ranks.features(picture, by_words[f"写真{at}　朝"])["rank_agrees"]


def test_how_far_a_list_of_captions_is_means_nothing(listed: tuple[list[Figure], Surroundings]) -> None:
    grid, around = listed
    found = considered(around, reach=30.0, most=12)
    assert {match.distance for match in found} == {0.0}
    assert not any({"near_em", "figures_between", "panels"} & set(match.features) for match in found)
    assert len({match.edge for match in found}) == len(grid) ** 2


def test_captions_in_one_row_are_no_list(
    pictures: list[Figure], text_at: MakeText, around_of: MakeSurroundings
) -> None:
    beside = [
        figure.model_copy(update={"x0": x, "x1": x + 90, "y0": 100, "y1": 200})
        for figure, x in zip(pictures, (50, 150, 250), strict=True)
    ]
    around = around_of(beside, [text_at(f"図{at}　朝", 50 + 100 * at, 210, 90 + 100 * at, 220) for at in range(3)])
    assert not around.ranks.is_listed(beside[0], around.scene.texts[0])


def test_a_caption_with_a_figure_on_its_own_page_is_not_that_of_another_page(
    pictures: list[Figure], figure_at: MakeFigure, text_at: MakeText, around_of: MakeSurroundings
) -> None:
    texts = [
        text_at(each, 320, 500 + 12 * at, 500, 510 + 12 * at)
        for at, each in enumerate(("図1　朝", "図2　昼", "図3　夜"))
    ]
    other = figure_at(100, 100, 300, 200, page=2)
    around = around_of([*pictures, other], texts)
    assert around.ranks.features(other, around.scene.texts[0]) == {"rank_differs": True}
    assert around_of([*pictures[:2], other], texts).ranks.features(other, around.scene.texts[0]) == {
        "rank_differs": False
    }

from collections.abc import Callable

import pytest

from tasks.pairing.panels import Panels, panels_of
from tasks.pairing.scene import Scene
from tasks.records.figure import Figure
from tasks.records.record import Box
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
Find = Callable[..., list[Panels]]


@pytest.fixture
def found(figure_at: MakeFigure, scene_of: Callable[..., Scene]) -> Find:
    def build(*boxes: tuple[float, ...], texts: tuple[Region, ...] = (), **more: str) -> list[Panels]:
        return panels_of(scene_of([figure_at(*box, **more) for box in boxes], list(texts)), 1)

    return build


LEFT, RIGHT = (100, 100, 200, 200), (210, 100, 310, 200)
UNDER_LEFT, UNDER_RIGHT = (100, 215, 200, 315), (210, 215, 310, 315)


def boxes(panels: Panels) -> list[tuple[float, ...]]:
    return [tuple(figure.box) for figure in panels.figures]


def test_two_side_by_side_are_one_row(found: Find) -> None:
    (row,) = found(RIGHT, LEFT)
    assert (boxes(row), row.box, row.alike, row.lettered) == ([LEFT, RIGHT], Box(100, 100, 310, 200), True, False)
    assert len(row.ids) == 2


def test_a_grid_gives_its_rows_its_columns_and_the_whole(found: Find) -> None:
    groups = {frozenset(boxes(each)) for each in found(LEFT, RIGHT, UNDER_LEFT, UNDER_RIGHT)}
    assert groups == {
        frozenset({LEFT, RIGHT}),
        frozenset({UNDER_LEFT, UNDER_RIGHT}),
        frozenset({LEFT, UNDER_LEFT}),
        frozenset({RIGHT, UNDER_RIGHT}),
        frozenset({LEFT, RIGHT, UNDER_LEFT, UNDER_RIGHT}),
    }


def test_three_in_a_row_are_one_group_and_no_pairs(found: Find) -> None:
    (row,) = found(LEFT, RIGHT, (320, 100, 420, 200))
    assert len(row.figures) == 3


@pytest.mark.parametrize(
    "other", [(400, 100, 500, 200), (210, 170, 310, 270), (210, 400, 310, 500)], ids=["far", "lower", "elsewhere"]
)
def test_figures_that_are_no_neighbours_are_no_panels(found: Find, other: tuple[float, ...]) -> None:
    assert found(LEFT, other) == []


def test_one_figure_has_no_panels(found: Find) -> None:
    assert found(LEFT) == []
    assert found() == []


@pytest.mark.parametrize(
    ("words", "parted"),
    [
        ("(a)", False),
        ("(a) 平面図", False),
        ("夏", False),
        ("図1　夏", True),
        ("出典：総務省", True),
        ("夏の様子を示した。", True),
        ("この行は二つの図の間に立つ段落の一部で、パネルの名前ではない", True),
    ],
)
def test_only_names_of_panels_may_stand_between(found: Find, text_at: MakeText, words: str, parted: bool) -> None:  # noqa: FBT001
    between = text_at(words, 110, 203, 190, 212)
    assert (found(LEFT, UNDER_LEFT, texts=(between,)) == []) is parted


def test_a_text_beside_the_two_parts_nobody(found: Find, text_at: MakeText) -> None:
    assert len(found(LEFT, RIGHT, texts=(text_at("図1　全体", 150, 206, 260, 216),))) == 1


def test_panels_of_unlike_size_are_not_alike(found: Find) -> None:
    (row,) = found(LEFT, (210, 100, 270, 200))
    assert not row.alike


@pytest.mark.parametrize(("words", "lettered"), [(("(a)", "(b)"), True), (("(a)", "(a)"), False), (("a", "b"), False)])
def test_letters_below_each_are_noticed(
    found: Find, text_at: MakeText, words: tuple[str, str], lettered: bool  # noqa: FBT001
) -> None:  # fmt: skip
    letters = tuple(text_at(each, x, 203, x + 20, 212) for each, x in zip(words, (140, 250), strict=True))
    (row,) = found(LEFT, RIGHT, texts=letters)
    assert row.lettered is lettered


def test_letters_inside_the_pictures_are_noticed(figure_at: MakeFigure, scene_of: Callable[..., Scene]) -> None:
    figures = [figure_at(*LEFT, text_inside="(a)\n軸"), figure_at(*RIGHT, text_inside="(b)\n軸")]
    (row,) = panels_of(scene_of(figures, []), 1)
    assert row.lettered


def test_the_order_of_the_figures_does_not_matter(found: Find) -> None:
    every = [LEFT, RIGHT, UNDER_LEFT, UNDER_RIGHT]
    assert found(*every) == found(*reversed(every))

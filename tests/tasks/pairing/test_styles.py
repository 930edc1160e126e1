from collections.abc import Callable

import pytest

from tasks.pairing.placement import place
from tasks.pairing.scene import Scene
from tasks.pairing.styles import Styles
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
Support = Callable[..., float]
PAGES = (2, 3, 4, 5)
LIKE = (170.0, 206.0, 230.0, 214.0)


@pytest.fixture
def support(figure_at: MakeFigure, text_at: MakeText, scene_of: Callable[..., Scene]) -> Support:
    """Return the support of a text of page 1, where each other page has a figure with a line of 8 points below."""

    def build(words: str, *sides: float, pages: tuple[int, ...] = PAGES, size: float = 8.0, **more: object) -> float:
        own = text_at(words, *sides, size=size, **more)
        others = [text_at(f"写真の説明{page}", *LIKE, page=page, size=8.0) for page in pages]
        body = text_at("本文が続く。" * 40, 50, 600, 500, 700)
        scene = scene_of([figure_at(100, 100, 300, 200, page=page) for page in (1, *pages)], [own, *others, body])
        text = next(each for each in scene.texts if each.region == own)
        return Styles(scene).support(scene.figures[0], text, place(scene.figures[0].box, text.box))

    return build


def test_a_line_set_as_on_every_page_is_supported(support: Support) -> None:
    assert support("全景", *LIKE) == len(PAGES) / (len(PAGES) + 1)


def test_the_more_pages_the_more_support(support: Support) -> None:
    assert 0 < support("全景", *LIKE, pages=(2,)) < support("全景", *LIKE, pages=(2, 3))


@pytest.mark.parametrize(
    "sides",
    [(170, 86, 230, 94), (100, 206, 160, 214), (170, 222, 230, 230), (310, 140, 370, 148)],
    ids=["other side", "at the edge", "farther", "beside"],
)
def test_a_line_set_otherwise_is_not(support: Support, sides: tuple[float, ...]) -> None:
    assert support("全景", *sides) == 0


@pytest.mark.parametrize("more", [{"size": 10.0}, {"bold": True}])
def test_a_line_in_other_type_is_not(support: Support, more: dict[str, object]) -> None:
    assert support("全景", *LIKE, **more) == 0


def test_a_third_of_an_em_more_or_less_is_the_same_gap(support: Support) -> None:
    x0, y0, x1, y1 = LIKE
    assert support("全景", x0, y0 + 3, x1, y1 + 3) > 0
    assert support("全景", x0, y0 - 3, x1, y1 - 3) > 0


@pytest.mark.parametrize("words", ["図1　全景", "とても長い段落の一行" * 9])
def test_numbered_and_long_texts_have_no_style(support: Support, words: str) -> None:
    assert support(words, *LIKE) == 0


def test_a_text_past_the_corner_has_none(support: Support) -> None:
    assert support("全景", 310, 206, 370, 214) == 0


def test_a_document_of_one_figure_supports_nothing(support: Support) -> None:
    assert support("全景", *LIKE, pages=()) == 0


def test_two_lines_of_one_figure_do_not_support_each_other(
    figure_at: MakeFigure, text_at: MakeText, scene_of: Callable[..., Scene]
) -> None:
    shown, bare = figure_at(100, 100, 300, 200), figure_at(100, 100, 300, 200, page=2)
    scene = scene_of([shown, bare], [text_at("全景", *LIKE), text_at("近景", *LIKE)])
    text = scene.texts[0]
    assert Styles(scene).support(shown, text, place(shown.box, text.box)) == 0

from collections.abc import Callable

from tasks.japanese.cues import Side
from tasks.pairing.flow import Flow
from tasks.pairing.scene import Scene
from tasks.records.enums import Direction, Outcome, RegionKind
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
MakeScene = Callable[..., Scene]
SHOWN = (100, 100, 300, 200)


def picture(text_at: MakeText, order: int | None, *sides: float, **more: object) -> Region:
    """Return the region of a picture."""
    return text_at("", *(sides or SHOWN), kind=RegionKind.FIGURE, reading_order=order, **more)


def read(flow: Flow, page: int = 1) -> list[str]:
    """Return the words of a page in order, ＊ for a figure."""
    return [each.text.words if each.text else "＊" for each in flow.pages.get(page, [])]


def test_figures_stand_among_the_texts_as_their_regions_are_read(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    regions = [
        text_at("後", 100, 50, 300, 60, reading_order=2),
        picture(text_at, 1),
        text_at("前", 100, 210, 300, 220, reading_order=0),
    ]
    assert read(Flow(scene_of([figure_at(*SHOWN)], regions), regions)) == ["前", "＊", "後"]


def test_a_figure_of_two_pictures_is_read_with_the_first(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    parts = [picture(text_at, 2, 200, 100, 300, 200), picture(text_at, 0, 100, 100, 200, 200)]
    regions = [*parts, text_at("間", 100, 210, 300, 220, reading_order=1)]
    assert read(Flow(scene_of([figure_at(*SHOWN)], regions), regions)) == ["＊", "間"]


def test_a_figure_whose_region_is_not_read_comes_after_what_stands_above_it(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    regions = [text_at("上", 100, 50, 300, 60, reading_order=0), text_at("下", 100, 210, 300, 220, reading_order=1)]
    gone = picture(text_at, 2, outcome=Outcome.REJECTED)
    for more in ([], [gone]):
        assert read(Flow(scene_of([figure_at(*SHOWN)], [*regions, *more]), [*regions, *more])) == ["上", "＊", "下"]


def test_texts_of_no_known_order_are_read_down_the_page(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    regions = [text_at(f"第{n}行", 100, 210 + 20 * n, 300, 220 + 20 * n) for n in range(1, 9)]
    assert read(Flow(scene_of([figure_at(*SHOWN)], regions), regions)) == ["＊", *(text.text for text in regions)]


def test_a_figure_comes_before_the_texts_of_no_known_order_below_it(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    regions = [text_at("上の行", 100, 50, 300, 60), text_at("下の行", 100, 210, 300, 220)]
    assert read(Flow(scene_of([figure_at(*SHOWN)], regions), regions)) == ["上の行", "＊", "下の行"]


def test_a_page_of_columns_is_read_from_the_right(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    columns = [
        text_at(words, x, 80, x + 12, 400, reading_order=order, direction=Direction.VERTICAL)
        for words, x, order in (("右の段", 340, 0), ("左の段", 60, 2))
    ]
    regions = [*columns, picture(text_at, 1)]
    flow = Flow(scene_of([figure_at(*SHOWN)], regions), regions)
    assert read(flow) == ["右の段", "＊", "左の段"]
    (shown,) = (each.figure for each in flow.pages[1] if each.figure)
    right, left = (each.text for each in flow.pages[1] if each.text)
    assert (flow.between(shown, right), flow.between(shown, left)) == (-1, 1)


def test_what_is_read_between_two_is_counted_with_its_sign(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown = figure_at(*SHOWN)
    regions = [text_at(f"第{n}行", 100, 300 + 20 * n, 300, 310 + 20 * n, reading_order=n) for n in (0, 1, 3, 4)]
    regions.append(picture(text_at, 2))
    scene = scene_of([shown], regions)
    flow = Flow(scene, regions)
    assert [flow.between(shown, text) for text in scene.texts] == [-2, -1, 1, 2]


def test_credits_letters_of_panels_and_signs_keep_nobody_apart(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown = figure_at(*SHOWN)
    small = ["出典：総務省", "(a)", "↓", "図1　構成"]
    regions = [text_at(words, 100, 210 + 20 * n, 300, 220 + 20 * n, reading_order=n) for n, words in enumerate(small)]
    scene = scene_of([shown], regions)
    assert Flow(scene, regions).between(shown, scene.texts[-1]) == 1


def test_nothing_is_known_of_what_lies_inside_or_on_another_page(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown = figure_at(*SHOWN)
    regions = [text_at("軸の名前", 150, 150, 200, 160), text_at("次の頁", 100, 60, 300, 70, page=2)]
    scene = scene_of([shown], regions)
    assert [Flow(scene, regions).between(shown, text) for text in scene.texts] == [None, None]


def test_the_head_of_the_next_page_follows_a_figure_at_the_foot(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown = figure_at(100, 500, 400, 780)
    regions = [
        text_at("本文", 100, 100, 400, 480, reading_order=0),
        text_at("図4　内訳", 200, 60, 300, 72, page=2, reading_order=0),
        text_at("本文", 100, 90, 400, 300, page=2, reading_order=1),
    ]
    found = Flow(scene_of([shown], regions), regions).broken(shown)
    assert [(each.text.words, each.side, each.page) for each in found] == [("図4　内訳", Side.BELOW, True)]


def test_the_foot_of_the_former_page_leads_to_a_figure_at_the_head(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown = figure_at(100, 60, 400, 300, page=2)
    regions = [
        text_at("本文", 100, 100, 400, 760, reading_order=0),
        text_at("表4　内訳", 200, 770, 300, 782, reading_order=1),
        text_at("本文", 100, 320, 400, 500, page=2, reading_order=0),
    ]
    found = Flow(scene_of([shown], regions), regions).broken(shown)
    assert [(each.text.words, each.side) for each in found if each.page] == [("表4　内訳", Side.ABOVE)]


def test_text_below_the_figure_shuts_the_way_to_the_next_page(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown = figure_at(100, 300, 400, 580)
    below = [text_at("本文", 100, 600, 400, 700, reading_order=0), text_at("出典：環境省", 100, 600, 400, 700)]
    head = text_at("図4　内訳", 200, 60, 300, 72, page=2, reading_order=0)
    ways = [Flow(scene_of([shown], [each, head]), [each, head]).broken(shown) for each in below]
    assert [[each.text.words for each in found if each.side is Side.BELOW] for found in ways] == [[], ["図4　内訳"]]


def test_a_figure_before_the_label_shuts_the_way(figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene) -> None:
    shown, next_one = figure_at(100, 500, 400, 780), figure_at(100, 40, 400, 200, page=2)
    regions = [text_at("図4　内訳", 200, 206, 300, 218, page=2, reading_order=0)]
    assert Flow(scene_of([shown, next_one], regions), regions).broken(shown) == []


def test_a_page_without_anything_ends_the_way(figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene) -> None:
    shown = figure_at(100, 500, 400, 780)
    regions = [text_at("図4　内訳", 200, 60, 300, 72, page=3)]
    assert Flow(scene_of([shown], regions), regions).broken(shown) == []
    assert Flow(scene_of([shown], []), []).broken(shown) == []


def test_the_head_of_the_next_column_follows_a_figure_at_the_foot_of_the_first(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown = figure_at(60, 600, 280, 780)
    regions = [
        text_at("左の段", 60, 60, 280, 590, reading_order=0),
        picture(text_at, 1, 60, 600, 280, 780),
        text_at("図1　構成", 310, 60, 400, 70, reading_order=2),
        text_at("右の段", 310, 80, 535, 780, reading_order=3),
    ]
    found = Flow(scene_of([shown], regions), regions).broken(shown)
    assert [(each.text.words, each.side, each.page) for each in found] == [("図1　構成", Side.BELOW, False)]

from collections.abc import Callable

from tasks.japanese.cues import Side
from tasks.pairing.crossing import across, describe_across
from tasks.pairing.habits import Habits
from tasks.pairing.model import WEIGHTS, p_match
from tasks.pairing.scene import Scene
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
MakeScene = Callable[..., Scene]


def test_a_label_at_the_head_of_the_next_page_is_found(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown = figure_at(100, 500, 400, 780)
    label = text_at("図4　内訳", 200, 60, 300, 72, page=2)
    scene = scene_of([shown], [text_at("本文", 100, 100, 400, 480), label, text_at("本文", 100, 90, 400, 300, page=2)])
    assert [(text.region, side) for text, side in across(shown, scene)] == [(label, Side.BELOW)]


def test_a_title_at_the_foot_of_the_former_page_is_found(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown, title = figure_at(100, 60, 400, 300, page=2), text_at("表4　内訳", 200, 770, 300, 782)
    scene = scene_of([shown], [text_at("本文", 100, 100, 400, 760), title, text_at("本文", 100, 320, 400, 500, page=2)])
    assert [(text.region, side) for text, side in across(shown, scene)] == [(title, Side.ABOVE)]


def test_text_below_the_figure_shuts_the_way(figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene) -> None:
    shown = figure_at(100, 300, 400, 580)
    regions = [text_at("本文", 100, 600, 400, 700), text_at("図4　内訳", 200, 60, 300, 72, page=2)]
    assert across(shown, scene_of([shown], regions)) == []


def test_a_figure_before_the_label_shuts_the_way(figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene) -> None:
    shown, next_one = figure_at(100, 500, 400, 780), figure_at(100, 40, 400, 200, page=2)
    label = text_at("図4　内訳", 200, 206, 300, 218, page=2)
    assert across(shown, scene_of([shown, next_one], [label])) == []


def test_texts_without_number_do_not_cross(figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene) -> None:
    shown = figure_at(100, 500, 400, 780)
    assert across(shown, scene_of([shown], [text_at("内訳", 200, 60, 300, 72, page=2)])) == []


def test_habit_decides_whether_a_label_crosses(figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene) -> None:
    shown = figure_at(100, 500, 400, 780)
    scene = scene_of([shown], [text_at("図4　内訳", 200, 60, 300, 72, page=2)])
    ((label, side),) = across(shown, scene)
    below, above = (Habits([("図", each)] * 6) for each in (Side.BELOW, Side.ABOVE))
    agreed = describe_across(shown, label, side, scene, below)
    against = describe_across(shown, label, side, scene, above)
    assert set(agreed) <= set(WEIGHTS)
    assert p_match(agreed) > 0.5 > p_match(against)

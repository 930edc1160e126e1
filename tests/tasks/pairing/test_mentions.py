from collections.abc import Callable

import pytest

from tasks.pairing.citations import Citation, citations
from tasks.pairing.mentions import AMBIGUOUS, SURE, Captioned, by_number
from tasks.pairing.pointing import POINTED, by_pointing
from tasks.pairing.scene import Scene
from tasks.records.enums import FigureKind, RegionKind
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
MakeScene = Callable[..., Scene]


def captioned(scene: Scene, p: float = 1.0) -> list[Captioned]:
    """Give each figure the caption of its page, in order."""
    labels = [text for text in scene.texts if text.label]
    return [Captioned(figure, text, p) for figure, text in zip(scene.figures, labels, strict=True)]


def cited(scene: Scene) -> list[Citation]:
    return citations(scene, {text.region.region_id for text in scene.texts if text.label})


def test_a_mention_is_as_sure_as_the_caption_that_it_leans_on(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    regions = [text_at("図1　構成", 0, 210, 90, 220), text_at("図1を見る。", 0, 400, 90, 410)]
    scene = scene_of([figure_at(0, 100, 200, 200)], regions)
    (found,) = by_number(captioned(scene, p=0.8), cited(scene))
    assert (found.p_match, found.rule, found.features["caption_p"]) == (round(SURE * 0.8, 4), "cites-number", 0.8)


def test_a_number_borne_twice_goes_to_the_nearest_page(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    figures = [figure_at(0, 100, 200, 200, page=page) for page in (1, 6)]
    labels = [text_at("図1　構成", 0, 210, 90, 220, page=page) for page in (1, 6)]
    scene = scene_of(figures, [*labels, text_at("図1を見る。", 0, 400, 90, 410, page=5)])
    (found,) = by_number(captioned(scene), cited(scene))
    assert (found.figure_id, found.p_match) == (figures[1].figure_id, AMBIGUOUS)


def test_another_series_is_another_figure(figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene) -> None:
    regions = [text_at("図1　構成", 0, 210, 90, 220), text_at("表1と写真1を見る。", 0, 400, 90, 410)]
    scene = scene_of([figure_at(0, 100, 200, 200)], regions)
    assert by_number(captioned(scene), cited(scene)) == []


def test_an_english_label_answers_to_a_japanese_citation(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    regions = [text_at("Fig. 1 Overview", 0, 210, 90, 220), text_at("第一図を見る。", 0, 400, 90, 410)]
    scene = scene_of([figure_at(0, 100, 200, 200)], regions)
    assert len(by_number(captioned(scene), cited(scene))) == 1


@pytest.mark.parametrize("kind", [RegionKind.TITLE, RegionKind.LABEL, RegionKind.CAPTION])
def test_only_running_text_and_notes_mention(
    kind: RegionKind, figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    regions = [text_at("図1　構成", 0, 210, 90, 220), text_at("構成は図1を見る。", 0, 400, 90, 410, kind=kind)]
    assert cited(scene_of([figure_at(0, 100, 200, 200)], regions)) == []


def test_text_inside_a_picture_mentions_nothing(figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene) -> None:
    assert cited(scene_of([figure_at(0, 100, 200, 200)], [text_at("図1を見る。", 10, 110, 90, 120)])) == []


@pytest.mark.parametrize(
    ("words", "sides"),
    [
        ("下図に示す。", (0, 60, 90, 70)),
        ("上の図に示した。", (0, 230, 90, 240)),
        ("右図に示す。", (-100, 120, -20, 130)),
        ("左の写真を見よ。", (220, 120, 300, 130)),
    ],
)
def test_pointing_finds_the_figure_on_that_side(
    words: str, sides: tuple[float, ...], figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    scene = scene_of([figure_at(0, 100, 200, 200)], [text_at(words, *sides)])
    (found,) = by_pointing(scene, cited(scene))
    assert (found.text, found.p_match, found.rule) == (words, POINTED, "points-at")


@pytest.mark.parametrize(
    ("words", "sides"),
    [
        ("下図に示す。", (0, 230, 90, 240)),
        ("下図に示す。", (300, 60, 390, 70)),
        ("下図に示す。", (0, -300, 90, -290)),
        ("下表に示す。", (0, 60, 90, 70)),
        ("下に示す。", (0, 60, 90, 70)),
    ],
    ids=["other side", "other column", "too far", "a table is meant", "no word"],
)
def test_pointing_elsewhere_finds_nothing(
    words: str, sides: tuple[float, ...], figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown = figure_at(0, 100, 200, 200, kind=FigureKind.PHOTO)
    scene = scene_of([shown], [text_at(words, *sides)])
    assert by_pointing(scene, cited(scene)) == []


def test_pointing_takes_the_nearest_of_two(figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene) -> None:
    near, far = figure_at(0, 100, 200, 150), figure_at(0, 170, 200, 220)
    scene = scene_of([far, near], [text_at("次の図に示す。", 0, 60, 90, 70)])
    assert [found.figure_id for found in by_pointing(scene, cited(scene))] == [near.figure_id]

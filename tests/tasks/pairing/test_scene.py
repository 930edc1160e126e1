from collections.abc import Callable

import pytest

from tasks.pairing.scene import Scene, shows_table
from tasks.records.enums import Direction, FigureKind, Outcome, Reason, RegionKind
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
MakeScene = Callable[..., Scene]


def test_only_kept_rows_take_part(figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene) -> None:
    gone = figure_at(0, 0, 50, 50, outcome=Outcome.REJECTED)
    merged = text_at("本文", 0, 60, 50, 70, outcome=Outcome.MERGED)
    scene = scene_of([gone], [merged])
    assert (scene.figures, scene.texts) == ([], [])


@pytest.mark.parametrize("kind", [RegionKind.HEADER, RegionKind.FOOTER, RegionKind.PAGE_NUMBER, RegionKind.RUBY])
def test_page_furniture_says_nothing(kind: RegionKind, text_at: MakeText, scene_of: MakeScene) -> None:
    assert scene_of([], [text_at("図1　柱", 0, 0, 50, 10, kind=kind)]).texts == []


def test_the_body_is_the_type_with_most_characters(text_at: MakeText, scene_of: MakeScene) -> None:
    regions = [
        text_at("見出しの文字" * 3, 0, 0, 200, 20, size=18.0, kind=RegionKind.TITLE),
        text_at("本文" * 40, 0, 30, 200, 60, size=9.1),
        text_at("注" * 20, 0, 70, 200, 80, size=7.0),
    ]
    assert scene_of([], regions).body_em == 9.0


def test_a_document_without_text_has_a_usual_body(scene_of: MakeScene) -> None:
    assert scene_of([], []).body_em == 10.0


def test_texts_come_in_reading_order(text_at: MakeText, scene_of: MakeScene) -> None:
    regions = [
        text_at("三", 0, 0, 10, 10, page=2, reading_order=0),
        text_at("二", 0, 0, 10, 10, reading_order=1),
        text_at("一", 50, 50, 60, 60, reading_order=0),
    ]
    assert [text.words for text in scene_of([], regions).texts] == ["一", "二", "三"]


def test_a_huge_heading_does_not_stretch_distances(text_at: MakeText, scene_of: MakeScene) -> None:
    regions = [text_at("本文" * 40, 0, 30, 200, 60), text_at("題", 0, 0, 90, 90, size=90.0, kind=RegionKind.TITLE)]
    assert max(text.em for text in scene_of([], regions).texts) == 20.0


def test_the_smallest_figure_around_a_text_is_its_host(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    outer, inner = figure_at(0, 0, 400, 400), figure_at(10, 10, 100, 100)
    scene = scene_of([outer, inner], [text_at("軸", 20, 20, 40, 30), text_at("外", 95, 20, 125, 30)])
    hosts = [scene.host(text) for text in scene.texts]
    assert hosts == [inner, outer]


def test_plain_text_inside_is_part_of_the_picture_and_a_number_is_not(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown, other = figure_at(0, 0, 200, 200), figure_at(300, 0, 500, 200)
    scene = scene_of([shown, other], [text_at("軸の名前", 20, 20, 90, 30), text_at("図1　枠の中", 20, 180, 90, 190)])
    plain, numbered = scene.texts
    assert not scene.may_caption(plain, shown)
    assert scene.may_caption(numbered, shown)
    assert not scene.may_caption(numbered, other)


def test_the_only_words_on_a_picture_may_be_its_caption(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown, other = figure_at(0, 0, 200, 200), figure_at(300, 0, 500, 200)
    laid = text_at("夏の花火", 60, 180, 140, 190, kind=RegionKind.LABEL)
    scene = scene_of([shown, other], [laid])
    assert [scene.may_caption(scene.texts[0], figure) for figure in (shown, other)] == [True, False]
    crowded = scene_of([shown], [laid, text_at("入口", 20, 20, 40, 30, kind=RegionKind.LABEL)])
    assert not any(crowded.may_caption(text, shown) for text in crowded.texts)


def test_a_text_knows_the_bubble_around_it(figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene) -> None:
    away = {"outcome": Outcome.REJECTED, "reason": Reason.TEXT_FRAME}
    bubble, page = figure_at(95, 95, 305, 125, **away), figure_at(0, 0, 500, 700, **away)
    scene = scene_of(
        [bubble, page], [text_at("一覧が開きます。", 100, 100, 300, 120), text_at("本文", 100, 300, 300, 320)]
    )
    assert [scene.frame(text) for text in scene.texts] == [bubble.box, None]


def test_labels_outside_a_figure_are_no_captions_unless_numbered(
    figure_at: MakeFigure, text_at: MakeText, scene_of: MakeScene
) -> None:
    shown = figure_at(0, 0, 200, 200)
    label = text_at("凡例", 210, 20, 240, 30, kind=RegionKind.LABEL)
    numbered = text_at("図1　構成", 50, 205, 150, 215, kind=RegionKind.LABEL)
    scene = scene_of([shown], [label, numbered])
    assert [scene.may_caption(text, shown) for text in scene.texts] == [False, True]


def test_citations_do_not_count_a_captions_own_label(text_at: MakeText, scene_of: MakeScene) -> None:
    caption = text_at("図1　構成（図2も見よ）", 0, 0, 90, 10, kind=RegionKind.CAPTION)
    body = text_at("図1と図3を見る。", 0, 20, 90, 30)
    cited = scene_of([], [caption, body]).citations
    assert dict(cited) == {("図", "2"): 1, ("図", "1"): 1, ("図", "3"): 1}


def test_numbers_that_come_twice_are_counted(text_at: MakeText, scene_of: MakeScene) -> None:
    regions = [text_at("図1　甲", 0, 0, 50, 10), text_at("Fig. 1 A", 0, 20, 50, 30), text_at("表1　乙", 0, 40, 50, 50)]
    counts = scene_of([], regions).captions_by_label
    assert (counts["図", "1"], counts["表", "1"]) == (2, 1)


def test_tables_of_each_page_are_known(text_at: MakeText, scene_of: MakeScene) -> None:
    regions = [text_at("", 0, y, 50, y + 10, page=page, kind=RegionKind.TABLE) for page, y in ((2, 0), (1, 0), (2, 20))]
    assert {page: len(boxes) for page, boxes in scene_of([], regions).tables_by_page.items()} == {1: 1, 2: 2}


def test_columns_of_type_are_vertical(text_at: MakeText, scene_of: MakeScene) -> None:
    (text,) = scene_of([], [text_at("縦書き", 0, 0, 10, 90, direction=Direction.VERTICAL)]).texts
    assert text.vertical


def test_a_picture_of_a_table_shows_a_table(figure_at: MakeFigure) -> None:
    assert shows_table(figure_at(0, 0, 9, 9, kind=FigureKind.TABLE))
    assert not shows_table(figure_at(0, 0, 9, 9))

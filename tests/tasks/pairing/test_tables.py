"""Tables among pictures: who gets which numbered title."""

from collections.abc import Callable

import pytest

from tasks.pair import PairSpec, pair_document
from tasks.records.enums import FigureKind, Outcome, RegionKind, Role
from tasks.records.figure import Figure
from tasks.records.page import Page
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Region]
DOCUMENT = "d" * 64


def captions(figures: list[Figure], regions: list[Region]) -> dict[FigureKind | None, str]:
    pages = [Page(doc_id=DOCUMENT, page=1, width=595, height=842, rotation=0)]
    kinds = {figure.figure_id: figure.kind for figure in figures}
    found = pair_document(pages, figures, regions, PairSpec())
    return {
        kinds[each.figure_id]: each.text for each in found if each.role is Role.CAPTION and each.outcome is Outcome.KEPT
    }


@pytest.fixture
def body(text_at: MakeText) -> Region:
    return text_at("本文が続き、図や表の説明ではないことがわかる。" * 8, 70, 700, 525, 800)


@pytest.mark.parametrize("title", [(230, 86, 370, 96), (230, 206, 370, 216)], ids=["above", "below"])
def test_a_table_has_its_title_on_either_side(
    figure_at: MakeFigure, text_at: MakeText, body: Region, title: tuple[float, ...]
) -> None:
    table = figure_at(100, 100, 500, 200, kind=FigureKind.TABLE)
    found = captions([table], [text_at("表1　主要諸元", *title, kind=RegionKind.CAPTION), body])
    assert found == {FigureKind.TABLE: "表1　主要諸元"}


def test_a_title_between_a_photo_and_a_table_goes_where_its_word_says(
    figure_at: MakeFigure, text_at: MakeText, body: Region
) -> None:
    photo = figure_at(100, 100, 500, 250, kind=FigureKind.PHOTO)
    table = figure_at(100, 280, 500, 400, kind=FigureKind.TABLE)
    between = (230, 260, 370, 270)
    named = captions([photo, table], [text_at("表1　主要諸元", *between, kind=RegionKind.CAPTION), body])
    assert named == {FigureKind.TABLE: "表1　主要諸元"}
    named = captions([photo, table], [text_at("図1　施設の全景", *between, kind=RegionKind.CAPTION), body])
    assert named == {FigureKind.PHOTO: "図1　施設の全景"}


def test_a_figure_of_unknown_kind_leaves_the_title_to_a_table_as_near(
    figure_at: MakeFigure, text_at: MakeText, body: Region
) -> None:
    picture = figure_at(100, 100, 500, 250)
    table = figure_at(100, 280, 500, 400, kind=FigureKind.TABLE)
    printed = text_at("項目\t値", 100, 280, 500, 400, kind=RegionKind.TABLE)
    title = text_at("表1　主要諸元", 230, 260, 370, 270, kind=RegionKind.CAPTION)
    assert captions([picture, table], [title, printed, body]) == {FigureKind.TABLE: "表1　主要諸元"}


def test_a_photo_does_not_take_the_title_of_a_table_that_was_not_found(
    figure_at: MakeFigure, text_at: MakeText, body: Region
) -> None:
    photo = figure_at(100, 100, 500, 250, kind=FigureKind.PHOTO)
    title = text_at("表1　主要諸元", 100, 280, 240, 290, kind=RegionKind.CAPTION)
    assert captions([photo], [title, body]) == {}


def test_a_picture_of_a_table_may_have_a_tables_title(figure_at: MakeFigure, text_at: MakeText, body: Region) -> None:
    picture = figure_at(100, 100, 500, 250, kind=FigureKind.SCREENSHOT)
    title = text_at("表1　主要諸元", 230, 86, 370, 96, kind=RegionKind.CAPTION)
    assert captions([picture], [title, body]) == {FigureKind.SCREENSHOT: "表1　主要諸元"}

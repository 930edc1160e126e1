"""The pictures of made pages."""

import random
import re

import pytest

from pagemaker.document import FAMILIES, discover, family, make
from pagemaker.pictures import DECOYS, MAKERS, PICTURES, VECTORS, decoy, figure, picture
from pagemaker.printing import whole
from pagemaker.prose import Words
from tasks.records.enums import FigureKind


def _words(seed=1):
    return Words(random.Random(seed))


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_a_picture_is_the_same_for_the_same_seed_and_another_for_another(name) -> None:
    make_it = MAKERS[name][1]
    assert make_it(_words(), 200, 140) == make_it(_words(), 200, 140)
    assert make_it(_words(), 200, 140) != make_it(_words(2), 200, 140)


@pytest.mark.parametrize("name", sorted(MAKERS))
@pytest.mark.parametrize("size", [(60, 45), (480, 90), (90, 400)])
def test_pictures_of_any_shape_can_be_made(name, size) -> None:
    assert picture(_words(), *size, [name]).html


def test_all_kinds_of_figures_are_made() -> None:
    assert {kind for kind, _ in MAKERS.values()} == {str(kind) for kind in FigureKind}


@pytest.mark.parametrize("name", VECTORS)
def test_vector_pictures_hold_no_pixels(name) -> None:
    html = MAKERS[name][1](_words(), 200, 140)
    assert "<img" not in html
    assert "url(data:" not in html


@pytest.mark.parametrize("name", ["bar_chart", "line_chart", "scatter", "flowchart", "map_svg"])
def test_vector_pictures_bear_live_japanese(name) -> None:
    assert re.search("<text[^>]*>[^<]*[ぁ-んァ-ヶ一-鿿]", MAKERS[name][1](_words(), 240, 160))


def test_strips_are_several_images() -> None:
    assert 4 <= MAKERS["photo_in_strips"][1](_words(), 200, 140).count("<img") <= 20


def test_a_figure_says_what_it_is() -> None:
    html, kind = figure(_words(), "f7", 200, 140, ["table"])
    assert kind == "table"
    assert 'data-figure="f7"' in html
    assert 'data-kind="table"' in html


@pytest.mark.parametrize("name", sorted(DECOYS))
def test_a_decoy_says_that_it_is_no_figure(name) -> None:
    html = decoy(_words(), name, 60, 30)
    assert f'data-decoy="{name}"' in html
    assert "data-figure" not in html


def test_tables_and_consoles_come_only_where_asked_for() -> None:
    assert {"table", "console"}.isdisjoint(PICTURES)


@pytest.mark.parametrize("name", sorted(discover()))
def test_a_family_makes_the_same_html_from_the_same_seed(name) -> None:
    first = whole(make(name, 5))
    assert first == whole(make(name, 5))
    assert "data-figure=" in first


def test_no_two_families_share_a_name() -> None:
    with pytest.raises(ValueError, match="one-column-below"):
        family("one-column-below")(FAMILIES["panels"])

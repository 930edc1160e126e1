"""The desk on which pages are put together: text that fits, captions that are marked, families that hold."""

import random
import re
from functools import cache

import pytest

from pagemaker.document import FAMILIES, Made, discover, make
from pagemaker.families.desk import Block, Desk, Measure, Text, ems, upright
from pagemaker.families.house import house
from pagemaker.labels import numbering
from pagemaker.prose import Words

DESKS = ("crossing", "framed", "furigana", "magazine", "places", "vertical")
discover()
NAMES = sorted(name for name, made in FAMILIES.items() if made.__module__.rpartition(".")[2] in DESKS)


@cache
def made(name: str, seed: int) -> Made:
    """Return a document, drawn once."""
    return make(name, seed)


@pytest.fixture
def desk() -> Desk:
    """Return a desk of numbered figures."""
    chance = random.Random(1)
    return Desk(Words(random.Random(2)), house(chance), numbering(chance, "plain"), chance)


def test_widths_count_neither_tags_nor_readings() -> None:
    assert ems('<p>あ<ruby>山<rt>やま</rt></ruby><span class="x">ab</span></p>') == pytest.approx(2 + 2 * 0.56)


def test_two_digits_share_a_square_in_vertical_lines() -> None:
    assert upright("令和12年5月") == '令和<span class="tcy">12</span>年５月'


def test_four_digits_stand_one_below_the_other() -> None:
    assert upright("2024年") == "２０２４年"


def test_text_is_never_longer_than_its_place(desk: Desk) -> None:
    measure = Measure(per_line=30, lines=12)
    text = desk.paragraphs(measure, [])
    assert 8 <= measure.used <= 12
    assert ems(text) <= 30 * 12


def test_text_without_room_is_empty(desk: Desk) -> None:
    assert desk.paragraphs(Measure(per_line=30, lines=0), []) == ""


def test_a_plate_with_a_number_is_cited(desk: Desk) -> None:
    plate = desk.plate(100, 80, ("photo",))
    assert f'<span data-mentions="{plate.number}">' in desk.prose(400, 400, [plate])


def test_a_plate_without_a_number_is_not_cited(desk: Desk) -> None:
    plate = desk.plate(100, 80, ("photo",), numbered=False)
    assert "data-mentions" not in desk.prose(400, 400, [plate])


def test_figures_are_numbered_one_after_the_other(desk: Desk) -> None:
    assert [desk.plate(100, 80, ("photo",)).label for _ in range(3)] == ["図1", "図2", "図3"]


def test_a_narrow_caption_is_higher(desk: Desk) -> None:
    plate = desk.plate(100, 80, ("photo",))
    told = desk.told(plate, long=True)
    assert desk.caption(plate, 60, told=told).height > desk.caption(plate, 400, told=told).height


def test_texts_of_a_stack_share_what_blocks_leave(desk: Desk) -> None:
    stack = desk.stack(300, 500, [Text(), Block("", 200), Text((), 2.0)], 0)
    assert re.findall(r"max-height:([0-9.]+)pt", stack) == ["100.0", "200.0"]


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_its_caption(name: str) -> None:
    for seed in range(2):
        html = "".join(sheet.html for sheet in made(name, seed).sheets)
        figures = re.findall(r'data-figure="([^"]+)"', html)
        captioned = [number for ids in re.findall(r'data-caption="([^"]+)"', html) for number in ids.split()]
        assert len(figures) >= 2
        assert sorted(captioned) == sorted(figures)


@pytest.mark.parametrize("name", NAMES)
def test_two_seeds_are_two_houses(name: str) -> None:
    assert made(name, 0).css != made(name, 1).css


def test_there_is_a_family_for_each_way_of_captioning() -> None:
    assert {"caption-left", "caption-next-page", "inside-frame", "magazine", "vertical-vertical"} <= set(NAMES)

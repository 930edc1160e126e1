"""Cards of people and goods: what is the caption, what is text, and that the printed page bears what the gold says."""

import random
import re

import pymupdf
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from family_pages import html, ids
from pagemaker.document import discover
from pagemaker.families.imprint import Imprint, plain
from pagemaker.families.named import GOODS, PEOPLE, Cards, Entry, goods, person, told
from pagemaker.prose import Words
from printed_pages import Printed, printed, squeezed

FAMILIES = "profiles", "products"
SEEDS = range(6)
discover()


def entry(_: float) -> Entry:
    """Return a name and a text."""
    return Entry((("山田太郎", "font-weight:700"),), (("青葉台市出身。", ""),))


@pytest.fixture
def cards() -> Cards:
    """Return the cards of one document, with a text on each."""
    made = Cards(Imprint(random.Random(2), Words(random.Random(2))))
    made.talks, made.joins, made.look, made.round = True, False, "", ""
    return made


@pytest.fixture(scope="module")
def documents() -> list[Printed]:
    """Return what was printed of each family and seed."""
    return printed(FAMILIES, range(3))


@pytest.mark.parametrize("name", FAMILIES)
def test_a_seed_gives_the_same_pages_again_and_another_seed_other_ones(name: str) -> None:
    assert html(name, 3) == html(name, 3)
    assert html(name, 3) != html(name, 4)


@pytest.mark.parametrize("name", FAMILIES)
def test_cards_have_captions_and_other_pictures_have_none(name: str) -> None:
    pages = [html(name, seed) for seed in SEEDS]
    captioned = sum(len(ids(page, "caption")) for page in pages)

    assert 0 < captioned < sum(len(ids(page, "figure")) for page in pages)


@pytest.mark.parametrize("name", FAMILIES)
def test_no_two_pictures_bear_the_same_name(name: str) -> None:
    for seed in SEEDS:
        said = re.findall(r"data-caption=[^>]*><div[^>]*>(.*?)</div>", html(name, seed))
        assert len(said) == len(set(said))


def test_only_the_name_of_a_person_is_the_caption(cards: Cards) -> None:
    made = person(cards, PEOPLE[:1], 200)

    assert len(made.caption) == 1
    assert len(made.text) == 1
    assert len(made.caption[0][0]) < 12


def test_data_set_like_the_name_are_part_of_the_caption(cards: Cards) -> None:
    cards.joins = True
    made = goods(cards, GOODS[0], 200)

    assert len(made.caption) == 2
    assert made.caption[0][1] == made.caption[1][1]


def test_data_in_a_style_of_their_own_are_none_of_the_caption(cards: Cards) -> None:
    made = goods(cards, GOODS[0], 200)

    assert len(made.caption) == 1
    assert len(made.text) == 2


def test_a_card_may_bear_a_name_alone(cards: Cards) -> None:
    cards.talks = False

    assert not person(cards, PEOPLE, 200).text


@pytest.mark.parametrize("width", [80, 150, 400])
def test_a_text_takes_no_more_lines_than_it_may(cards: Cards, width: float) -> None:
    assert all(len(cards.some(width, 4)) * cards.size <= 4 * width for _ in range(20))


def test_a_form_is_filled_with_what_is_given() -> None:
    assert told(Words(random.Random(1)), "{role}　{name}", name="森 葵", role="市長") == "市長　森 葵"


@pytest.mark.parametrize(("side", "first"), [("below", "figure"), ("above", "caption")])
def test_a_name_stands_below_or_above_its_picture(cards: Cards, side: str, first: str) -> None:
    cards.side = side
    page = cards.card(150, entry).html

    assert re.search(r"data-(figure|caption)", page)[1] == first


def test_a_text_stands_below_the_picture_where_the_name_is_above(cards: Cards) -> None:
    cards.side = "above"

    assert plain(cards.card(150, entry).html) == "山田太郎青葉台市出身。"
    assert cards.card(150, entry).html.index("data-figure") < cards.card(150, entry).html.index("青葉台")


def test_sides_take_turns(cards: Cards) -> None:
    cards.side = "turns"
    pages = [cards.card(400, entry).html for _ in range(4)]
    first = [re.search(r"data-(figure|caption)", page)[1] for page in pages]

    assert first in (["figure", "caption"] * 2, ["caption", "figure"] * 2)


def test_a_narrow_card_has_nothing_beside_its_picture(cards: Cards) -> None:
    cards.side = "left"

    assert re.search(r"data-(figure|caption)", cards.card(120, entry).html)[1] == "figure"


def test_names_stand_in_the_pdf_where_the_gold_says(documents: list[Printed]) -> None:
    for _, pdf, gold, _ in documents:
        with pymupdf.open(stream=pdf) as document:
            for each in (one for one in gold if one["caption_bbox"]):
                x0, y0, x1, y1 = each["caption_bbox"]
                there = document[each["page"] - 1].get_textbox((x0 - 1, y0 - 1, x1 + 1, y1 + 1))
                assert squeezed(each["pdf_caption_line"]) in squeezed(there)


def test_gold_lies_inside_its_page_and_no_name_on_a_picture(documents: list[Printed]) -> None:
    for _, _, gold, sheets in documents:
        for each in (one for one in gold if one["caption_bbox"]):
            sheet = sheets[each["page"] - 1]
            assert pymupdf.Rect(0, 0, sheet.width_pt, sheet.height_pt).contains(pymupdf.Rect(each["caption_bbox"]))
            others = (pymupdf.Rect(one["figure_bbox"]) for one in gold if one["page"] == each["page"])
            assert all(abs(other & pymupdf.Rect(each["caption_bbox"])) < 30 for other in others)

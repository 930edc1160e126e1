"""Museum plates and photos with words on them: what is a caption, and that the printed page bears it."""

import random
import re

import pymupdf
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from family_pages import html, ids
from pagemaker.document import discover
from pagemaker.families.imprint import Imprint, plain
from pagemaker.families.photo_pages import Catalogue, exhibit, hero, over
from pagemaker.prose import Words
from printed_pages import Printed, printed, squeezed

FAMILIES = "plates", "laid-over"
SEEDS = range(6)
discover()


@pytest.fixture
def style() -> Imprint:
    """Return one house's style."""
    return Imprint(random.Random(6), Words(random.Random(6)))


@pytest.fixture(scope="module")
def documents() -> dict[str, list[Printed]]:
    """Return what was printed, by the name of the family."""
    return {name: printed([name], range(3)) for name in FAMILIES}


@pytest.mark.parametrize("name", FAMILIES)
def test_a_seed_gives_the_same_pages_again_and_another_seed_other_ones(name: str) -> None:
    assert html(name, 3) == html(name, 3)
    assert html(name, 3) != html(name, 4)


@pytest.mark.parametrize("name", FAMILIES)
def test_some_pictures_have_captions_and_some_have_none(name: str) -> None:
    pages = [html(name, seed) for seed in SEEDS]
    captioned = [each for page in pages for each in ids(page, "caption")]

    assert 0 < len(captioned) < sum(len(ids(page, "figure")) for page in pages)


def test_works_are_numbered_through_and_none_comes_twice(style: Imprint) -> None:
    catalogue = Catalogue(style)
    titles = [plain(catalogue.work().caption[0][0]) for _ in range(12)]
    numbers = [int(re.search(r"\d+", title)[0]) for title in titles]

    assert numbers == list(range(numbers[0], numbers[0] + 12))
    assert len({title.split(str(number))[1] for title, number in zip(titles, numbers, strict=True)}) == 12


def test_all_lines_of_a_work_are_its_caption(style: Imprint) -> None:
    catalogue = Catalogue(style)
    catalogue.joint = ""
    made = catalogue.work()

    assert len(made.caption) == 1 + len(catalogue.facts)
    assert not made.text


def test_facts_may_share_a_line(style: Imprint) -> None:
    catalogue = Catalogue(style)
    catalogue.joint = "／"

    assert len(catalogue.work().caption) == 2


@pytest.mark.parametrize(("side", "first"), [("right", "figure"), ("left", "caption"), ("below", "figure")])
def test_lines_stand_beside_a_work_at_its_foot_or_below_it(style: Imprint, side: str, first: str) -> None:
    catalogue = Catalogue(style)
    catalogue.side = side
    page = exhibit(catalogue, 400, 200).html

    assert re.search(r"data-(figure|caption)", page)[1] == first
    assert ("flex-end" in page) == (side != "below")


def test_a_photo_bears_its_caption_only_where_it_should(style: Imprint) -> None:
    assert len(ids(over(style, (200, 120), "bottom:0", bears=True), "caption")) == 1
    assert not ids(over(style, (200, 120), "bottom:0", bears=False), "caption")


def test_the_title_on_a_photo_is_no_caption(style: Imprint) -> None:
    page = hero(style, 200).html

    assert style.title in plain(page)
    assert len(ids(page, "figure")) == 1
    assert not ids(page, "caption")


def test_captions_laid_over_lie_in_their_photos(documents: dict[str, list[Printed]]) -> None:
    entries = [entry for made in documents["laid-over"] for entry in made.gold if entry["caption_bbox"]]

    assert entries
    for entry in entries:
        assert pymupdf.Rect(entry["figure_bbox"]).contains(pymupdf.Rect(entry["caption_bbox"]))
        assert entry["caption_position"] == "inside"


def test_captions_of_works_lie_on_no_picture(documents: dict[str, list[Printed]]) -> None:
    for gold in (made.gold for made in documents["plates"]):
        for entry in (each for each in gold if each["caption_bbox"]):
            others = (pymupdf.Rect(each["figure_bbox"]) for each in gold if each["page"] == entry["page"])
            assert all(abs(other & pymupdf.Rect(entry["caption_bbox"])) < 30 for other in others)


@pytest.mark.parametrize("name", FAMILIES)
def test_captions_stand_in_the_pdf_where_the_gold_says(documents: dict[str, list[Printed]], name: str) -> None:
    for _, pdf, gold, _ in documents[name]:
        with pymupdf.open(stream=pdf) as document:
            for entry in (each for each in gold if each["caption_bbox"]):
                x0, y0, x1, y1 = entry["caption_bbox"]
                there = document[entry["page"] - 1].get_textbox((x0 - 1, y0 - 1, x1 + 1, y1 + 1))
                assert squeezed(entry["pdf_caption_line"]) in squeezed(there)

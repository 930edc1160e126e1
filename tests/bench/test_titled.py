"""Charts under titles like headings: what is a title, where its unit stands, and what the printed pages bear."""

import random
import re
from dataclasses import replace

import pymupdf
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from family_pages import html, ids
from pagemaker.document import discover
from pagemaker.families.imprint import CHARTS, Imprint, plain
from pagemaker.families.titled import Report, silent
from pagemaker.prose import Words
from printed_pages import Printed, printed, squeezed

FAMILIES = "headed", "headed-slides"
SEEDS = range(5)
discover()


def captions(page: str) -> list[str]:
    """Return what the captions say."""
    return [plain(found) for found in re.findall(r"data-caption=[^>]*>(.*?)</div>", page)]


def report(**look: object) -> Report:
    """Return the making of a document of which some of the look is known."""
    made = Report(Imprint(random.Random(5), Words(random.Random(5))))
    made.look = replace(made.look, **{"title": "【{}】", "heading": "■{}", "unit": "none", **look})
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
def test_some_figures_have_titles_and_some_have_none(name: str) -> None:
    pages = [html(name, seed) for seed in SEEDS]
    titled = sum(len(ids(page, "caption")) for page in pages)

    assert 0 < titled < sum(len(ids(page, "figure")) for page in pages)


@pytest.mark.parametrize("name", FAMILIES)
def test_no_figure_has_two_titles_or_a_title_and_an_explanation(name: str) -> None:
    for seed in SEEDS:
        page = html(name, seed)
        told = [*ids(page, "caption"), *ids(page, "explains")]
        assert len(told) == len(set(told))
        assert set(told) <= set(ids(page, "figure"))


@pytest.mark.parametrize("name", FAMILIES)
def test_no_title_bears_a_number(name: str) -> None:
    said = [caption for seed in SEEDS for caption in captions(html(name, seed))]

    assert said
    assert not [caption for caption in said if re.search(r"[図表]\s*[-－]?[0-9０-９]", caption)]


def test_a_title_is_marked_as_the_house_marks_titles() -> None:
    made = report()
    [said] = captions(made.titled(300, 120, CHARTS).html)

    assert re.fullmatch("【.*】", said)


def test_a_heading_over_paragraphs_is_no_caption() -> None:
    made = report(heading="【{}】")
    headings = [made.heading().html for _ in range(20)]

    assert any("【" in heading for heading in headings)
    assert not any("data-caption" in heading for heading in headings)


def test_a_unit_within_a_title_is_part_of_the_caption() -> None:
    [said] = captions(report(unit="in").titled(400, 120, CHARTS).html)

    assert "（単位：" in said


@pytest.mark.parametrize("place", ["right", "next"])
def test_a_unit_that_stands_apart_is_none_of_the_caption(place: str) -> None:
    block = report(unit=place).titled(400, 120, CHARTS)

    assert "（単位：" in block.html
    assert "（単位：" not in captions(block.html)[0]


def test_a_unit_goes_to_the_next_line_where_its_own_is_too_short() -> None:
    made = report(unit="right")
    drawn = made.style.draw(90, 60, CHARTS)

    assert "position:absolute" not in made.title(drawn).html


def test_what_leads_on_to_a_chart_without_a_title_explains_it() -> None:
    made = report()
    page = "".join(block.html for block in made.bare(400, 150))

    assert ids(page, "explains") == ids(page, "figure")
    assert not ids(page, "caption")


def test_a_photo_beside_text_has_no_words_of_its_own() -> None:
    made = report()
    page = silent(made.style, 400, 150).html

    assert len(ids(page, "figure")) == 1
    assert not [*ids(page, "caption"), *ids(page, "explains"), *ids(page, "mentions")]


def test_titles_stand_over_their_charts(documents: list[Printed]) -> None:
    entries = [entry for _, _, gold, _ in documents for entry in gold if entry["caption_bbox"]]

    assert entries
    assert {entry["caption_position"] for entry in entries} == {"above"}


def test_titles_stand_in_the_pdf_where_the_gold_says(documents: list[Printed]) -> None:
    for _, pdf, gold, _ in documents:
        with pymupdf.open(stream=pdf) as document:
            for entry in (each for each in gold if each["caption_bbox"]):
                x0, y0, x1, y1 = entry["caption_bbox"]
                there = document[entry["page"] - 1].get_textbox((x0 - 1, y0 - 1, x1 + 1, y1 + 1))
                assert squeezed(entry["pdf_caption_line"]) in squeezed(there)


def test_no_figure_stands_on_another_or_on_a_title(documents: list[Printed]) -> None:
    for _, _, gold, _ in documents:
        figures = [(entry["page"], pymupdf.Rect(entry["figure_bbox"])) for entry in gold if not entry["decoy"]]
        titles = [(entry["page"], pymupdf.Rect(entry["caption_bbox"])) for entry in gold if entry["caption_bbox"]]
        for at, (page, box) in enumerate(figures):
            for other_page, other in [*figures[at + 1 :], *titles]:
                assert page != other_page or abs(box & other) < 30

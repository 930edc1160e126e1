"""Bubbles and callouts: where they stand, what they hold, and that the printed page bears what the gold says."""

import random
import re

import pymupdf
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from family_pages import html, ids
from pagemaker.document import SLIDE_4_3, discover, make
from pagemaker.families.bubbles import SIDES, Canvas, Said, box, over_edge, stand
from pagemaker.families.imprint import Imprint
from pagemaker.families.slides import CIRCLED
from pagemaker.prose import Words
from printed_pages import Printed, printed, squeezed

FAMILIES = "slides-bubbles", "guide-callouts"
SEEDS = range(4)
PICTURE = box(100, 100, 240, 160)
SAID = Said("一覧から部品を選び、［保存］を押します。", 120, 40)
discover()


def grown(found: tuple[float, float, float, float], by: float) -> pymupdf.Rect:
    """Return a box with its edges moved out by so many points."""
    x0, y0, x1, y1 = found
    return pymupdf.Rect(x0 - by, y0 - by, x1 + by, y1 + by)


@pytest.fixture
def canvas() -> Canvas:
    """Return an empty canvas on a slide, whose bubbles have tails."""
    return Canvas(Imprint(random.Random(3), Words(random.Random(3)), SLIDE_4_3), tailed=True)


@pytest.fixture(scope="module")
def documents() -> list[Printed]:
    """Return what was printed of each family and seed."""
    return printed(FAMILIES, SEEDS)


@pytest.mark.parametrize("side", SIDES)
def test_a_bubble_off_a_side_does_not_touch_its_picture(side: str) -> None:
    assert not stand(PICTURE, SAID, side, 10, 0.5).intersects(PICTURE)


@pytest.mark.parametrize("side", SIDES)
def test_a_bubble_over_an_edge_leaves_the_picture_most_of_their_union(side: str) -> None:
    for seed in range(20):
        bubble = stand(PICTURE, SAID, side, over_edge(random.Random(seed), PICTURE, SAID, side), 0.5)
        assert bubble.intersects(PICTURE)
        assert not PICTURE.contains(bubble)
        assert abs(PICTURE) / abs(PICTURE | bubble) > 0.8


@pytest.mark.parametrize("side", SIDES)
def test_a_bubble_wholly_on_a_picture_stays_in_it(side: str) -> None:
    gap = over_edge(random.Random(1), PICTURE, SAID, side, wholly=True)

    assert PICTURE.contains(stand(PICTURE, SAID, side, gap, 0.3))


def test_tops_are_level_where_bubbles_are_not_centred() -> None:
    assert stand(PICTURE, SAID, "right", 10, 0.0).y0 == PICTURE.y0


def test_a_bubble_says_a_sentence_in_three_lines_at_most(canvas: Canvas) -> None:
    said = canvas.say("photo", 220, 300)

    assert said.text
    assert said.height <= 3 * canvas.leading + 2 * canvas.pad


def test_a_hugged_bubble_is_no_wider_than_it_may_be(canvas: Canvas) -> None:
    assert all(canvas.say("screenshot", 200, 200, hugged=True).width <= 200 for _ in range(20))


def test_only_a_bubble_of_a_figure_explains_one(canvas: Canvas) -> None:
    drawn = canvas.picture(PICTURE, ("photo",))
    canvas.bubble(box(360, 100, 120, 40), SAID, PICTURE)
    assert not ids(canvas.done(300), "explains")

    canvas.bubble(box(360, 100, 120, 40), SAID, PICTURE, drawn)
    assert ids(canvas.done(300), "explains") == [drawn.id]


def test_a_tail_reaches_the_picture_that_it_speaks_of(canvas: Canvas) -> None:
    canvas.bubble(box(380, 160, 120, 40), SAID, PICTURE)
    points = re.findall(r"[ML] ([\d.]+) ([\d.]+)", canvas.done(300))

    assert min(float(x) for x, _ in points) == pytest.approx(PICTURE.x1, abs=9)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_seed_gives_the_same_pages_again_and_another_seed_other_ones(name: str) -> None:
    assert html(name, 3) == html(name, 3)
    assert html(name, 3) != html(name, 4)


@pytest.mark.parametrize("name", FAMILIES)
def test_no_figure_has_a_caption_and_none_is_explained_twice(name: str) -> None:
    for seed in SEEDS:
        page = html(name, seed)
        assert not ids(page, "caption")
        assert len(ids(page, "explains")) == len(set(ids(page, "explains"))) > 0
        assert set(ids(page, "explains")) <= set(ids(page, "figure"))


def test_every_photo_of_a_guide_has_its_callout() -> None:
    page = html("guide-callouts", 1)

    assert sorted(ids(page, "explains")) == sorted(ids(page, "figure"))


def test_a_mascot_speaks_of_no_picture() -> None:
    pages = [sheet.html for seed in range(8) for sheet in make("slides-bubbles", seed).sheets]
    told = {len(ids(page, "explains")) for page in pages if 'data-decoy="icon"' in page}

    assert told == {0, 1}


def test_a_list_explains_two_pictures_by_its_numbers() -> None:
    pages = "".join(html("slides-bubbles", seed) for seed in range(8))
    lists = re.findall(r'<div data-explains="[^"]*">(<p>.*?)</div>', pages)

    assert len(lists) >= 2
    assert [one.startswith("<p>①") for one in lists] == [True, False] * (len(lists) // 2)


def test_numerals_make_a_figure_hardly_larger_than_its_picture(documents: list[Printed]) -> None:
    for _, pdf, gold, _ in documents:
        with pymupdf.open(stream=pdf) as document:
            for entry in (each for each in gold if each["explains"] and each["explains"][0] in CIRCLED):
                images = document[entry["page"] - 1].get_image_info()
                figure = pymupdf.Rect(entry["figure_bbox"])
                assert max(abs(figure & each["bbox"]) for each in images) > 0.8 * abs(figure)


def test_gold_lies_inside_its_page(documents: list[Printed]) -> None:
    for _, _, gold, sheets in documents:
        for entry in gold:
            sheet = pymupdf.Rect(0, 0, sheets[entry["page"] - 1].width_pt, sheets[entry["page"] - 1].height_pt)
            assert all(
                sheet.contains(pymupdf.Rect(entry[key])) for key in ("figure_bbox", "explains_bbox") if entry[key]
            )


def test_what_explains_stands_in_the_pdf_where_the_gold_says(documents: list[Printed]) -> None:
    for _, pdf, gold, _ in documents:
        with pymupdf.open(stream=pdf) as document:
            for entry in (each for each in gold if each["explains"]):
                there = document[entry["page"] - 1].get_textbox(grown(entry["explains_bbox"], 1))
                assert squeezed(entry["explains"]) in squeezed(there)


def test_a_bubble_is_wide_and_high_enough_for_its_words(documents: list[Printed]) -> None:
    for _, pdf, gold, _ in documents:
        with pymupdf.open(stream=pdf) as document:
            for entry in (each for each in gold if each["explains"] and each["explains"][0] not in CIRCLED):
                page = document[entry["page"] - 1]
                shapes = [each["rect"] for each in page.get_drawings() if abs(each["rect"]) < abs(page.rect) / 4]
                assert any(shape.contains(grown(entry["explains_bbox"], -1)) for shape in shapes)

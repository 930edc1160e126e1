"""What the reports, slides and worksheets of the page maker promise, without a browser."""

import random
import re

import pytest

from family_pages import html, ids
from pagemaker.families.imprint import Block, Imprint, Text, plain
from pagemaker.prose import Words

FAMILIES = (
    "consoles",
    "decoys",
    "manual-beside",
    "manual-steps",
    "maps",
    "no-captions",
    "photos-strips",
    "posters",
    "questions",
    "slides",
    "slides-callouts",
    "slides-many",
    "tables-report",
    "textbook",
    "vector-only",
    "white-paper",
)


@pytest.fixture
def imprint():
    """Return one house's style."""
    return Imprint(random.Random(4), Words(random.Random(4)))


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_speaks_only_of_figures_that_it_drew(name):
    page = html(name, 1)
    drawn = ids(page, "figure")

    assert drawn
    assert len(drawn) == len(set(drawn))
    assert {*ids(page, "caption"), *ids(page, "explains"), *ids(page, "mentions")} <= set(drawn)


@pytest.mark.parametrize("name", ["slides", "decoys", "questions"])
def test_a_seed_gives_the_same_pages_again_and_another_seed_other_ones(name):
    assert html(name, 3) == html(name, 3)
    assert html(name, 3) != html(name, 4)


@pytest.mark.parametrize("seed", range(3))
def test_a_figure_has_a_caption_or_an_explanation_but_never_both(seed):
    for name in FAMILIES:
        page = html(name, seed)
        assert not {*ids(page, "caption")} & {*ids(page, "explains")}


def test_no_captions_means_that_no_page_has_one():
    assert not any(ids(html("no-captions", seed), "caption") for seed in range(4))


def test_worksheets_bear_labels_alone_in_some_seeds():
    captions = re.findall(r'data-caption="[^>]*>(.*?)</div>', "".join(html("questions", seed) for seed in range(6)))

    assert captions
    assert all(re.fullmatch(r'<span data-part="label">[^<]*</span>', caption) for caption in captions)


def test_vector_pages_hold_no_image_object():
    assert "<img" not in "".join(html("vector-only", seed) for seed in range(3))


def test_a_text_box_of_code_is_a_decoy_unless_a_text_speaks_of_it():
    page = "".join(html("consoles", seed) for seed in range(4))

    assert 'data-decoy="frame"' in page
    assert ids(page, "explains")


def test_running_text_takes_no_more_lines_than_there_is_room_for(imprint):
    width, height = 300.0, 200.0

    paragraphs = re.findall(r"<p>(.*?)</p>", imprint.prose(width, height))

    assert sum(imprint.lines(each, width) for each in paragraphs) <= height / imprint.leading


def test_running_text_holds_the_sentences_it_was_given(imprint):
    drawn = imprint.draw(120, 80, ("photo",))
    imprint.caption(drawn)

    text = imprint.prose(400, 300, [imprint.cite(drawn)])

    assert ids(text, "mentions") == [drawn.id]


def test_a_figure_is_cited_as_its_caption_calls_it(imprint):
    drawn = imprint.draw(120, 80, ("photo",))
    label = imprint.cited.get(drawn.id)
    imprint.caption(drawn)

    assert label is None
    assert imprint.cited[drawn.id] in plain(imprint.cite(drawn))


def test_text_shares_the_height_that_figures_leave(imprint):
    figure = Block("<i></i>", 300)

    short = imprint.stack(300, 400, [Text(), figure])
    long = imprint.stack(300, 700, [Text(), figure])

    assert 0 < len(plain(short)) < len(plain(long))

"""Captions in two languages: how they are numbered, and that text cites the Japanese label."""

import random
import re

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from family_pages import html, ids
from pagemaker.document import discover
from pagemaker.families.doubles import ABROAD, SAID, STYLES, Counted, Paper
from pagemaker.families.imprint import plain
from pagemaker.prose import Words
from printed_pages import printed

SEEDS = range(6)
discover()


def counted(style: int = 0, *, tells_photos: bool = False) -> Counted:
    """Return labels in one of the styles."""
    return Counted(random.Random(1), STYLES[style], 4, "　", together=False, tells_photos=tells_photos)


def paper(*, is_double: bool) -> Paper:
    """Return a paper."""
    made = Paper(random.Random(8), Words(random.Random(8)))
    made.is_double = is_double
    return made


def test_a_seed_gives_the_same_pages_again_and_another_seed_other_ones() -> None:
    assert html("doubles", 3) == html("doubles", 3)
    assert html("doubles", 3) != html("doubles", 4)


def test_labels_have_hyphens_and_are_cited_with_them() -> None:
    assert counted().next("chart") == ("図-1", "図-1")
    assert counted(2).next("table") == ("表－１", "表－１")


def test_figures_tables_and_photos_are_counted_apart() -> None:
    labels = counted(tells_photos=True)

    assert [labels.next(kind)[0] for kind in ("chart", "table", "photo", "map")] == ["図-1", "表-1", "写真-1", "図-2"]


def test_photos_are_figures_where_they_are_not_told_from_them() -> None:
    assert counted().next("photo")[0] == "図-1"


@pytest.mark.parametrize("style", range(len(STYLES)))
def test_the_english_number_is_the_japanese_one_in_narrow_digits(style: int) -> None:
    labels = counted(style)
    labels.next("table")

    assert labels.latest in {("表", "1"), ("表", "4.1")}


def test_a_caption_is_said_twice_in_one_caption() -> None:
    plate, block = paper(is_double=True).figure()

    assert ids(block, "caption") == [plate.number] * 2
    assert any(japanese in plain(block) and english in plain(block) for japanese, english in SAID)


def test_a_caption_is_said_once_in_some_papers() -> None:
    plate, block = paper(is_double=False).figure()

    assert ids(block, "caption") == [plate.number]
    assert not any(english in plain(block) for _, english in SAID)


def test_the_caption_of_a_table_stands_above_it() -> None:
    made = paper(is_double=True)
    made.above = True
    for plate, block in (made.figure() for _ in range(20)):
        first = re.search(r"data-(figure|caption)", block)[1]
        assert first == ("caption" if plate.kind == "table" else "figure")


def test_a_bare_figure_has_no_label() -> None:
    block = paper(is_double=True).bare()

    assert len(ids(block, "figure")) == 1
    assert not ids(block, "caption")


def test_every_word_has_its_english() -> None:
    assert all(set(called) == {"図", "表", "写真"} for called in ABROAD)


def test_text_cites_the_labels_of_captions() -> None:
    for seed in SEEDS:
        page = html("doubles", seed)
        labels = re.findall(r'data-part="label">([^<]*)<', page)
        for said in re.findall(r'data-mentions="[^"]*">([^<]*)<', page):
            assert any(label in said for label in labels)


def test_printed_captions_bear_both_languages() -> None:
    found = [made.gold for made in printed(["doubles"], SEEDS)]
    lines = [[entry["pdf_caption_line"] for entry in gold if entry["caption"]] for gold in found]

    assert all(lines)
    assert any(all(re.search(r"(Fig|Table|Photo)", line) for line in each) for each in lines)
    assert all(entry["number"] for gold in found for entry in gold if entry["caption"])

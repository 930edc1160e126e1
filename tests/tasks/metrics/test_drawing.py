from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from tasks.metrics.drawing import BLUE, GREEN, GREY, ORANGE, RED, draw_worst, drawn_over, strokes, wrong_pages
from tasks.metrics.extraction import Source
from tasks.metrics.judging import Judgement
from tasks.metrics.pairs import Findings, score_pairs
from tasks.records.enums import Role
from tasks.records.record import Box

CAPTION = Box(100, 205, 200, 215)


@pytest.fixture
def judged(make):
    """Judge figures and texts, of a PDF at a path."""

    def judgement(items, figures=(), candidates=(), regions=(), path=Path("a.pdf")):
        gold = make.document(*items)
        findings = Findings(gold, make.extracted(figures, candidates, regions))
        return Judgement(Source(gold, path), findings, score_pairs(findings))

    return judgement


def test_gold_and_findings_have_their_colours(make, judged):
    items = [make.item(caption_bbox=CAPTION), make.decoy()]
    made = judged(items, [make.figure("f")], [make.given("f")], [make.region("図1: システムの構成", CAPTION)])
    found = strokes(made.findings, 1)
    assert [stroke.colour for stroke in found] == [GREY, GREEN, GREEN, RED, ORANGE]
    assert found[2].to == items[0].figure_bbox
    assert found[-1].word == "0.90"
    assert strokes(made.findings, 2) == []


def test_a_wrong_text_says_so_and_one_of_another_page_too(make, judged):
    region = make.region("火", CAPTION, page=2)
    made = judged([make.item()], [make.figure("f")], [make.given("f", "火", role=Role.EXPLAINS)], [region])
    last = strokes(made.findings, 1)[-1]
    assert (last.colour, last.word) == (BLUE, "0.90 wrong, text on page 2")


def test_pages_are_wrong_by_figures_missed_and_texts_missing_or_wrong(make, judged):
    items = [make.item(), make.item(page=2), make.item(page=3), make.item(page=4)]
    figures = [make.figure(str(page), page=page) for page in (1, 2, 3)]
    made = judged(items, figures, [make.given("1"), make.given("2", "目次")])
    assert [(page.page, page.wrong) for page in wrong_pages(made)] == [(2, 1), (3, 1), (4, 1)]


def test_what_is_all_right_is_not_drawn(make, judged, tmp_path):
    made = judged([make.item()], [make.figure("f")], [make.given("f")])
    assert draw_worst([made], tmp_path, 5) == []


def test_the_worst_pages_come_first_and_no_more_than_asked_for(make, judged, tmp_path):
    pdf = tmp_path / "a.pdf"
    with pymupdf.open() as document:
        for _ in range(3):
            document.new_page(width=720, height=360)
        document.save(pdf)
    items = [make.item(), make.item(page=2), make.item(x0=300, page=2), make.item(page=3)]
    drawn = draw_worst([judged(items, path=pdf)], tmp_path / "worst", 2)
    assert [path.name for path in drawn] == ["01-a-2.png", "02-a-1.png"]
    with Image.open(drawn[0]) as picture:
        assert picture.size == (1000, 500 + 18)
        assert picture.convert("RGB").getpixel((round(100 / 0.72), round(150 / 0.72) + 18)) == GREEN


def test_the_legend_stands_above_the_page():
    sheet = drawn_over(Image.new("RGB", (600, 100), "white"), [])
    assert sheet.size == (600, 118)
    assert sheet.crop((0, 0, 600, 18)).getcolors(4096)[0][1] != sheet.crop((0, 0, 600, 18)).getcolors(4096)[1][1]
    assert sheet.crop((0, 18, 600, 118)).getcolors() == [(60000, (255, 255, 255))]

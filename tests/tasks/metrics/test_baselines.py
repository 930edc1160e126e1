import pymupdf
import pytest

from tasks.metrics.baselines import Part, layout_parts, nearest_below, score_below, score_layout, text_blocks
from tasks.metrics.scores import Given
from tasks.records.record import Box

LINE = "図1: システムの構成"


def part(y0, words=LINE, kind="text", page=1, x0=100):
    return Part(page, kind, Box(x0, y0, x0 + 100, y0 + 10), words)


@pytest.fixture
def pdf(tmp_path):
    def saved(rotation=0):
        path = tmp_path / f"{rotation}.pdf"
        with pymupdf.open() as document:
            page = document.new_page(width=400, height=600)
            pixels = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 40, 40), 0)
            pixels.clear_with(120)
            page.insert_image((100, 100, 300, 300), pixmap=pixels)
            page.insert_text((120, 330), LINE, fontname="japan", fontsize=10)
            page.set_rotation(rotation)
            document.save(path)
        return path

    return saved


def test_the_nearest_block_below_is_taken(make):
    blocks = [part(250, "本文"), part(205), part(80, "上"), part(201, "横", x0=400), part(201, "次", page=2)]
    assert nearest_below(make.item(), blocks) == blocks[1]
    assert nearest_below(make.item(page=3), blocks) is None


def test_a_block_that_touches_the_figure_is_below_it(make):
    assert nearest_below(make.item(), [part(198)]) is not None
    assert nearest_below(make.item(), [part(190)]) is None


def test_every_true_figure_gets_its_text_below(make):
    gold = make.document(make.item(), make.item(x0=300, caption=None), make.decoy(x0=500))
    blocks = [part(205), part(205, "本文", x0=300), part(205, "本文", x0=500)]
    assert score_below(gold, blocks) == Given(given=2, right=1, gold=1, hit=1)


def test_layout_needs_boxes_of_its_own(make):
    picture = Part(1, "picture", make.item().figure_bbox, "")
    gold = make.document(make.item())
    found = score_layout(gold, [picture, part(205, kind="caption"), part(202, "本文")])
    assert (found.layout, found.layout_matched) == (Given(given=1, right=1, gold=1, hit=1), 1)
    lost = score_layout(gold, [part(205, kind="caption")])
    assert (lost.layout, lost.layout_matched) == (Given(gold=1), 0)


def test_layout_takes_the_nearest_caption_of_its_page(make):
    picture = Part(1, "table", make.item().figure_bbox, "")
    captions = [part(205, kind="caption", page=2), part(260, "遠い", kind="caption"), part(80, kind="caption")]
    assert score_layout(make.document(make.item()), [picture, *captions]).layout.right == 1


def test_a_picture_that_is_no_figure_costs_precision(make):
    parts = [Part(1, "picture", Box(400, 400, 500, 500), ""), part(390, "図9", kind="caption")]
    assert score_layout(make.document(make.item()), parts).layout == Given(given=1, gold=1)


def test_blocks_are_read_as_displayed(pdf):
    (block,) = text_blocks(pdf(), [1])
    (turned,) = text_blocks(pdf(90), [1])
    assert block.words == LINE
    assert turned.box.height == pytest.approx(block.box.width, abs=0.1)
    assert turned.box.x1 == pytest.approx(600 - block.box.y0, abs=0.1)


@pytest.mark.engine
def test_layout_finds_the_picture_and_its_text(pdf):
    parts = layout_parts(pdf(), [1])
    (picture,) = (one for one in parts if one.kind == "picture")
    assert picture.box.iou(Box(100, 100, 300, 300)) > 0.9
    assert any("システム" in one.words for one in parts)

import numpy as np
import pymupdf
import pytest

import toy_analyzer
from tasks.pdf.pictures import find_pictures
from tasks.probe import probe_page
from tasks.read import read_page
from tasks.records.enums import Direction, Outcome, RegionKind
from tasks.records.page import Line, Page
from tasks.records.region import Region
from tasks.segment import finder, look_at, segment_page, settle_regions
from tasks.store.blobs import Blobs
from tasks.store.outputs import Outputs

TEXT = "図書館の歴史は古く、人々は知識を集めて保存し、次の世代に伝えてきた。近年では電子化が進んでいる。"


def sheet(**options):
    return Page(**{"doc_id": "doc", "page": 1, "width": 595.0, "height": 842.0, "rotation": 0} | options)


def line(text, x, y, size=10.0, **options):
    return Line(x0=x, y0=y, x1=x + len(text) * size, y1=y + size, text=text, size=size, **options)


def squeezed(parts):
    return sorted("".join("".join(part.text or "" for part in parts).split()))


class Sheet:
    """A page that is drawn, and what segment makes of it."""

    def __init__(self, width=595, height=842):
        self.page = pymupdf.open().new_page(width=width, height=height)

    def write(self, x, y, text, size=10.0):
        self.page.insert_text((x, y), text, fontname="japan", fontsize=size)

    def paragraph(self, x, y, width, text=TEXT, size=10.0):
        count, text = int(width // size), "　" + text
        for place, start in enumerate(range(0, len(text), count)):
            self.write(x, y + 1.7 * size * place, text[start : start + count], size)

    def stand(self, right, top, height, text=TEXT, size=10.0):
        count = int(height // size)
        for place, start in enumerate(range(0, len(text), count)):
            for at, character in enumerate(text[start : start + count]):
                self.write(right - size - 1.7 * size * place, top + (at + 0.88) * size, character, size)

    def picture(self, *box):
        pixmap = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 40, 40))
        pixmap.set_rect((0, 0, 40, 40), (200, 120, 40))
        pixmap.set_rect((0, 0, 20, 20), (20, 120, 40))
        self.page.insert_image(pymupdf.Rect(box), pixmap=pixmap, keep_proportion=False)

    def regions(self):
        page = pymupdf.open("pdf", self.page.parent.tobytes())[0]
        self.lines = read_page(page)
        return segment_page(probe_page(page, "doc"), self.lines, find_pictures(page, "doc", 1))

    def read(self):
        return [region for region in self.regions() if region.reading_order is not None]


def two_columns():
    drawn = Sheet()
    drawn.write(150, 70, "知識の保存と図書館の役割", 20)
    for x, mark in ((50, "左"), (310, "右")):
        drawn.paragraph(x, 120, 230, f"{mark}一。{TEXT}")
        drawn.paragraph(x, 240, 230, f"{mark}二。{TEXT}")
        drawn.paragraph(x, 620, 230, f"{mark}三。{TEXT}")
    drawn.picture(120, 360, 480, 560)
    drawn.write(240, 580, "図1　利用者数の推移", 9)
    return drawn


def vertical_tiers():
    drawn = Sheet(515, 728)
    drawn.stand(470, 60, 300, "図書館の歴史", 20)
    drawn.stand(430, 60, 280, f"　上一。{TEXT}")
    drawn.stand(330, 60, 280, f"　上二。{TEXT}")
    drawn.stand(430, 380, 280, f"　下一。{TEXT}")
    drawn.picture(60, 400, 220, 560)
    drawn.write(80, 580, "図1　古い図書館", 8)
    return drawn


def heads(regions):
    return [(region.text or "図").strip()[:2] for region in regions]


def test_reads_columns_one_after_the_other_around_a_picture():
    regions = two_columns().read()
    assert heads(regions) == ["知識", "左一", "左二", "右一", "右二", "図", "図1", "左三", "右三"]


def test_reads_vertical_tiers_from_the_top_and_each_from_the_right():
    regions = vertical_tiers().read()
    assert heads(regions) == ["図書", "上一", "上二", "下一", "図", "図1"]
    assert regions[1].direction is Direction.VERTICAL
    assert regions[-1].direction is Direction.HORIZONTAL


@pytest.mark.parametrize("draw", [two_columns, vertical_tiers])
def test_every_line_is_in_exactly_one_region(draw):
    drawn = draw()
    regions = drawn.regions()
    assert squeezed(regions) == squeezed(drawn.lines)
    assert len({region.region_id for region in regions}) == len(regions)


@pytest.mark.parametrize("draw", [two_columns, vertical_tiers])
def test_the_order_of_lines_does_not_matter(draw):
    drawn = draw()
    regions = drawn.regions()
    page = sheet(width=drawn.page.rect.width, height=drawn.page.rect.height)
    pictures = [region for region in regions if region.kind is RegionKind.FIGURE]
    assert segment_page(page, drawn.lines, pictures) == segment_page(page, drawn.lines[::-1], pictures)


def test_pictures_come_back_with_their_ids():
    drawn = two_columns()
    (picture,) = [region for region in drawn.regions() if region.kind is RegionKind.FIGURE]
    (found,) = find_pictures(drawn.page, "doc", 1)
    assert picture.region_id == found.region_id
    assert picture.box == found.box


def test_names_titles_captions_and_text():
    kinds = {(region.text or "")[:2]: region.kind for region in two_columns().read()}
    assert kinds["知識"] is RegionKind.TITLE
    assert kinds["図1"] is RegionKind.CAPTION
    assert kinds["左一"] is RegionKind.TEXT


def test_a_caption_is_not_melted_into_the_paragraph_below():
    drawn = Sheet()
    drawn.picture(100, 100, 400, 300)
    drawn.write(60, 320, "図2　左に揃えた図題")
    drawn.paragraph(60, 337, 450)
    caption, text = drawn.read()[1:]
    assert (caption.kind, caption.text) == (RegionKind.CAPTION, "図2　左に揃えた図題")
    assert text.kind is RegionKind.TEXT


def test_a_caption_of_two_centred_lines_is_one():
    drawn = Sheet()
    drawn.picture(100, 100, 400, 300)
    drawn.write(170, 320, "図2　図書館の利用者数の推移を", 10)
    drawn.write(200, 334, "年代別に示したもの", 10)
    assert drawn.read()[1].text == "図2　図書館の利用者数の推移を年代別に示したもの"


def test_a_source_line_is_a_note():
    drawn = Sheet()
    drawn.paragraph(60, 100, 450)
    drawn.write(60, 200, "出典：文部科学省「社会教育調査」", 8)
    assert drawn.read()[-1].kind is RegionKind.NOTE


def test_small_type_at_the_foot_is_a_note():
    drawn = Sheet()
    drawn.paragraph(60, 100, 450, TEXT * 8)
    drawn.write(60, 780, "1 図書館法による。詳しくは付録を見よ。", 7.5)
    assert drawn.read()[-1].kind is RegionKind.NOTE


def test_text_inside_a_picture_is_its_label():
    drawn = Sheet()
    drawn.paragraph(60, 100, 450)
    drawn.picture(100, 200, 400, 400)
    drawn.write(150, 300, "貸出数", 9)
    drawn.paragraph(60, 440, 450)
    regions = drawn.read()
    assert [region.kind for region in regions] == [
        RegionKind.TEXT,
        RegionKind.FIGURE,
        RegionKind.LABEL,
        RegionKind.TEXT,
    ]


def test_furigana_is_not_read_with_the_text():
    lines = [line(TEXT[:30], 60, 100), line("としょかん", 60, 94, 5, ruby=True)]
    regions = segment_page(sheet(), lines, [])
    assert [(region.kind, region.reading_order) for region in regions] == [
        (RegionKind.TEXT, 0),
        (RegionKind.RUBY, None),
    ]


def test_a_page_without_lines_has_no_regions():
    assert segment_page(sheet(), [], []) == []


def test_ids_do_not_depend_on_what_a_region_is():
    plain = segment_page(sheet(), [line("図書館の歴史", 60, 100)], [])
    bold = segment_page(sheet(), [line("図書館の歴史", 60, 100, bold=True), line(TEXT, 60, 200)], [])
    assert plain[0].region_id == bold[0].region_id
    assert plain[0].kind is not bold[0].kind


def test_ids_tell_documents_and_pages_apart():
    lines = [line("図書館の歴史", 60, 100)]
    pages = [sheet(), sheet(page=2), sheet(doc_id="other")]
    assert len({segment_page(page, lines, [])[0].region_id for page in pages}) == 3


def test_lines_at_one_place_have_ids_of_their_own():
    lines = [line("図書館", 60, 100), line("博物館", 60, 100)]
    regions = segment_page(sheet(), lines, [])
    assert len({region.region_id for region in regions}) == len(regions)
    assert squeezed(regions) == squeezed(lines)


def test_joins_lines_without_a_space_between_japanese():
    lines = [line("図書館の歴史は古く、", 60, 100), line("人々は知識を集めた。", 60, 117)]
    assert segment_page(sheet(), lines, [])[0].text == "図書館の歴史は古く、人々は知識を集めた。"


def document(count, make):
    pages = [sheet(page=number) for number in range(1, count + 1)]
    return pages, [region for page in pages for region in segment_page(page, make(page.page), [])]


def with_furniture(number):
    return [
        line("図書館の手引き", 60, 30, 9),
        line(f"{number}ページ目の{TEXT}", 60, 200),
        line(f"- {number} -", 280, 810, 9),
        line("文部科学省", 480, 810, 9),
    ]


def kinds_of(regions, number):
    return {region.text: (region.kind, region.reading_order) for region in regions if region.page == number}


def test_names_what_comes_back_on_every_page():
    regions = settle_regions(*document(6, with_furniture))
    kinds = kinds_of(regions, 3)
    assert kinds["図書館の手引き"] == (RegionKind.HEADER, None)
    assert kinds["- 3 -"] == (RegionKind.PAGE_NUMBER, None)
    assert kinds["文部科学省"] == (RegionKind.FOOTER, None)
    assert kinds[f"3ページ目の{TEXT}"] == (RegionKind.TEXT, 0)


def test_settling_keeps_every_region_and_its_id():
    pages, regions = document(6, with_furniture)
    assert [region.region_id for region in settle_regions(pages, regions)] == [region.region_id for region in regions]


@pytest.fixture
def look(tmp_path, monkeypatch):
    """Return what looks at a page with a black box for a layout engine: at the picture that it is given."""
    toy_analyzer.install(tmp_path / "installed")
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    page = pymupdf.open().new_page(width=300, height=200)
    page.draw_rect((40, 40, 200, 150), fill=(0, 0, 0))
    outputs = Outputs(tmp_path / "engines", Blobs(tmp_path / "blobs"))
    return lambda name: finder(page, sheet(width=300.0, height=200.0), outputs, name)


def test_a_layout_engine_looks_at_the_picture_that_it_is_given(look):
    assert look("fake")(np.full((200, 300, 3), 255, np.uint8), 72) == []
    assert len(look("fake")(np.zeros((200, 300, 3), np.uint8), 72)) == 1


def test_an_analyzer_looks_at_the_page_as_it_is_read(look):
    (seen,) = look(toy_analyzer.NAME)(np.full((200, 300, 3), 255, np.uint8), 72)
    assert seen.box == pytest.approx((40, 40, 200, 150), abs=10)


def test_without_a_layout_engine_nobody_looks(look):
    assert look("none") is None


def box_seen(name, *box):
    x0, y0, x1, y1 = box
    facts = {"doc_id": "doc", "page": 1, "kind": RegionKind.FIGURE, "source": "toy", "rule": "model", "score": 0.9}
    return Region(region_id=name, x0=x0, y0=y0, x1=x1, y1=y1, **facts)


def test_what_is_seen_at_the_edge_of_a_huge_page_ends_where_the_page_ends():
    width, height = 10000.0, 999.7  # whose last row of pixels is only a twentieth on the page
    page = pymupdf.open().new_page(width=width, height=height)
    page.draw_rect((2000, 200, 4000, 1000), fill=(0.2, 0.3, 0.4))
    seen = [box_seen("on", 2000, 200, 4000, 1002.2), box_seen("off", 10000.5, 100, 10200, 900)]
    looked = look_at(page, sheet(width=width, height=height), [], [], lambda *_: seen)
    kept = [region for region in looked.pictures if region.outcome is Outcome.KEPT]
    assert kept
    assert all(region.x1 <= width + 1 and region.y1 <= height + 1 for region in kept)
    assert "off" not in {region.region_id for region in looked.pictures}


def test_a_box_that_reaches_half_a_pixel_beyond_its_page_stays_as_it_is():
    page = pymupdf.open().new_page(width=300, height=200)
    page.draw_rect((40, 40, 200, 200), fill=(0.2, 0.3, 0.4))
    looked = look_at(page, sheet(width=300.0, height=200.0), [], [], lambda *_: [box_seen("on", 40, 40, 200, 200.4)])
    assert (40, 40, 200, 200.4) in {region.box for region in looked.pictures}

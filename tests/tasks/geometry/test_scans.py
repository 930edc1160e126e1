import pytest

from tasks.geometry.scans import Merged, is_running_text, needs_model, on_scan, scan_of
from tasks.geometry.texts import readable
from tasks.records.enums import RegionKind, TextSource
from tasks.records.page import Line, Page
from tasks.records.record import Box
from tasks.records.region import Region

PAPER = Box(0, 0, 595, 842)
PICTURE = Box(150, 300, 350, 420)


def page(source: TextSource = TextSource.OCR) -> Page:
    return Page(doc_id="d", page=1, width=595, height=842, rotation=0, text_source=source)


def region(*box: float, source: str = "raster", rule: str = "image") -> Region:
    return Region(
        **Box(*box)._asdict(),
        region_id=f"{source} {box}",
        doc_id="d",
        page=1,
        kind=RegionKind.FIGURE,
        source=source,
        rule=rule,
    )


raster = region
SCAN = raster(*PAPER)


def line(x: float, y: float, text: str, *, size: float = 12, confidence: float | None = 0.9) -> Line:
    return Line(x0=x, y0=y, x1=x + size * len(text), y1=y + size, text=text, size=size, confidence=confidence)


def paragraph(y: float, rows: int) -> list[Line]:
    return [line(60, y + 18 * row, "文" * 38, confidence=None) for row in range(rows)]


def test_a_picture_as_large_as_the_page_is_its_scan():
    assert scan_of([SCAN, raster(100, 100, 200, 200)], PAPER) == [SCAN]


def test_an_image_that_leaves_no_ink_is_no_scan():
    assert scan_of([raster(*PAPER, rule="hidden")], PAPER) == []


def test_strips_or_tiles_that_cover_the_page_are_its_scan():
    strips = [raster(0, 84.2 * at, 595, 84.2 * (at + 1)) for at in range(10)]
    tiles = [raster(x, y, x + 297.5, y + 421) for x in (0, 297.5) for y in (0, 421)]
    assert scan_of(strips, PAPER) == strips
    assert scan_of(tiles, PAPER) == tiles
    assert scan_of(tiles[:3], PAPER) == []


def test_pictures_that_cover_half_the_page_are_no_scan():
    assert scan_of([raster(0, 0, 595, 420)], PAPER) == []
    assert scan_of([raster(20, 20, 500, 200), raster(20, 600, 500, 830)], PAPER) == []


def test_a_scan_with_a_margin_around_holds_all_that_is_written():
    text = paragraph(200, 12)
    inner = raster(40, 120, 555, 700)
    assert scan_of([inner], PAPER, readable(text)) == [inner]
    assert scan_of([inner], PAPER, readable([*text, *paragraph(740, 3)])) == []
    assert scan_of([inner], PAPER, readable(text[:3])) == []


def test_two_scanned_pages_on_a_sheet_are_its_scan():
    sheet = Box(0, 0, 1190, 842)
    pages = [raster(40, 60, 560, 780), raster(620, 60, 1150, 780)]
    right = [line(650, 200 + 18 * row, "文" * 38) for row in range(8)]
    assert scan_of(pages, sheet, readable([*paragraph(200, 8), *right])) == pages


def test_a_clipping_with_a_caption_is_no_scan():
    clipping = raster(40, 120, 555, 700)
    called = [*paragraph(200, 12), line(200, 710, "図1　新聞の記事", size=9)]
    assert scan_of([clipping], PAPER, readable(called)) == []


def test_pages_read_by_ocr_are_looked_at():
    assert needs_model(page(), [], [])
    assert needs_model(page(TextSource.LAYER), [], [line(60, 60, "文")])


def test_searchable_scans_are_looked_at():
    layer = paragraph(60, 10)
    assert needs_model(page(TextSource.LAYER), [SCAN], layer)
    assert not needs_model(
        page(TextSource.LAYER), [SCAN, region(100, 100, 300, 300, source="drawing", rule="shapes")], layer
    )


def test_a_page_whose_figures_are_placed_is_not_looked_at():
    layer = [*paragraph(500, 10), line(200, 430, "図1　装置の外観", confidence=None)]
    assert not needs_model(page(TextSource.LAYER), [raster(*PICTURE)], layer)
    assert needs_model(page(TextSource.LAYER), [], layer)
    assert not needs_model(page(TextSource.LAYER), [], layer[:-1])


def text_line(y: float, text: str) -> Line:
    return Line(x0=50, y0=y, x1=50 + 10 * len(text), y1=y + 10, text=text, size=10, confidence=0.9)


RUNNING_LINES = [text_line(50 + 16 * at, "谷あいの村には六つの水車があった。") for at in range(20)]


def test_a_page_of_long_lines_is_running_text() -> None:
    assert is_running_text([*RUNNING_LINES, text_line(780, "12")])


@pytest.mark.parametrize(
    "others",
    [
        [text_line(400, "図1　いちばん大きな水車")],
        [text_line(400 + 12 * at, "水車の名") for at in range(20)],
    ],
    ids=["caption", "cells"],
)
def test_a_page_with_captions_or_cells_is_more_than_running_text(others) -> None:
    assert not is_running_text([*RUNNING_LINES, *others])


def test_little_text_is_no_page_of_text() -> None:
    assert not is_running_text(RUNNING_LINES[:3])


def test_a_row_of_pictures_that_the_model_saw_one_by_one_is_no_picture():
    row, left, right = (
        region(*box, source="cdla") for box in ((50, 100, 550, 300), (50, 100, 290, 300), (310, 100, 550, 300))
    )
    fates = on_scan([row, left, right], [], PAPER, [])
    assert fates[row.region_id] == Merged(left.region_id)
    assert on_scan([row, left], [], PAPER, []).get(row.region_id) != Merged(left.region_id)

import io

import pymupdf
import pytest
from PIL import Image

from tasks.pdf.resolution import LONGEST_PX, MOST_DPI, USUAL_DPI, bounded, ocr_dpi


def page_with_scan(dpi, width=595, height=842, share=1.0, rotation=0):
    picture = io.BytesIO()
    size = (round(width * share * dpi / 72), round(height * share * dpi / 72))
    Image.new("L", size, 200).save(picture, "PNG")
    document = pymupdf.open()
    page = document.new_page(width=width, height=height)
    page.insert_image((0, 0, width * share, height * share), stream=picture.getvalue())
    page.set_rotation(rotation)
    return pymupdf.open("pdf", document.tobytes())[0]


def page_with_type(size):
    document = pymupdf.open()
    page = document.new_page()
    for at in range(10):
        page.insert_text((50, 100 + 3 * size * at), "小さな文字で書かれた行", fontname="japan", fontsize=size)
    return page


@pytest.mark.parametrize(("scanned", "read"), [(72, USUAL_DPI), (150, 150), (220, 220), (600, MOST_DPI)])
def test_a_scan_is_read_as_finely_as_it_was_scanned(scanned, read):
    assert ocr_dpi(page_with_scan(scanned)) == pytest.approx(read, abs=1)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_scan_is_read_as_finely(rotation):
    assert ocr_dpi(page_with_scan(220, rotation=rotation)) == pytest.approx(220, abs=1)


def test_a_small_picture_does_not_decide():
    assert ocr_dpi(page_with_scan(300, share=0.3)) == USUAL_DPI


@pytest.mark.parametrize(("size", "dpi"), [(10.5, 165), (6, 288), (4, MOST_DPI), (30, USUAL_DPI)])
def test_small_type_is_rendered_finely(size, dpi):
    assert ocr_dpi(page_with_type(size)) == pytest.approx(dpi, abs=1)


def test_a_huge_page_stays_within_the_pixels_that_engines_take():
    page = pymupdf.open().new_page(width=14400, height=7200)
    dpi = ocr_dpi(page)
    assert 1 <= dpi <= LONGEST_PX * 72 / 14400


def test_an_empty_page_has_a_resolution():
    assert ocr_dpi(pymupdf.open().new_page()) == USUAL_DPI


def test_a_resolution_is_lowered_only_for_huge_pages():
    assert bounded(pymupdf.open().new_page(width=1191, height=842), 100) == 100
    assert bounded(pymupdf.open().new_page(width=14400, height=14400), 100) == LONGEST_PX * 72 // 14400

import numpy as np
import pymupdf
import pytest
from PIL import Image

from tasks.metrics.scans import SCAN_DPI, blotted, picture, worn, write_scans, write_single
from tasks.pdf.render import render
from tasks.probe import probe_page
from tasks.records.enums import TextSource
from tasks.runtime.errors import RejectedError

LINES = ("図書館の歴史は古く、", "人々は知識を集めた。")


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    path = tmp_path_factory.mktemp("scans") / "two.pdf"
    with pymupdf.open() as document:
        for text in LINES:
            document.new_page(width=300, height=200).insert_text((40, 60), text, fontname="japan", fontsize=14)
        document.save(path)
    return path


@pytest.fixture(scope="module")
def shown(pdf):
    return picture(pdf, 2)


def test_a_picture_is_the_page_at_150_dpi(shown):
    assert shown.shape == (417, 625, 3)
    assert shown.dtype == np.uint8
    assert shown.min() < 60
    assert shown.max() == 255


def test_a_page_that_is_not_there_is_refused(pdf):
    with pytest.raises(RejectedError):
        picture(pdf, 3)


def test_wear_is_the_same_every_time(shown):
    assert np.array_equal(worn(shown), worn(shown.copy()))


def test_wear_does_not_depend_on_the_text(shown):
    blank = np.full_like(shown, 255)
    far_from_text = (slice(300, 400), slice(50, 600))
    assert np.abs(worn(shown)[far_from_text].astype(int) - worn(blank)[far_from_text]).mean() < 1


def test_worn_paper_is_grainy_and_darker_towards_a_corner():
    paper = worn(np.full((400, 300, 3), 255, np.uint8)).mean(axis=2)
    assert 2 < paper[:60, :60].std() < 12
    assert paper[-60:, -60:].mean() < paper[:60, :60].mean() - 20
    assert paper[-60:, -60:].mean() > 180


def test_wear_leans_a_long_line_by_a_few_pixels():
    ruled = np.full((400, 1200, 3), 255, np.uint8)
    ruled[198:202] = 0
    line = worn(ruled).mean(axis=2)
    left, right = (int(line[:, at : at + 20].mean(axis=1).argmin()) for at in (60, 1120))
    assert 3 <= abs(left - right) <= 1060 * np.tan(np.radians(0.5))


def test_worn_text_is_still_dark_on_light(shown):
    seen = worn(shown)
    assert seen.shape == shown.shape
    assert seen.min() < 100
    assert np.median(seen) > 200


def test_a_scan_shows_the_picture_pixel_for_pixel(shown, tmp_path):
    with pymupdf.open(write_scans([worn(shown)], tmp_path / "scan.pdf")) as document:
        assert np.array_equal(render(document[0], SCAN_DPI), worn(shown))


def test_a_scan_has_no_text(pdf, shown, tmp_path):
    with pymupdf.open(pdf) as source, pymupdf.open(write_scans([shown], tmp_path / "scan.pdf")) as document:
        assert probe_page(source[1], "d").text_source is TextSource.LAYER
        assert probe_page(document[0], "d").text_source is TextSource.NONE
        assert document[0].rect.width == pytest.approx(300, abs=0.5)


def test_a_scan_has_a_page_for_each_picture_at_its_resolution(shown, tmp_path):
    small = np.asarray(Image.fromarray(shown).resize((100, 50)))
    with pymupdf.open(write_scans([shown, small], tmp_path / "scan.pdf", dpi=100)) as document:
        sizes = [(round(page.rect.width), round(page.rect.height)) for page in document]
    assert sizes == [(450, 300), (72, 36)]


def test_the_title_alone_makes_another_document_of_the_same_pictures(shown, tmp_path):
    one, same, other = (
        write_scans([shown], tmp_path / f"{name}.pdf", title=title).read_bytes()
        for name, title in (("a", "1"), ("b", "1"), ("c", "2"))
    )
    assert one == same != other


def test_a_single_page_keeps_its_text(pdf, tmp_path):
    with pymupdf.open(write_single(pdf, 2, tmp_path / "one.pdf")) as document:
        assert document.page_count == 1
        assert document[0].get_text().strip() == LINES[1]


def test_pictures_are_greyed_out_and_backgrounds_stay(tmp_path):
    photo = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 40, 30))
    photo.set_rect(photo.irect, (200, 40, 40))
    document = pymupdf.open()
    page = document.new_page(width=300, height=300)
    page.insert_image((0, 0, 300, 100), pixmap=photo, keep_proportion=False)
    page.insert_text((20, 50), "下地の上の見出し", fontname="japan")
    page.insert_image((20, 150, 120, 225), pixmap=photo)
    document.save(tmp_path / "page.pdf")
    shown = picture(tmp_path / "page.pdf", 1, 72)
    image = blotted(shown, tmp_path / "page.pdf", 1, 72)
    assert tuple(shown[200, 60]) == tuple(shown[90, 200]) == (200, 40, 40)
    assert tuple(image[200, 60]) == (150, 150, 150)
    assert tuple(image[90, 200]) == (200, 40, 40)

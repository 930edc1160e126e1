"""Made pages as a scanner sees them."""

import random

import numpy as np
import pymupdf
import pytest

from pagemaker.scanning import MOST_DEGREES, follow, scan, turned

SQUARE = (400.0, 60.0, 520.0, 180.0)


@pytest.fixture(scope="module")
def printed():
    with pymupdf.open() as document:
        document.new_page(width=595, height=842).draw_rect(pymupdf.Rect(SQUARE), fill=(0, 0, 0))
        return document.tobytes()


def _dark_box(pdf):
    with pymupdf.open(stream=pdf) as document:
        pixels = document[0].get_pixmap(dpi=144, colorspace=pymupdf.csGRAY)
    image = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width)
    rows, columns = np.where(image < 100)
    return columns.min() / 2, rows.min() / 2, columns.max() / 2, rows.max() / 2


@pytest.mark.parametrize("seed", range(4))
def test_boxes_follow_the_page_as_it_turns(printed, seed) -> None:
    pdf, [turn] = scan(printed, random.Random(seed))
    assert _dark_box(pdf) == pytest.approx(turned(SQUARE, *turn), abs=1.5)


def test_the_angle_is_small_and_never_the_same(printed) -> None:
    angles = {scan(printed, random.Random(seed))[1][0][0] for seed in range(4)}
    assert len(angles) == 4
    assert all(abs(angle) <= MOST_DEGREES for angle in angles)


def test_a_scan_is_one_image_without_text(printed) -> None:
    pdf, _ = scan(printed, random.Random(0))
    with pymupdf.open(stream=pdf) as document:
        assert len(document[0].get_images()) == 1
        assert document[0].get_text() == ""
        assert document[0].get_drawings() == []


def test_the_same_seed_scans_the_same(printed) -> None:
    assert scan(printed, random.Random(1)) == scan(printed, random.Random(1))


def test_a_box_that_is_not_turned_stays() -> None:
    assert turned(SQUARE, 0.0, 595, 842) == SQUARE


def test_a_turned_box_is_larger_and_stays_on_the_page() -> None:
    x0, y0, x1, y1 = turned((0.0, 0.0, 100.0, 50.0), 0.6, 595, 842)
    assert min(x0, y0) >= 0
    assert (x1 - x0) * (y1 - y0) != 5000.0


def test_each_box_turns_with_its_own_page() -> None:
    entry = {
        "page": 1, "figure_bbox": SQUARE, "caption_page": 2, "caption_bbox": SQUARE,
        "explains_page": None, "explains_bbox": None,
        "vector": True,
    }  # fmt: skip
    followed = follow(entry, [(0.0, 595, 842), (0.5, 595, 842)])
    assert followed["figure_bbox"] == SQUARE
    assert followed["caption_bbox"] != SQUARE
    assert followed["explains_bbox"] is None
    assert followed["vector"] is False

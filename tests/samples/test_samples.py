"""The sample PDFs are what their notices say."""

import importlib.util
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

FOLDER = Path(__file__).parent
SAMPLES = sorted(FOLDER.glob("*.pdf"))


def load_maker(name="make_vertical"):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def embedded(document: pymupdf.Document) -> np.ndarray:
    pixels = pymupdf.Pixmap(document, document[0].get_images()[0][0])
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_is_small_and_says_whose_it_is(sample):
    assert sample.stat().st_size < 600_000
    notice = sample.with_suffix(".licence.txt").read_text(encoding="utf-8")
    assert notice.startswith(sample.name)
    assert "Licence" in notice
    assert f"`{sample.name}`" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_vertical_page_is_made_again_with_the_same_text_and_picture():
    with pymupdf.open(FOLDER / "vertical-caption.pdf") as committed, load_maker().build() as made:
        assert made[0].get_text() == committed[0].get_text()
        assert np.abs(embedded(made).astype(int) - embedded(committed)).mean() < 1


def test_the_scan_is_made_again_with_the_same_picture_and_has_no_text(tmp_path):
    load_maker("make_scan").main(tmp_path / "made.pdf")
    with pymupdf.open(FOLDER / "scanned-page.pdf") as committed, pymupdf.open(tmp_path / "made.pdf") as made:
        assert committed[0].get_text() == ""
        assert np.abs(embedded(made).astype(int) - embedded(committed)).mean() < 1


def test_the_drawn_picture_is_no_flat_area():
    picture = load_maker().draw_picture()
    assert isinstance(picture, Image.Image)
    assert np.asarray(picture).std() > 40

import io

import cv2
import imagehash
import numpy as np
import pymupdf
import pytest
from PIL import Image
from pydantic import ValidationError

from tasks.crop import CropSpec, crop_page, encode_png, is_uniform, phash, render_figure
from tasks.pdf.pictures import find_pictures
from tasks.read import read_page
from tasks.records import identity
from tasks.records.enums import Outcome, Reason, RegionKind
from tasks.records.figure import Figure
from tasks.records.page import Page
from tasks.records.record import Box
from tasks.records.region import Region


def noise(width: int, height: int, seed: int = 1) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def page_with_photo(width: float = 595, height: float = 842, image: Image.Image | None = None) -> pymupdf.Page:
    page = pymupdf.open().new_page(width=width, height=height)
    picture = image or noise(40, 30)
    page.insert_image(pymupdf.Rect(100, 200, 400, 400), stream=encode_png(picture), keep_proportion=False)
    return page


def cut(page: pymupdf.Page, *labels: Region) -> list[tuple[Figure, bytes | None]]:
    record = Page(doc_id="d", page=1, width=page.rect.width, height=page.rect.height, rotation=0)
    return crop_page(page, record, [*find_pictures(page, "d", 1), *labels], CropSpec(), read_page(page))


def label(text: str, order: int, *box: float, kind: RegionKind = RegionKind.LABEL) -> Region:
    x0, y0, x1, y1 = box
    place = {"x0": x0, "y0": y0, "x1": x1, "y1": y1}
    return Region(
        region_id=text, doc_id="d", page=1, kind=kind, reading_order=order, text=text, source="layer", **place
    )


def test_a_crop_has_the_resolution_asked_for() -> None:
    image = render_figure(page_with_photo(), Box(100, 200, 400, 400), CropSpec(dpi=144))
    assert (image.mode, image.size) == ("RGB", (600, 400))


@pytest.mark.parametrize("side", [64, 500, 2048])
def test_no_side_is_longer_than_allowed(side: int) -> None:
    page = page_with_photo(14_400, 14_400)
    image = render_figure(page, Box(0, 0, 14_400, 7_000.3), CropSpec(dpi=400, max_side_px=side))
    assert side - 2 <= max(image.size) <= side


def test_what_lies_over_the_picture_is_in_the_crop() -> None:
    page = page_with_photo()
    box, spec = Box(100, 200, 400, 400), CropSpec()
    before = render_figure(page, box, spec)
    page.draw_rect(pymupdf.Rect(150, 250, 200, 300), color=(1, 0, 0), fill=(1, 0, 0))
    assert render_figure(page, box, spec).getpixel((200, 200)) == (255, 0, 0) != before.getpixel((200, 200))


@pytest.mark.parametrize("dpi", [71, 401])
def test_refuses_a_resolution_out_of_bounds(dpi: int) -> None:
    with pytest.raises(ValidationError):
        CropSpec(dpi=dpi)


def test_a_png_gives_the_pixels_back_and_the_same_bytes_again() -> None:
    image = noise(30, 20)
    png = encode_png(image)
    assert Image.open(io.BytesIO(png)).tobytes() == image.tobytes()
    assert encode_png(noise(30, 20)) == png


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("size", [(32, 32), (300, 40), (7, 500)])
def test_the_perceptual_hash_is_that_of_imagehash(seed: int, size: tuple[int, int]) -> None:
    image = noise(*size, seed=seed)
    assert phash(image) == str(imagehash.phash(image))


def test_the_perceptual_hash_of_a_gradient_survives_scaling() -> None:
    ramp = np.add.outer(np.arange(200), np.arange(300) * np.sin(np.arange(300) / 40)).astype(np.uint8)
    image = Image.fromarray(ramp).convert("RGB")
    one, other = int(phash(image), 16), int(phash(image.resize((900, 600))), 16)
    assert (one ^ other).bit_count() <= 6


def test_one_colour_is_uniform_and_a_line_is_not() -> None:
    plain = Image.new("RGB", (50, 50), (200, 210, 220))
    assert is_uniform(plain)
    plain.putpixel((10, 10), (0, 0, 0))
    assert not is_uniform(plain)


def test_a_kept_figure_names_its_png() -> None:
    ((figure, png),) = cut(page_with_photo())
    assert png is not None
    image = Image.open(io.BytesIO(png))
    assert figure.image_sha256 == identity.sha256(png)
    assert (figure.width_px, figure.height_px) == image.size
    assert figure.phash == phash(image)
    assert figure.outcome is Outcome.KEPT
    assert figure.text_inside is None


def test_a_blank_picture_is_uniform_and_has_no_png() -> None:
    ((figure, png),) = cut(page_with_photo(image=Image.new("RGB", (20, 20), (255, 255, 255))))
    assert (figure.outcome, figure.reason, figure.image_sha256, png) == (Outcome.REJECTED, Reason.UNIFORM, None, None)


def test_a_qr_code_is_turned_away() -> None:
    code = cv2.resize(
        cv2.QRCodeEncoder.create().encode("https://example.org/"), (290, 290), interpolation=cv2.INTER_AREA
    )
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_image(pymupdf.Rect(100, 200, 180, 280), stream=encode_png(Image.fromarray(code).convert("RGB")))
        ((figure, png),) = cut(page)
    assert (figure.outcome, figure.reason, figure.rule, png) == (Outcome.REJECTED, Reason.QR_CODE, "qr-code", None)


def test_the_parts_of_a_blank_picture_go_with_it() -> None:
    page = page_with_photo(image=Image.new("RGB", (20, 20), (255, 255, 255)))
    plain = Image.new("RGB", (20, 20), (255, 255, 255))
    page.insert_image(pymupdf.Rect(100, 400, 400, 500), stream=encode_png(plain), keep_proportion=False)
    rows = cut(page)
    assert [(figure.reason, figure.merged_into, png) for figure, png in rows] == [(Reason.UNIFORM, None, None)] * 2


def test_labels_within_the_box_are_its_text_in_reading_order() -> None:
    inside = label("下", 2, 120, 300, 160, 310), label("上", 1, 120, 220, 160, 230)
    outside = label("外", 0, 120, 600, 160, 610)
    body = label("本文", 3, 200, 300, 240, 310, kind=RegionKind.TEXT)
    ((figure, _),) = cut(page_with_photo(), *inside, outside, body)
    assert figure.text_inside == "上\n下"


def test_rejected_pictures_are_not_rendered() -> None:
    page = pymupdf.open().new_page()
    page.draw_line((72, 100), (500, 100))
    ((figure, png),) = cut(page)
    assert (figure.reason, png) == (Reason.TOO_THIN, None)

from base64 import b64decode
from io import BytesIO

import pymupdf
import pytest
from PIL import Image

from tasks.report.pictures import LONGEST_PAGE, LONGEST_THUMBNAIL, as_uri, draw_page, thumbnail
from tasks.store.blobs import Blobs


def _opened(uri):
    head, content = uri.split(",", 1)
    assert head == "data:image/webp;base64"
    return Image.open(BytesIO(b64decode(content)))


def _page(width, height, rotation=0):
    page = pymupdf.open().new_page(width=width, height=height)
    page.draw_rect(pymupdf.Rect(0, 0, width / 2, height), color=(1, 0, 0), fill=(1, 0, 0))
    page.set_rotation(rotation)
    return page


def test_a_page_is_drawn_as_displayed() -> None:
    image = _opened(as_uri(draw_page(_page(300, 400, rotation=90))))
    assert image.width > image.height
    red, _, blue = image.convert("RGB").getpixel((image.width // 2, 5))
    assert red > 200
    assert blue < 60


@pytest.mark.parametrize(("width", "height"), [(14000, 14000), (30, 9000), (2000, 500)])
def test_no_page_is_drawn_larger_than_the_limit(width, height) -> None:
    assert max(_opened(as_uri(draw_page(_page(width, height)))).size) <= LONGEST_PAGE + 1


def test_the_same_page_gives_the_same_bytes() -> None:
    assert draw_page(_page(200, 200)) == draw_page(_page(200, 200))


def test_a_crop_is_shrunk_and_keeps_its_shape(tmp_path) -> None:
    target = BytesIO()
    Image.new("RGB", (2000, 1000), "green").save(target, "PNG")
    blobs = Blobs(tmp_path)
    assert _opened(thumbnail(blobs, blobs.put(target.getvalue()))).size == (LONGEST_THUMBNAIL, LONGEST_THUMBNAIL // 2)


@pytest.mark.parametrize("sha", [None, "a" * 64])
def test_a_crop_that_is_gone_has_no_picture(tmp_path, sha) -> None:
    assert thumbnail(Blobs(tmp_path), sha) is None

"""Pictures as models get them: encoded once, however many ask at once, and not all kept."""

import asyncio
import base64
import io

import pytest
from PIL import Image as Drawing

from tasks.asking import pictures
from tasks.asking.pictures import Pictures
from tasks.records.chat import Image
from tasks.store.blobs import Blobs


@pytest.fixture
def image(tmp_path):
    """Return what draws a picture of its own and keeps it as a blob."""

    def draw(number):
        content = io.BytesIO()
        Drawing.new("RGB", (64, 48), (number, 9, 9)).save(content, "PNG")
        return Image(sha256=Blobs(tmp_path).put(content.getvalue()), width=32, height=24)

    return draw


@pytest.fixture
def encoded(monkeypatch):
    """Return the list of the pictures that were encoded, as it grows."""
    sizes = []
    encode = pictures.pictures.encode
    monkeypatch.setattr(pictures.pictures, "encode", lambda *given: (sizes.append(given[1:]), encode(*given))[1])
    return sizes


def test_a_picture_is_shrunk_to_what_the_model_sees_and_encoded_once(tmp_path, image, encoded):
    async def urls():
        source = Pictures(Blobs(tmp_path))
        one = image(1)
        return await asyncio.gather(*(source.url(one) for _ in range(20)))

    [url] = set(asyncio.run(urls()))
    head, _, content = url.partition(",")
    assert head.startswith("data:image/")
    assert Drawing.open(io.BytesIO(base64.b64decode(content))).size == (32, 24)
    assert encoded == [(32, 24)]


def test_only_so_many_stay_in_memory(tmp_path, image, encoded, monkeypatch):
    monkeypatch.setattr(pictures, "KEPT", 2)

    async def urls():
        source = Pictures(Blobs(tmp_path))
        for number in (1, 2, 3, 3, 2, 1):
            await source.url(image(number))
        return len(source._encoded)

    assert asyncio.run(urls()) == 2
    assert len(encoded) == 4


def test_one_who_is_called_off_takes_the_picture_from_nobody(tmp_path, image):
    async def urls():
        source = Pictures(Blobs(tmp_path))
        one = image(1)
        first, second = (asyncio.create_task(source.url(one)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert asyncio.run(urls()).startswith("data:image/")


def test_a_blob_that_is_gone_is_told_to_each_who_asks(tmp_path):
    async def urls():
        source = Pictures(Blobs(tmp_path))
        gone = Image(sha256="0" * 64, width=8, height=8)
        return await asyncio.gather(source.url(gone), source.url(gone), return_exceptions=True)

    assert [type(one) for one in asyncio.run(urls())] == [FileNotFoundError] * 2

"""QR codes as they are printed, and pictures that are none."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.pixels.codes import is_qr_code

QUIET = 2


@pytest.fixture(scope="module")
def code() -> NDArray[np.uint8]:
    """Return the modules of a code, without its quiet zone, a pixel each."""
    made = cv2.QRCodeEncoder.create().encode("https://example.org/matsuri/2024")
    return np.asarray(made[QUIET:-QUIET, QUIET:-QUIET])


def printed(modules: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    return np.repeat(cv2.resize(modules, (width, height), interpolation=cv2.INTER_AREA)[..., None], 3, axis=2)


@pytest.mark.parametrize("side", [120, 170, 400])
def test_a_code_is_known_in_the_sizes_of_print(code: NDArray[np.uint8], side: int) -> None:
    assert is_qr_code(printed(code, side, side))


def test_a_code_in_a_corner_of_a_picture_makes_it_no_code(code: NDArray[np.uint8]) -> None:
    page = np.full((600, 600, 3), 255, np.uint8)
    page[400:580, 400:580] = printed(code, 180, 180)
    assert not is_qr_code(page)


def test_pictures_and_noise_are_no_codes(code: NDArray[np.uint8]) -> None:
    noise = np.random.default_rng(7).integers(0, 2, (25, 25), dtype=np.uint8) * 255
    assert not is_qr_code(printed(noise, 200, 200))
    assert not is_qr_code(np.full((200, 200, 3), 255, np.uint8))
    assert not is_qr_code(printed(code, 400, 100))

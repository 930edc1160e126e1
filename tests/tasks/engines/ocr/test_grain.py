import numpy as np
import pytest

from tasks.engines.ocr.grain import GRAIN, HEIGHT_PX, grained, is_column, is_even

pytestmark = pytest.mark.engine


def crop(height=40, width=300):
    """Return a clean line's picture: black bars on white paper."""
    image = np.full((height, width, 3), 255, np.uint8)
    image[10:30, ::12] = 0
    return image


def corners(width, height):
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)


@pytest.mark.parametrize(
    ("width", "height", "column"), [(20, 200, True), (20, 30, True), (20, 29, False), (200, 20, False)]
)
def test_a_column_is_what_the_engine_turns(width, height, column):
    assert is_column(corners(width, height)) is column


def test_clean_paper_is_even():
    assert is_even(crop())


def test_paper_with_grain_is_not_even():
    noise = np.random.Generator(np.random.PCG64(1)).integers(-8, 9, size=(40, 300, 1))
    assert not is_even(np.clip(crop() - 20 + noise, 0, 255).astype(np.uint8))


def test_grain_is_the_same_each_time():
    assert np.array_equal(grained(crop()), grained(crop()))


def test_grain_has_its_strength():
    paper = np.full((HEIGHT_PX, 2000, 3), 128, np.uint8)
    assert grained(paper).std() == pytest.approx(GRAIN, rel=0.1)


def test_tall_crops_are_brought_down():
    assert grained(crop(64, 640)).shape == (HEIGHT_PX, 320, 3)
    assert grained(crop(20, 300)).shape == (20, 300, 3)


def test_the_longest_lines_have_grain_to_their_end():
    end = grained(np.full((20, 9000, 3), 128, np.uint8))[:, -100:]
    assert end.std() == pytest.approx(GRAIN, rel=0.2)

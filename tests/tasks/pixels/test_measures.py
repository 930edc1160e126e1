import numpy as np
import pytest
from PIL import Image, ImageDraw

from tasks.engines.protocols import RgbArray
from tasks.pixels.measures import SIDE, measure


def flat(colour: tuple[int, int, int] = (200, 30, 30), width: int = 120, height: int = 90) -> RgbArray:
    return np.full((height, width, 3), colour, dtype=np.uint8)


def drawn(width: int = 120, height: int = 90) -> RgbArray:
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width - 1, height - 1), outline="black")
    draw.rectangle((20, 20, 60, 60), fill="blue")
    return np.asarray(image)


def noise(width: int = 120, height: int = 90) -> RgbArray:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3)).astype(np.uint8)


def test_drawings_repeat_colours_and_noise_does_not() -> None:
    assert measure(drawn())["repeated"] > 0.9
    assert measure(noise())["repeated"] < 0.01


def test_faint_steps_are_no_repeats() -> None:
    slope = np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 3, axis=2).repeat(50, axis=0)
    found = measure(slope)
    assert found["repeated"] == 0
    assert found["nearly_repeated"] == 1
    assert found["grain"] == 0


def test_one_colour_is_all_of_the_commonest() -> None:
    found = measure(flat())
    assert found["top_1_colours"] == 1
    assert found["tones"] == 0
    assert found["coloured"] == found["vivid"] == 1


def test_greys_have_no_colour() -> None:
    found = measure(flat((120, 120, 120)))
    assert found["saturation"] == found["coloured"] == found["hues"] == 0
    assert found["neutral"] == found["middle"] == 1


def test_many_hues_are_more_even_than_one() -> None:
    stripes = np.concatenate([flat(c, 20) for c in ((250, 0, 20), (20, 250, 0), (0, 20, 250))], axis=1)
    assert measure(stripes)["hues"] > measure(flat())["hues"]


def test_white_margins_do_not_count() -> None:
    inside = drawn()
    around = np.full((300, 400, 3), 255, dtype=np.uint8)
    around[100:190, 150:270] = inside
    assert measure(around) == measure(inside)


def test_paper_of_any_shade_gives_the_same_rules() -> None:
    dim = (drawn().astype(np.int16) * 3 // 4 + 20).astype(np.uint8)
    bright, dark = measure(drawn()), measure(dim)
    assert all(bright[name] == dark[name] for name in ("lying_rules", "upright_rules", "framed", "written"))


def test_large_pictures_are_shrunk_first() -> None:
    large = np.asarray(Image.fromarray(drawn()).resize((8 * SIDE, 6 * SIDE), Image.Resampling.NEAREST))
    assert measure(large)["ink"] == pytest.approx(measure(drawn())["ink"], abs=0.03)


@pytest.mark.parametrize("size", [(1, 1), (2, 700), (700, 2), (15, 15), (3000, 8)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_measures_pictures_of_any_size(size: tuple[int, int], level: int) -> None:
    found = measure(np.full((*size, 3), level, dtype=np.uint8))
    assert all(np.isfinite(value) for value in found.values())


def test_every_picture_has_the_same_measures() -> None:
    assert list(measure(drawn())) == list(measure(noise())) == list(measure(flat(width=1, height=1)))


def test_does_not_touch_the_picture() -> None:
    image = drawn()
    before = image.copy()
    measure(image)
    assert (image == before).all()


def test_grain_of_paper_is_no_edge() -> None:
    grain = np.random.default_rng(3).normal(0, 8, (90, 120, 1))
    grainy = (drawn() * 0.85 + grain).clip(0, 255).astype(np.uint8)
    clean, found = measure(drawn()), measure(grainy)
    assert found["paper_grain"] > 0.25 > clean["paper_grain"]
    assert found["edge"] == pytest.approx(clean["edge"], abs=0.02)
    assert found["ink"] == pytest.approx(clean["ink"], abs=0.02)


def test_tells_the_tone_of_the_paper() -> None:
    assert measure(drawn())["paper"] == 1
    assert measure(flat((204, 204, 204)))["paper"] == pytest.approx(0.8)

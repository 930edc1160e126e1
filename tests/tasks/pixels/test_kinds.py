import json
from collections.abc import Callable
from importlib.resources import files

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tasks.engines.protocols import RgbArray
from tasks.pixels import kinds
from tasks.pixels.kinds import LEAST_P, chances_of, features_of, kind_of, load_weights
from tasks.pixels.measures import measure
from tasks.records.enums import FigureKind


def canvas(width: int = 640, height: int = 440) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (width, height), "white")
    return image, ImageDraw.Draw(image)


def photo() -> RgbArray:
    """Return clouds over a dim ground: noise of all sizes, the larger the stronger, with some grain."""
    chance = np.random.default_rng(7)
    clouds = sum(stretched(chance.normal(0, cells**-0.9, (cells, cells))) for cells in (4, 8, 16, 32, 64, 128))
    tint = stretched(chance.normal(0, 8, (4, 4)))
    ground = np.linspace(60, -60, 420)[:, None]
    levels = np.stack([150 * clouds + ground + 120 + shade * tint for shade in (1, 0.3, -1)], axis=2)
    return (levels + chance.normal(0, 3, levels.shape)).clip(0, 255).astype(np.uint8)


def stretched(cells: NDArray[np.float64]) -> NDArray[np.float32]:
    image = Image.fromarray(cells.astype(np.float32))
    return np.asarray(image.resize((600, 420), Image.Resampling.BICUBIC))


def bar_chart() -> RgbArray:
    image, draw = canvas()
    draw.line((60, 20, 60, 380), fill="black")
    draw.line((60, 380, 620, 380), fill="black")
    for place, height in enumerate((120, 250, 180, 310, 90)):
        draw.rectangle((90 + place * 105, 380 - height, 150 + place * 105, 380), fill=(31, 119, 180))
        draw.text((105 + place * 105, 390), f"{2019 + place}", fill="black")
        draw.text((25, 370 - place * 80), f"{place * 100}", fill="black")
        draw.line((54, 380 - place * 80, 60, 380 - place * 80), fill="black")
    return np.asarray(image)


def line_chart() -> RgbArray:
    image, draw = canvas()
    draw.rectangle((60, 20, 620, 380), outline="black")
    for place in range(8):
        draw.text((65 + place * 75, 386), f"{place}.0", fill="black")
        draw.text((25, 370 - place * 48), f"{place * 5}", fill="black")
        draw.line((60 + place * 80, 375, 60 + place * 80, 380), fill="black")
    for shift, colour in ((0, (31, 119, 180)), (1, (255, 127, 14))):
        draw.line([(60 + x, 200 + 120 * np.sin(x / 90 + shift)) for x in range(560)], fill=colour, width=2)
    return np.asarray(image)


def flow_chart() -> RgbArray:
    image, draw = canvas()
    for row in range(3):
        for column in range(2):
            x, y = 90 + column * 280, 30 + row * 145
            draw.rectangle((x, y, x + 170, y + 60), outline="black", width=2)
            draw.text((x + 40, y + 24), "register pages", fill="black")
            if row < 2:
                draw.line((x + 85, y + 60, x + 85, y + 143), fill="black", width=2)
                draw.polygon([(x + 85, y + 145), (x + 79, y + 131), (x + 91, y + 131)], fill="black")
    draw.line((260, 205, 368, 205), fill="black", width=2)
    draw.polygon([(370, 205), (356, 199), (356, 211)], fill="black")
    return np.asarray(image)


def table() -> RgbArray:
    image, draw = canvas(620, 300)
    for row in range(11):
        draw.line((10, 10 + row * 28, 610, 10 + row * 28), fill="black")
        for column in range(6):
            if row < 10:
                draw.text((20 + column * 100, 18 + row * 28), f"{row * 37 + column * 91}.{column}", fill="black")
    for column in range(7):
        draw.line((10 + column * 100, 10, 10 + column * 100, 290), fill="black")
    return np.asarray(image)


def window() -> RgbArray:
    image = Image.new("RGB", (560, 400), (240, 240, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 559, 28), fill=(0, 120, 215))
    draw.text((10, 9), "Settings", fill="white")
    draw.rectangle((0, 0, 559, 399), outline=(0, 84, 153))
    for row in range(7):
        draw.text((24, 52 + row * 38), f"Option number {row}", fill="black")
        draw.rectangle((180, 46 + row * 38, 530, 70 + row * 38), fill="white", outline=(170, 170, 170))
        draw.text((190, 52 + row * 38), f"value {row} of the option", fill="black")
    for place in range(3):
        draw.rectangle((280 + place * 90, 350, 360 + place * 90, 380), fill=(225, 225, 225), outline=(173, 173, 173))
        draw.text((300 + place * 90, 358), "Apply", fill="black")
    return np.asarray(image)


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (photo, FigureKind.PHOTO),
        (bar_chart, FigureKind.CHART),
        (line_chart, FigureKind.CHART),
        (flow_chart, FigureKind.DIAGRAM),
        (table, FigureKind.TABLE),
        (window, FigureKind.SCREENSHOT),
    ],
)
def test_tells_what_a_plain_picture_shows(picture: Callable[[], RgbArray], kind: FigureKind) -> None:
    assert kind_of(picture()).kind is kind


@pytest.mark.parametrize("picture", [photo, bar_chart, flow_chart, window])
def test_size_hardly_matters(picture: Callable[[], RgbArray]) -> None:
    image = Image.fromarray(picture())
    larger = image.resize((2 * image.width, 2 * image.height), Image.Resampling.BILINEAR)
    assert kind_of(np.asarray(larger)).kind is kind_of(picture()).kind


def test_the_same_picture_gets_the_same_answer() -> None:
    assert kind_of(bar_chart()) == kind_of(bar_chart())


def test_chances_are_of_every_kind_and_sum_to_one() -> None:
    chances = chances_of(flow_chart())
    assert set(chances) == set(FigureKind)
    assert sum(chances.values()) == pytest.approx(1, abs=0.005)
    assert all(round(chance, 3) == chance for chance in chances.values())


def test_the_likeliest_kind_is_told_with_its_chance() -> None:
    chances = chances_of(table())
    kind, p = kind_of(table())
    assert p == chances[kind] == max(chances.values()) >= LEAST_P


def test_a_picture_like_several_kinds_is_other(monkeypatch: pytest.MonkeyPatch) -> None:
    found = chances_of(window())
    monkeypatch.setattr(kinds, "LEAST_P", max(found.values()) + 0.001)
    assert kind_of(window()) == (FigureKind.OTHER, found[FigureKind.OTHER])


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (9, 9)])
def test_answers_for_pictures_of_any_size(size: tuple[int, int]) -> None:
    assert 0 <= kind_of(np.zeros((*size, 3), dtype=np.uint8)).p <= 1


def test_ranks_lie_between_the_outermost_knots() -> None:
    knots = {"low": (0.0, 1.0, 2.0), "inside": (0.0, 1.0, 2.0), "high": (0.0, 1.0, 2.0)}
    found = features_of({"low": -5, "inside": 1.5, "high": 9}, knots)
    assert found.tolist() == [-1, 0.5, 1, 1, 0.25, 1]


def test_weights_are_learnt_for_the_measures_that_are_made() -> None:
    weights = load_weights()
    assert set(weights.knots) == set(measure(table()))
    assert all(len(row) == 2 * len(weights.knots) for row in weights.weights.values())
    assert set(weights.weights) == set(weights.bias) == set(FigureKind)


def test_knots_rise() -> None:
    assert all(list(values) == sorted(values) for values in load_weights().knots.values())


def test_weights_can_be_read_by_people() -> None:
    text = (files("tasks.pixels") / kinds.WEIGHTS).read_text(encoding="utf-8")
    assert len(text) < 60_000
    assert len(text.splitlines()) > len(json.loads(text)["knots"])


def test_a_kind_that_is_told_otherwise_is_never_the_answer() -> None:
    picture = np.full((300, 400, 3), 255, np.uint8)
    first = kind_of(picture)
    assert kind_of(picture, never=(first.kind,)).kind is not first.kind

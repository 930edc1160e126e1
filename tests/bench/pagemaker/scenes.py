"""Made-up photos: land, town, people, things, leaves and what a microscope shows, as pixels."""

import math
import random
from collections.abc import Callable
from colorsys import hsv_to_rgb

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Scene = Callable[[random.Random, int, int], Image.Image]


def take(chance: random.Random, width: int, height: int) -> Image.Image:
    """Return a photo of so many pixels, grainy as cameras make them, some without colour."""
    image = chance.choice(SCENES)(chance, width, height)
    soft = image.filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 1.0)))
    grain = np.random.default_rng(chance.getrandbits(32)).normal(0, chance.uniform(2, 7), (height, width, 1))
    shot = Image.fromarray(np.clip(np.asarray(soft, np.float32) + grain, 0, 255).astype(np.uint8))
    return shot.convert("L").convert("RGB") if chance.random() < 0.2 else shot


def colour(chance: random.Random, saturation: float = 0.6, value: float = 0.8) -> Colour:
    """Return a colour of any hue."""
    return _rgb(chance.random(), saturation, value)


def _rgb(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = hsv_to_rgb(hue % 1, min(saturation, 1), min(value, 1))
    return int(red * 255), int(green * 255), int(blue * 255)


def shaded(upper: Colour, lower: Colour, width: int, height: int) -> Image.Image:
    """Return a ground that goes from one colour to another, top to bottom."""
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    rows = np.array(upper, np.float32) * (1 - down) + np.array(lower, np.float32) * down
    return Image.fromarray(np.repeat(rows, width, axis=1).astype(np.uint8))


def clouds(chance: random.Random, width: int, height: int, octaves: int = 5) -> NDArray[np.float32]:
    """Return fractal noise between 0 and 1."""
    grain = np.random.default_rng(chance.getrandbits(32))
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        cells = grain.random((2**octave + 2, 2**octave + 2), dtype=np.float32)
        layer = Image.fromarray(cells).resize((width, height), Image.Resampling.BICUBIC)
        total += np.asarray(layer) / 2**octave
    spread = np.float32(np.ptp(total) + 1e-6)
    scaled: NDArray[np.float32] = (total - total.min()) / spread
    return scaled


def _textured(chance: random.Random, image: Image.Image, strength: float) -> Image.Image:
    lights = 1 + strength * (clouds(chance, image.width, image.height, 7) - 0.5)
    return Image.fromarray(np.clip(np.asarray(image) * lights[..., None], 0, 255).astype(np.uint8))


def _land(chance: random.Random, width: int, height: int) -> Image.Image:
    hue = chance.choice([0.57, 0.6, 0.08, 0.95])
    image = shaded(_rgb(hue, 0.5, 0.85), _rgb(hue, 0.12, 0.98), width, height)
    draw = ImageDraw.Draw(image)
    green = chance.uniform(0.2, 0.42)
    for layer in range(chance.randint(2, 4)):
        base = height * (0.4 + 0.17 * layer)
        ridge = _ridge(chance, width, base, height * 0.13)
        shade = _rgb(green + 0.03 * layer, 0.25 + 0.15 * layer, 0.62 - 0.1 * layer)
        draw.polygon([*ridge, (width, height), (0, height)], fill=shade)
    return _textured(chance, image, 0.5)


def _ridge(chance: random.Random, width: int, base: float, swing: float) -> list[tuple[float, float]]:
    waves = [(chance.uniform(0.5, 6), chance.uniform(0, 7), chance.random()) for _ in range(5)]
    steps = [at / 60 for at in range(61)]
    return [(width * x, base + swing * sum(a * math.sin(f * x * 6 + p) / f for f, p, a in waves)) for x in steps]


def _town(chance: random.Random, width: int, height: int) -> Image.Image:
    image = shaded(_rgb(0.58, 0.35, 0.9), _rgb(0.1, 0.08, 0.95), width, height)
    draw = ImageDraw.Draw(image)
    left = -10.0
    while left < width:
        wide, high = chance.uniform(0.08, 0.2) * width, chance.uniform(0.25, 0.75) * height
        wall = _rgb(chance.choice([0.08, 0.6, 0.1]), chance.uniform(0.05, 0.3), chance.uniform(0.45, 0.9))
        draw.rectangle((left, height - high, left + wide, height), fill=wall)
        _windows(chance, draw, (left, height - high, left + wide, height * 0.92))
        left += wide + chance.uniform(-3, 8)
    draw.rectangle((0, height * 0.9, width, height), fill=_rgb(0.6, 0.05, 0.4))
    return _textured(chance, image, 0.35)


def _windows(chance: random.Random, draw: ImageDraw.ImageDraw, wall: tuple[float, float, float, float]) -> None:
    pane = max(4.0, (wall[2] - wall[0]) / chance.randint(4, 7))
    y = wall[1] + pane * 0.6
    while y < wall[3] - pane:
        x = wall[0] + pane * 0.5
        while x < wall[2] - pane * 0.6:
            draw.rectangle((x, y, x + pane * 0.5, y + pane * 0.6), fill=_rgb(0.58, 0.3, chance.uniform(0.25, 0.8)))
            x += pane
        y += pane * 1.3


def _people(chance: random.Random, width: int, height: int) -> Image.Image:
    image = _textured(chance, shaded(colour(chance, 0.2, 0.85), colour(chance, 0.3, 0.6), width, height), 0.6)
    image = image.filter(ImageFilter.GaussianBlur(4))
    draw = ImageDraw.Draw(image)
    count = chance.randint(1, 4)
    for at in range(count):
        middle, head = width * (at + 0.5) / count, height * chance.uniform(0.1, 0.16)
        _person(chance, draw, (middle, height * chance.uniform(0.35, 0.5)), head, height)
    return _textured(chance, image, 0.25)


def _person(
    chance: random.Random, draw: ImageDraw.ImageDraw, face: tuple[float, float], head: float, height: int
) -> None:
    x, y = face
    draw.ellipse((x - 2.1 * head, y + head * 0.9, x + 2.1 * head, height + 3 * head), fill=colour(chance, 0.5, 0.6))
    draw.rectangle((x - head * 0.35, y + head * 0.6, x + head * 0.35, y + head * 1.3), fill=(214, 172, 142))
    draw.ellipse((x - head * 0.95, y - head * 1.25, x + head * 0.95, y + head * 0.6), fill=(44, 34, 30))
    draw.ellipse((x - head * 0.78, y - head * 0.95, x + head * 0.78, y + head), fill=(228, 188, 158))
    for side in (-1, 1):
        draw.ellipse((x + side * head * 0.32 - 2, y - 2, x + side * head * 0.32 + 2, y + 3), fill=(40, 30, 30))
    draw.arc((x - head * 0.3, y + head * 0.2, x + head * 0.3, y + head * 0.6), 20, 160, fill=(150, 70, 70), width=2)


def _things(chance: random.Random, width: int, height: int) -> Image.Image:
    image = shaded(colour(chance, 0.1, 0.95), colour(chance, 0.2, 0.55), width, height)
    for _ in range(chance.randint(2, 6)):
        radius = int(min(width, height) * chance.uniform(0.1, 0.28))
        ball = _ball(colour(chance, 0.75, 0.85), radius)
        at = (
            chance.randint(0, max(1, width - 2 * radius)),
            chance.randint(height // 5, max(height // 5 + 1, height - 2 * radius)),
        )
        image.paste(
            Image.new("RGB", ball.size, (40, 40, 40)),
            (at[0] + 6, at[1] + 9),
            ball.getchannel("A").point(lambda a: a // 3),
        )
        image.paste(ball, at, ball)
    return _textured(chance, image, 0.2)


def _ball(tint: Colour, radius: int) -> Image.Image:
    y, x = np.mgrid[-1 : 1 : 2j * radius, -1 : 1 : 2j * radius].astype(np.float32)
    light = np.clip(1.15 - np.hypot(x + 0.35, y + 0.4) * 0.75, 0.15, 1.2)
    pixels = np.clip(np.array(tint) * light[..., None], 0, 255)
    cover = np.where(np.hypot(x, y) < 0.98, 255, 0)
    return Image.fromarray(np.dstack([pixels, cover]).astype(np.uint8))


def _leaves(chance: random.Random, width: int, height: int) -> Image.Image:
    hue = chance.choice([0.25, 0.3, 0.35, 0.12, 0.93])
    image = shaded(_rgb(0.3, 0.5, 0.25), _rgb(0.25, 0.5, 0.15), width, height)
    draw = ImageDraw.Draw(image)
    for _ in range(chance.randint(60, 160)):
        x, y, long, turn = (
            chance.uniform(0, width),
            chance.uniform(0, height),
            chance.uniform(8, 34),
            chance.uniform(0, 6.3),
        )
        shape = [
            (x + long * math.cos(a) * math.cos(turn) - long * 0.4 * math.sin(a) * math.sin(turn),
             y + long * math.cos(a) * math.sin(turn) + long * 0.4 * math.sin(a) * math.cos(turn))
            for a in (i * math.pi / 8 for i in range(16))
        ]  # fmt: skip
        draw.polygon(shape, fill=_rgb(hue + chance.uniform(-0.04, 0.04), 0.7, chance.uniform(0.3, 0.9)))
    return _textured(chance, image, 0.4)


def _cells(chance: random.Random, width: int, height: int) -> Image.Image:
    hue, dark = chance.random(), chance.random() < 0.5
    ground = clouds(chance, width, height, 6)[..., None]
    low, high = _rgb(hue, 0.6, 0.12 if dark else 0.7), _rgb(hue + 0.1, 0.3, 0.4 if dark else 0.95)
    image = Image.fromarray((np.array(low) * (1 - ground) + np.array(high) * ground).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(chance.randint(15, 60)):
        x, y, r = chance.uniform(0, width), chance.uniform(0, height), chance.uniform(3, 18)
        ring = _rgb(hue + 0.35, 0.5, 0.95 if dark else 0.45)
        draw.ellipse((x - r, y - r * 0.8, x + r, y + r * 0.8), outline=ring, width=2, fill=ring if r < 8 else None)
    return image


SCENES: tuple[Scene, ...] = (_land, _land, _town, _people, _people, _things, _leaves, _cells)

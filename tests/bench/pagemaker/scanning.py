"""Make a printed document look scanned: an image a page, askew, blurred, on tinted and grainy paper."""

import math
import random
from io import BytesIO
from typing import Any

import numpy as np
import pymupdf
from PIL import Image, ImageFilter

DPI = 150
MOST_DEGREES = 0.6
Box = tuple[float, float, float, float]
BOXES = ("figure_bbox", "caption_bbox", "explains_bbox")
PAGES = {"figure_bbox": "page", "caption_bbox": "caption_page", "explains_bbox": "explains_page"}


def scan(pdf: bytes, chance: random.Random) -> tuple[bytes, list[tuple[float, float, float]]]:
    """Return the scanned PDF, and of each page the angle in degrees, anticlockwise, and its width and height."""
    turns = []
    paper = chance.choice([(255, 255, 255), (250, 247, 238), (244, 239, 224), (240, 241, 243)])
    with pymupdf.open(stream=pdf) as printed, pymupdf.open() as scanned:
        for page in printed:
            angle = chance.uniform(-MOST_DEGREES, MOST_DEGREES)
            size = page.rect.width, page.rect.height
            jpeg = _jpeg(_seen(page.get_pixmap(dpi=DPI).pil_image(), angle, paper, chance), chance.randint(60, 80))
            scanned.new_page(width=size[0], height=size[1]).insert_image(page.rect, stream=jpeg)
            turns.append((angle, *size))
        return scanned.tobytes(no_new_id=True, deflate=False), turns


def turned(box: Box, angle: float, width: float, height: float) -> Box:
    """Return the box around a box turned with its page about the middle; ``angle`` in degrees, anticlockwise."""
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    corners = [(x - width / 2, y - height / 2) for x in box[::2] for y in box[1::2]]
    xs = [x * cosine + y * sine + width / 2 for x, y in corners]
    ys = [y * cosine - x * sine + height / 2 for x, y in corners]
    left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
    return round(max(left, 0), 2), round(max(top, 0), 2), round(min(right, width), 2), round(min(bottom, height), 2)


def follow(entry: dict[str, Any], turns: list[tuple[float, float, float]]) -> dict[str, Any]:
    """Return a gold entry whose boxes lie where the scan has them; nothing is vector any more."""
    boxes = {key: turned(entry[key], *turns[entry[PAGES[key]] - 1]) for key in BOXES if entry[key]}
    return entry | boxes | {"vector": False}


def _seen(image: Image.Image, angle: float, paper: tuple[int, int, int], chance: random.Random) -> Image.Image:
    turned_page = image.convert("RGB").rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor="white")
    soft = turned_page.filter(ImageFilter.GaussianBlur(chance.uniform(0.4, 0.8)))
    if chance.random() < 0.4:
        soft = soft.convert("L").convert("RGB")
    return _grained(soft, paper, chance)


def _grained(image: Image.Image, paper: tuple[int, int, int], chance: random.Random) -> Image.Image:
    noise = np.random.default_rng(chance.getrandbits(32)).normal(0, chance.uniform(1.5, 5), image.size[::-1])
    ink = 12 + np.asarray(image, np.float32) * (243 / 255)
    inked = ink * (np.array(paper, np.float32) / 255) + noise[..., None].astype(np.float32)
    return Image.fromarray(np.clip(inked, 0, 255).astype(np.uint8))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=quality, dpi=(DPI, DPI))
    return written.getvalue()

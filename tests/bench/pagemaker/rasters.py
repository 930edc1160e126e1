"""Pictures of pixels: photos whole and in pieces, screenshots, scanned-looking charts and maps."""

import base64
import math
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pagemaker.prose import Words
from pagemaker.scenes import clouds, colour, take
from pagemaker.shapes import circle, path, rect, svg, text

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
INK = (40, 40, 45)
NIGHT = (45, 48, 54)
WINDOWS = (240, 240, 240), (252, 252, 252), (236, 233, 216), NIGHT


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the typeface of letters in pixels."""
    return ImageFont.truetype(FONT, size)


def link(image: Image.Image, quality: int = 82, *, png: bool = False) -> str:
    """Return the image as a data URI."""
    written = BytesIO()
    if png:
        image.save(written, "PNG")
    else:
        image.convert("RGB").save(written, "JPEG", quality=quality)
    return f"data:image/{'png' if png else 'jpeg'};base64,{base64.b64encode(written.getvalue()).decode()}"


def _img(image: Image.Image, width: float, height: float, style: str = "", *, png: bool = False) -> str:
    return f'<img src="{link(image, png=png)}" style="width:{width}pt;height:{height}pt;{style}">'


def _pixels(words: Words, width: float, height: float) -> tuple[int, int]:
    # 90 to 130 dots an inch: enough to look like a photo, little enough to be quick.
    density = words.chance.uniform(1.25, 1.8)
    return max(24, int(width * density)), max(24, int(height * density))


def photo(words: Words, width: float, height: float) -> str:
    """Return a photo."""
    return _img(take(words.chance, *_pixels(words, width, height)), width, height)


def photo_in_strips(words: Words, width: float, height: float) -> str:
    """Return a photo cut in 4 to 20 strips or tiles that touch."""
    image = take(words.chance, *_pixels(words, width, height))
    columns, rows = words.chance.choice([(1, words.chance.randint(4, 20)), (2, 2), (3, 3), (4, 4), (4, 2), (2, 5)])
    cells = [_tile(image, at, (columns, rows), (width, height)) for at in range(columns * rows)]
    return f'<div style="position:relative;width:{width}pt;height:{height}pt">{"".join(cells)}</div>'


def _tile(image: Image.Image, at: int, grid: tuple[int, int], size: tuple[float, float]) -> str:
    row, column = divmod(at, grid[0])
    x = [image.width * (column + i) // grid[0] for i in (0, 1)]
    y = [image.height * (row + i) // grid[1] for i in (0, 1)]
    across, down = size[0] / image.width, size[1] / image.height
    place = f"position:absolute;left:{x[0] * across}pt;top:{y[0] * down}pt"
    return _img(image.crop((x[0], y[0], x[1], y[1])), (x[1] - x[0]) * across, (y[1] - y[0]) * down, place)


def photos_overlaid(words: Words, width: float, height: float) -> str:
    """Return a photo with a smaller one laid over a corner, its edge soft or white."""
    corner = words.chance.choice(["left:3%;top:4%", "right:3%;top:4%", "left:3%;bottom:4%", "right:3%;bottom:4%"])
    edge = words.chance.choice(["border:2pt solid #fff", "box-shadow:0 0 4pt #333", "border-radius:50%", "opacity:.92"])
    small = take(words.chance, *_pixels(words, width * 0.36, height * 0.36))
    inner = _img(small, width * 0.36, height * 0.36, f"position:absolute;{corner};{edge}")
    return (
        f'<div style="position:relative;width:{width}pt;height:{height}pt">{photo(words, width, height)}{inner}</div>'
    )


def drawing_over_photo(words: Words, width: float, height: float) -> str:
    """Return a photo with arrows, rings and live labels over it."""
    chance, marks = words.chance, []
    for _ in range(chance.randint(2, 4)):
        x, y = chance.uniform(0.1, 0.6) * width, chance.uniform(0.12, 0.85) * height
        to = x + chance.uniform(0.08, 0.25) * width, y + chance.uniform(-0.1, 0.1) * height
        tint = chance.choice(["#e00", "#ff0", "#06c", "#fff"])
        lined, said = f'stroke="{tint}" stroke-width="1.5" fill="none"', words.label_text(5)
        marks.append(path("M", x, y, "L", *to, more=lined) + circle(*to, chance.uniform(3, 10), lined))
        marks.append(rect(x - 2, y - 8, len(said) * 7 + 4, 11, f'fill="#fff" stroke="{tint}" stroke-width=".6"'))
        marks.append(text(x, y, said, 7, 'fill="#222"'))
    over = f'<div style="position:absolute;left:0;top:0">{svg(width, height, "".join(marks))}</div>'
    return f'<div style="position:relative;width:{width}pt;height:{height}pt">{photo(words, width, height)}{over}</div>'


def screenshot(words: Words, width: float, height: float) -> str:
    """Return a window with a title bar, a menu, fields and buttons, as pixels."""
    size = _pixels(words, width, height)
    ground = words.chance.choice(WINDOWS)
    image = Image.new("RGB", size, ground)
    draw, bar = ImageDraw.Draw(image), colour(words.chance, 0.55, 0.6)
    letters = max(9, min(15, size[1] // 16))
    draw.rectangle((0, 0, size[0], letters * 1.8), fill=bar)
    draw.text((6, letters * 0.2), words.label_text(12), font=font(letters), fill="white")
    for at, tint in enumerate(("#e55", "#fb3", "#5b5")):
        draw.ellipse((size[0] - 16 * (at + 1), 5, size[0] - 16 * at - 6, 15), fill=tint)
    ink = (225, 225, 225) if ground == NIGHT else INK
    _fields(words, draw, size, letters, ink)
    draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=(120, 120, 120))
    return _img(image, width, height, png=True)


def _fields(
    words: Words, draw: ImageDraw.ImageDraw, size: tuple[int, int], letters: int, ink: tuple[int, int, int]
) -> None:
    y = letters * 2.4
    while y < size[1] - letters * 3.4:
        draw.text((10, y), words.label_text(7), font=font(letters), fill=ink)
        shape = words.chance.random()
        left, right = size[0] * 0.36, size[0] * words.chance.uniform(0.6, 0.95)
        if shape < 0.6:
            draw.rectangle(
                (left, y, right, y + letters * 1.5), outline=(130, 130, 140), fill="white" if ink == INK else None
            )
            draw.text((left + 4, y), words.label_text(6), font=font(letters), fill=ink)
        elif shape < 0.8:
            draw.rectangle((left, y + 2, left + letters, y + 2 + letters), outline=ink)
            draw.text((left + letters * 1.5, y), words.label_text(8), font=font(letters), fill=ink)
        y += letters * words.chance.uniform(1.9, 2.4)
    for at in range(words.chance.randint(1, 3)):
        x = size[0] - (at + 1) * letters * 6
        draw.rounded_rectangle((x, size[1] - letters * 2.3, x + letters * 5.4, size[1] - letters * 0.6), 3, outline=ink)
        draw.text(
            (x + letters, size[1] - letters * 2.2),
            words.chance.choice(["保存", "戻る", "次へ", "適用", "OK", "閉じる"]),
            font=font(letters),
            fill=ink,
        )


def raster_chart(words: Words, width: float, height: float) -> str:
    """Return bars or a line with axes, as pixels."""
    size = _pixels(words, width, height)
    image = Image.new("RGB", size, "white")
    draw, chance = ImageDraw.Draw(image), words.chance
    box = size[0] * 0.14, size[1] * 0.1, size[0] * 0.96, size[1] * 0.84
    count, tint, letters = chance.randint(4, 9), colour(chance, 0.7, 0.75), max(8, min(14, size[1] // 18))
    values = [chance.uniform(0.15, 1) for _ in range(count)]
    for at in range(5):
        y = box[3] - (box[3] - box[1]) * at / 4
        draw.line((box[0], y, box[2], y), fill=(205, 205, 205))
        draw.text((4, y - letters * 0.7), str(at * 25), font=font(letters), fill=INK)
    step = (box[2] - box[0]) / count
    tops = [(box[0] + step * (at + 0.5), box[3] - value * (box[3] - box[1])) for at, value in enumerate(values)]
    for at, (x, y) in enumerate(tops):
        draw.text((x - letters * 0.6, box[3] + 2), str(2015 + at)[2:], font=font(letters), fill=INK)
        if count < 7:
            draw.rectangle((x - step * 0.32, y, x + step * 0.32, box[3]), fill=tint, outline=INK)
    if count >= 7:
        draw.line(tops, fill=tint, width=3)
    draw.line((box[0], box[1], box[0], box[3], box[2], box[3]), fill=INK, width=2)
    draw.text((4, 0), words.label_text(8), font=font(letters), fill=INK)
    return _img(image, width, height, png=True)


def map_picture(words: Words, width: float, height: float) -> str:
    """Return a map as pixels: sea and land, roads, a river, place names."""
    size = _pixels(words, width, height)
    land = clouds(words.chance, *size, 5) > words.chance.uniform(0.25, 0.45)
    image = Image.composite(
        Image.new("RGB", size, (238, 234, 214)), Image.new("RGB", size, (176, 208, 232)), Image.fromarray(land)
    )
    draw, chance = ImageDraw.Draw(image), words.chance
    for tint, wide in (("#fff", 6), ("#f3b35c", 5), ("#9bbf7a", 3), ("#888", 2), ("#fff", 4)):
        waves, low = [chance.uniform(-0.3, 0.3) for _ in range(4)], chance.uniform(0.1, 0.9)
        road = [
            (size[0] * i / 30, size[1] * (low + sum(w * math.sin((k + 1) * i / 9) / 3 for k, w in enumerate(waves))))
            for i in range(31)
        ]
        draw.line(
            road if chance.random() < 0.5 else [(y * size[0] / size[1], x * size[1] / size[0]) for x, y in road],
            fill=tint,
            width=wide,
        )
    letters = max(8, min(14, size[1] // 18))
    for _ in range(chance.randint(5, 10)):
        x, y = chance.uniform(0.05, 0.8) * size[0], chance.uniform(0.05, 0.9) * size[1]
        draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill="#c22")
        draw.text((x + 5, y - letters * 0.7), words.place(), font=font(letters), fill=INK)
    return _img(image, width, height)

"""How many tokens a picture costs, and the size beyond which nothing is gained by sending more of it."""

import io
from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal
from math import ceil, floor, sqrt

from PIL import Image

from tasks.spending.facts import PictureFacts, PictureRule

Size = tuple[int, int]

SENSIBLE_BYTES = 1_500_000
"""A stored picture of the right size goes as it is up to here; uploading more would cost time and show no more."""

_MIMES = {"PNG": "image/png", "JPEG": "image/jpeg"}
_JPEG_QUALITY = 90


def tokens(facts: PictureFacts, width: int, height: int) -> int:
    """Return what a picture is expected to be billed for, sent at the size that is fitted for it."""
    return _billed(facts, facts.each, width, height)


def most(facts: PictureFacts, width: int, height: int) -> int:
    """Return the most that it is billed for by any document or measurement known."""
    return facts.worst_base + _billed(facts, max(facts.each, facts.worst_each or facts.each), width, height)


def fitted(facts: PictureFacts, width: int, height: int) -> Size:
    """Return the size to send: never larger than the picture, nor than what the model sees of it."""
    size = _within(width, height, facts.longest)
    if facts.shortest:
        size = _scaled(size, facts.shortest / min(size))
    return size if facts.budget is None else _within_budget(size, facts.side, facts.budget)


def encode(content: bytes, width: int, height: int) -> tuple[bytes, str]:
    """Return the picture at this size, and its media type; as it came where it has the size and is not heavy."""
    with Image.open(io.BytesIO(content)) as picture:
        mime = _MIMES.get(picture.format or "")
        if mime and picture.size == (width, height) and len(content) <= SENSIBLE_BYTES:
            return content, mime
        flat = _opaque(picture)
    if flat.size != (width, height):
        flat = flat.resize((width, height), Image.Resampling.LANCZOS)
    return _smaller(flat)


def _billed(facts: PictureFacts, each: Decimal, width: int, height: int) -> int:
    count = _COUNTS[facts.rule](facts, *fitted(facts, width, height))
    return facts.base + int((count * each).to_integral_value(ROUND_CEILING))


def _grid(width: int, height: int, side: int) -> int:
    return ceil(width / side) * ceil(height / side)


def _patches(facts: PictureFacts, width: int, height: int) -> int:
    return max(facts.least, _grid(width, height, facts.side))


def _merged(facts: PictureFacts, width: int, height: int) -> int:
    columns, rows = max(1, round(width / facts.side)), max(1, round(height / facts.side))
    if columns * rows < facts.least:
        growth = sqrt(facts.least * facts.side**2 / (width * height))
        columns, rows = ceil(width * growth / facts.side), ceil(height * growth / facts.side)
    return columns * rows


def _crops(facts: PictureFacts, width: int, height: int) -> int:
    if max(width, height) <= facts.side // 2:
        return 1
    side = min(facts.side, max(facts.side // 3, floor(min(width, height) / 1.5)))
    return _grid(width, height, side)


def _flat(_facts: PictureFacts, _width: int, _height: int) -> int:
    return 1


def _rows(facts: PictureFacts, width: int, height: int) -> int:
    return (ceil(width / facts.side) + 1) * ceil(height / facts.side)


_COUNTS: dict[PictureRule, Callable[[PictureFacts, int, int], int]] = {
    PictureRule.TILES: _patches,
    PictureRule.PATCHES: _patches,
    PictureRule.MERGED: _merged,
    PictureRule.CROPS: _crops,
    PictureRule.FLAT: _flat,
    PictureRule.ROWS: _rows,
}


def _within(width: int, height: int, longest: int | None) -> Size:
    return _scaled((width, height), longest / max(width, height)) if longest else (width, height)


def _scaled(size: Size, scale: float) -> Size:
    """Return the size times ``scale``, which never enlarges."""
    if scale >= 1:
        return size
    return max(1, floor(size[0] * scale + 1e-6)), max(1, floor(size[1] * scale + 1e-6))


def _within_budget(size: Size, side: int, budget: int) -> Size:
    """Shrink until the picture is covered by ``budget`` squares, with whole squares along one edge."""
    width, height = size
    if _grid(width, height, side) <= budget:
        return size
    shrink = sqrt(side**2 * budget / (width * height))
    across, down = width * shrink / side, height * shrink / side
    adjusted = shrink * min(max(1, floor(part)) / part for part in (across, down))
    return _scaled(size, adjusted)


def _opaque(picture: Image.Image) -> Image.Image:
    """Return the picture in grey or RGB, on white where it is transparent."""
    if picture.mode in {"L", "RGB"}:
        return picture.copy()
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")  # 16 bits, which convert clips
    if "A" in picture.getbands() or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(ground, layered).convert("RGB")
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _smaller(picture: Image.Image) -> tuple[bytes, str]:
    """Return a PNG, or a JPEG where that is smaller, as it is of photographs."""
    png, jpeg = io.BytesIO(), io.BytesIO()
    picture.save(png, "PNG")
    picture.save(jpeg, "JPEG", quality=_JPEG_QUALITY, subsampling=0)  # coloured print stays legible
    return min((png.getvalue(), "image/png"), (jpeg.getvalue(), "image/jpeg"), key=lambda one: len(one[0]))

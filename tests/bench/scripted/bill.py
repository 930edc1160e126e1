"""What calls cost: a fixed rule for tokens, and a file with a line for every call that was billed."""

import base64
import io
import json
import math
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from PIL import Image

PRICES = {"gpt-4o-mini": (Decimal("0.15"), Decimal("0.60"))}  # USD for a million tokens, in and out
OTHER = (Decimal(1), Decimal(4))
TILES = {"gpt-4o-mini": (2833, 5667)}  # tokens of any picture, and of each 512-pixel tile of it
OTHER_TILES = (85, 170)
MILLION = 1_000_000
BATCH = Decimal("0.5")
BYTES_A_TOKEN = 2  # one and a half tokens for a kana: dearer than any estimate, cheaper than a token for each byte


def tokens(text: str) -> int:
    """Return the tokens of a text."""
    return math.ceil(len(text.encode()) / BYTES_A_TOKEN)


def prompt_tokens(request: dict[str, Any]) -> int:
    """Return what a request is billed for before a word is said."""
    schema = (request.get("response_format") or {}).get("json_schema", {}).get("schema")
    asked = sum(4 + sum(tokens(text) for text in texts(message)) for message in request["messages"])
    shown = sum(_picture_tokens(request["model"], url) for message in request["messages"] for url in pictures(message))
    return asked + shown + (tokens(json.dumps(schema, ensure_ascii=False, separators=(",", ":"))) if schema else 0)


def usd(model: str, tokens_in: int, tokens_out: int, *, batch: bool) -> Decimal:
    """Return the cost of a call."""
    price_in, price_out = PRICES.get(model, OTHER)
    return (price_in * tokens_in + price_out * tokens_out) / MILLION * (BATCH if batch else 1)


def texts(message: dict[str, Any]) -> Iterator[str]:
    """Return the texts of a message, whose content is a text or a list of parts."""
    content = message.get("content") or ""
    if isinstance(content, str):
        yield content
    else:
        yield from (part["text"] for part in content if part["type"] == "text")


def pictures(message: dict[str, Any]) -> Iterator[str]:
    """Return the data URLs of the pictures of a message."""
    content = message.get("content")
    if isinstance(content, list):
        yield from (part["image_url"]["url"] for part in content if part["type"] == "image_url")


def _picture_tokens(model: str, url: str) -> int:
    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as picture:
        width, height = picture.size
    fit = min(1.0, 2048 / max(width, height))
    fit *= min(1.0, 768 / (min(width, height) * fit))
    base, tile = TILES.get(model, OTHER_TILES)
    return base + tile * math.ceil(round(width * fit, 6) / 512) * math.ceil(round(height * fit, 6) / 512)


class Bill:
    """The lines of a bill, kept and written at once."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self.calls = 0
        self.tokens_in = 0
        self.tokens_out = 0
        self.usd = Decimal(0)

    def add(self, number: int, model: str, used: tuple[int, int], *, batch: bool = False) -> None:
        """Bill one call."""
        cost = usd(model, *used, batch=batch)
        self.calls += 1
        self.tokens_in += used[0]
        self.tokens_out += used[1]
        self.usd += cost
        line = {"n": number, "model": model, "tokens_in": used[0], "tokens_out": used[1], "usd": str(cost)}
        os.write(self._file, (json.dumps(line) + "\n").encode())

    def total(self) -> dict[str, Any]:
        """Return the sums."""
        return {
            "calls": self.calls,
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "usd": str(self.usd),
        }

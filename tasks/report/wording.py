"""Texts, numbers and places, put or taken apart for showing."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

TABLE = "table"
UNKNOWN = "unknown"
"""What is said of a price that no table has."""
_CENTS_DO, _MILLIONTHS_DO = Decimal(100), Decimal("0.0001")


class Turn(NamedTuple):
    """One turn of a sample's conversation."""

    role: str
    content: str


def cells(text: str | None, kind: str | None) -> list[list[str]]:
    """Return the rows of a table's text, none if it is no table: a line each, cells parted by tabs."""
    if not text or ("\t" not in text and kind != TABLE):
        return []
    rows = [line.split("\t") for line in text.split("\n")]
    widest = max(map(len, rows))
    return [row + [""] * (widest - len(row)) for row in rows]


def turns(messages: str) -> list[Turn]:
    """Return a sample's conversation; what is no list of messages is shown as it stands."""
    try:
        found = json.loads(messages)
    except json.JSONDecodeError:
        return [Turn("", messages)]
    if not isinstance(found, list):
        return [Turn("", messages)]
    return [_turn(message) for message in found]


def compared(score: float | None, threshold: float | None) -> str:
    """Return how a score stands to its threshold: `0.21 < 0.5`; what there is of the two."""
    if score is None or threshold is None:
        return "" if score is None else number(score)
    left, right = number(score), number(threshold)
    sign = "<" if score < threshold else ">" if score > threshold else "="
    return f"{left} {sign} {right}"


def number(value: float) -> str:
    """Return a score with the digits that tell it apart."""
    return f"{value:.4g}" if abs(value) < 1 else f"{value:.1f}".removesuffix(".0")


def usd(amount: Decimal | None) -> str:
    """Return an amount of USD with the digits that it needs; what is not known is said to be so."""
    if amount is None:
        return UNKNOWN
    places = 2 if amount >= _CENTS_DO or not amount else 6 if amount >= _MILLIONTHS_DO else 9
    return f"{amount:.{places}f}"


def place(row: Mapping[str, Any], prefix: str = "") -> str:
    """Return a box in points, left,top–right,bottom; nothing where there is none."""
    sides = [row.get(f"{prefix}{side}") for side in ("x0", "y0", "x1", "y1")]
    if None in sides:
        return ""
    x0, y0, x1, y1 = (f"{side:.0f}" for side in sides if side is not None)
    return f"{x0},{y0}–{x1},{y1}"


def named(kind: str | None) -> str:
    """Return the kind of a figure with its article."""
    word = kind if kind and kind != "other" else "figure"
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def one_line(text: str) -> str:
    """Return a text of several lines as one."""
    return " / ".join(filter(None, map(str.strip, text.splitlines())))


def shortened(text: str, longest: int) -> str:
    """Return the beginning of a text, so long at most."""
    line = one_line(text)
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _turn(message: Any) -> Turn:
    if not isinstance(message, dict):
        return Turn("", _plain(message))
    return Turn(_plain(message.get("role", "")), _plain(message.get("content", "")))


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""Texts of PDFs and models, taken apart for showing."""

import json
from typing import Any, NamedTuple

TABLE = "table"


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


def _turn(message: Any) -> Turn:
    if not isinstance(message, dict):
        return Turn("", _plain(message))
    return Turn(_plain(message.get("role", "")), _plain(message.get("content", "")))


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

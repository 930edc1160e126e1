"""Texts as the rules compare them: one width, one kind of dash, no more than is worth reading."""

import re
import unicodedata
from functools import lru_cache

MOST = 20_000
"""Characters that are read of a text; an answer that is longer fails for its length."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―⸺─━−﹘﹣➖", "-") | dict.fromkeys("〜∼～", "~"))
_SENTENCE_END = re.compile(r"(?<=[。！？!?])|\n+|(?<=[a-z)]\.)\s")


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Fold the width and the compatibility forms of a text, and cut it to what is read of it."""
    return unicodedata.normalize("NFKC", text[:MOST]).translate(_DASHES)[:MOST]


@lru_cache(maxsize=1024)
def squeezed(text: str) -> str:
    """Return a plain text in small letters and without white space."""
    return "".join(plain(text).lower().split())


def sentences(text: str) -> list[str]:
    """Split a plain text after its full stops and at its line ends."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part and part.strip()]


def shown_of(text: str, most: int = 60) -> str:
    """Return a text short enough to stand in a verdict's detail."""
    return text if len(text) <= most else text[: most - 1] + "…"

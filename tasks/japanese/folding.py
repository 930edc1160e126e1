"""One spelling for text that is compared, and the way back to the text as printed."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

_VARIANTS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―⸺─━−﹘﹣➖", "-"),
        **dict.fromkeys("〜∼～", "~"),
        "圖": "図",
        "冩": "写",
        "寫": "写",
        "眞": "真",
        "ｰ": "ー",
    }
)


class Folded(NamedTuple):
    """A folded text; ``origin[i]`` is where its character ``i`` stands in the printed text, the end included."""

    text: str
    origin: tuple[int, ...]


@lru_cache(maxsize=4096)
def fold(text: str) -> Folded:
    """Fold width, compatibility forms, dashes and old kanji of captions, character by character."""
    pieces = [unicodedata.normalize("NFKC", char).translate(_VARIANTS) for char in text]
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    return Folded("".join(pieces), (*origin, len(text)))


def squeeze(text: str) -> str:
    """Return the folded text without white space: equal for two spellings of one text."""
    return "".join(fold(text).text.split())

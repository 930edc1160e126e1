"""Japanese text cut into words."""

import threading
from typing import NamedTuple

from sudachipy import Dictionary, SplitMode, Tokenizer

_MOST_BYTES = 40_000
"""The tokenizer refuses texts of more than 49,149 bytes."""

_kept = threading.local()


class Word(NamedTuple):
    """A word as printed, where it begins, its parts of speech, and whether the dictionary knows it."""

    surface: str
    start: int
    speech: tuple[str, ...]
    known: bool

    @property
    def proper(self) -> bool:
        """Say whether it is the name of a person, a place or a thing."""
        return self.speech[1] == "固有名詞"

    @property
    def person(self) -> bool:
        """Say whether it is a family name or a given name."""
        return self.speech[2] == "人名"

    @property
    def noun(self) -> bool:
        """Say whether it is a noun; the tokenizer takes unknown Latin and katakana words for nouns too."""
        return self.speech[0] == "名詞"


def words(text: str) -> list[Word]:
    """Cut a text into words, as long as the dictionary has them."""
    cut = text if len(text) * 4 <= _MOST_BYTES else text.encode()[:_MOST_BYTES].decode(errors="ignore")
    return [
        Word(found.surface(), found.begin(), found.part_of_speech(), not found.is_oov())
        for found in _tokenizer().tokenize(cut)
    ]


def _tokenizer() -> Tokenizer:
    # A tokenizer may not be used by two threads at once, and building one takes a moment.
    if not hasattr(_kept, "tokenizer"):
        _kept.tokenizer = Dictionary(dict="small").tokenizer(mode=SplitMode.C)
    tokenizer: Tokenizer = _kept.tokenizer
    return tokenizer

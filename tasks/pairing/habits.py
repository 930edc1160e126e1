"""On which side a document's captions stand, learnt from those that leave no doubt."""

from collections import Counter
from collections.abc import Iterable

from tasks.japanese.cues import Side

_ANY = ""
_DOUBT = 1.5
"""Cases that are worth as much as none: one caption proves little, ten prove a habit."""


class Habits:
    """Counts of sure captions for each series (図, 表 …) and side."""

    def __init__(self, sure: Iterable[tuple[str, Side]] = ()) -> None:
        self._counts: Counter[tuple[str, Side]] = Counter()
        for word, side in sure:
            self._counts[word, side] += 1
            self._counts[_ANY, side] += 1

    def agreement(self, word: str | None, side: Side) -> float:
        """Return how much ``side`` is where such captions stand: 1 always, -1 never, 0 where nothing is known."""
        own = self._agreement(word or _ANY, side)
        return own if own is not None else 0.5 * (self._agreement(_ANY, side) or 0.0)

    def numbering(self) -> float:
        """Return how surely this document numbers its captions, 0 to 1."""
        total = self._counts.total() / 2
        return total / (total + _DOUBT)

    def _agreement(self, word: str, side: Side) -> float | None:
        total = sum(self._counts[word, each] for each in Side)
        if total == 0:
            return None
        here = self._counts[word, side]
        return (2 * here - total) / (total + _DOUBT)

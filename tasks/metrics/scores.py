"""Counts of what was found, given and right, that add up over documents."""

from collections.abc import Iterable
from typing import Self

from tasks.metrics.calibration import Decision
from tasks.records.record import Record


class Score(Record):
    """Counts, and scores made of counts, that add up."""

    def __add__(self, other: Self) -> Self:
        """Pool what two parts hold."""
        return type(self)(**{name: getattr(self, name) + getattr(other, name) for name in type(self).model_fields})


class Given(Score):
    """Texts that were given and that should have been: ``right`` of ``given`` are, ``hit`` of ``gold`` got theirs."""

    given: int = 0
    right: int = 0
    gold: int = 0
    hit: int = 0

    @property
    def precision(self) -> float | None:
        """Return the share of the texts given that are right."""
        return ratio(self.right, self.given)

    @property
    def recall(self) -> float | None:
        """Return the share of the gold texts that were given."""
        return ratio(self.hit, self.gold)

    @property
    def f1(self) -> float | None:
        """Return the harmonic mean of precision and recall; None where there was nothing to give and nothing given."""
        precision, recall = self.precision or 0.0, self.recall or 0.0
        if not self.given and not self.gold:
            return None
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


class PageScore(Score):
    """What was found on some pages.

    ``pieces`` counts kept figures in gold figures, ``in_pieces`` the gold figures that hold any. ``fooled`` counts the
    decoys that became a pair. ``below`` and ``layout`` are the two baselines' captions, and ``layout_matched`` the
    figures that the second found.
    """

    figures: int = 0
    matched: int = 0
    iou_sum: float = 0.0
    pieces: int = 0
    in_pieces: int = 0
    captions: Given = Given()
    explains: Given = Given()
    mentions: Given = Given()
    decoys: int = 0
    fooled: int = 0
    sentences: int = 0
    intact: int = 0
    below: Given = Given()
    layout: Given = Given()
    layout_matched: int = 0
    decisions: tuple[Decision, ...] = ()

    @property
    def recall(self) -> float | None:
        """Return the share of the gold figures that were found."""
        return ratio(self.matched, self.figures)

    @property
    def mean_iou(self) -> float | None:
        """Return the mean over found figures."""
        return ratio(self.iou_sum, self.matched)

    @property
    def fragmentation(self) -> float | None:
        """Return into how many found figures a gold figure falls, mean over those that have any; 1 is best."""
        return ratio(self.pieces, self.in_pieces)


class DocumentScore(Record):
    """The score of one document."""

    name: str
    family: str
    score: PageScore


def pooled(scores: Iterable[PageScore]) -> PageScore:
    """Add scores up."""
    return sum(scores, PageScore())


def ratio(part: float, whole: float) -> float | None:
    """Return the quotient; None for a part of nothing."""
    return part / whole if whole else None

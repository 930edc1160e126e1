"""How well figures and their captions are found, measured against pairs that people checked."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from tasks.japanese.folding import squeeze
from tasks.records.enums import Outcome, Role
from tasks.records.figure import Candidate, Figure
from tasks.records.record import Box, Record

LOOSE_IOU = 0.5
"""The second threshold at which found figures are counted."""
_LONGER = 1.3
_ALIKE = 0.85
_FRAGMENT = 0.5

HEADINGS = (
    "pdf", "gold figures", "found", "found at 0.5", "mean IoU", "pieces per figure",
    "gold captions", "right", "wrong text", "to anything else", "precision", "recall", "F1",
)  # fmt: skip


class GoldPair(BaseModel):
    """A figure that a person boxed, and its caption; both caption fields are null where it has none.

    ``figure_bbox`` is in page points, origin top-left, y down. ``pdf_caption_line`` is as printed, label included;
    ``caption`` may lack the label. Other keys of the file are not read.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    pdf: str
    pdf_sha256: str
    page: int = Field(ge=1)
    figure_bbox: Box
    caption: str | None = None
    pdf_caption_line: str | None = None


class GoldError(ValueError):
    """A gold file that cannot be used, and why."""


class PdfScore(Record):
    """Counts of one PDF, or of several added up; ``iou_sum`` is over the found figures."""

    name: str
    gold_figures: int = 0
    found: int = 0
    found_loosely: int = 0
    iou_sum: float = 0.0
    pieces: int = 0
    in_pieces: int = 0
    gold_captions: int = 0
    right: int = 0
    wrong_text: int = 0
    elsewhere: int = 0

    @property
    def mean_iou(self) -> float | None:
        """Return the mean over found figures; None where none was found."""
        return _ratio(self.iou_sum, self.found)

    @property
    def fragmentation(self) -> float | None:
        """Return into how many predicted figures a gold figure falls, mean over those that have any; 1 is best."""
        return _ratio(self.pieces, self.in_pieces)

    @property
    def precision(self) -> float | None:
        """Return the share of the captions given that are right."""
        return _ratio(self.right, self.right + self.wrong_text + self.elsewhere)

    @property
    def recall(self) -> float | None:
        """Return the share of the gold captions that were given to their figure."""
        return _ratio(self.right, self.gold_captions)

    @property
    def f1(self) -> float | None:
        """Return the harmonic mean of precision and recall."""
        given = self.right + self.wrong_text + self.elsewhere
        return _ratio(2 * self.right, given + self.gold_captions)

    def row(self) -> tuple[str, ...]:
        """Return the cells under ``HEADINGS``; – where nothing was measured."""
        cells = (
            self.gold_figures, self.found, self.found_loosely, self.mean_iou, self.fragmentation,
            self.gold_captions, self.right, self.wrong_text, self.elsewhere, self.precision, self.recall, self.f1,
        )  # fmt: skip
        return self.name, *(_cell(value) for value in cells)


class PairReport(Record):
    """The scores of each PDF, by name."""

    pdfs: list[PdfScore]

    @property
    def total(self) -> PdfScore:
        """Return all PDFs added up."""
        counts = set(PdfScore.model_fields) - {"name"}
        return PdfScore(name="total", **{each: sum(getattr(pdf, each) for pdf in self.pdfs) for each in sorted(counts)})

    def rows(self) -> list[tuple[str, ...]]:
        """Return the cells of each PDF and, last, of the total."""
        return [pdf.row() for pdf in [*self.pdfs, self.total]]


def load_gold(path: Path) -> list[GoldPair]:
    """Return the pairs of a gold file, or of every ``*.json`` of a folder; raise GoldError, which names the file."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise GoldError(f"{path}: no *.json in this folder")
    return [pair for file in files for pair in _load_file(file)]


def _load_file(file: Path) -> list[GoldPair]:
    try:
        return TypeAdapter(list[GoldPair]).validate_python(json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise GoldError(f"{file}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(str(part) for part in first["loc"])
        raise GoldError(f"{file}: {where}: {first['msg']} ({error.error_count()} such errors)") from error
    except ValueError as error:
        raise GoldError(f"{file}: not JSON: {error}") from error


def score_pairs(
    gold: Sequence[GoldPair],
    figures: Sequence[Figure],
    captions: Sequence[Candidate],
    *,
    min_iou: float = 0.7,
    min_p: float = 0.5,
) -> PairReport:
    """Score kept figures and kept captions at or above ``min_p``, on the PDFs that have gold.

    Figures are matched one to one, greatest IoU first, at ``min_iou``. A caption is right on a matched figure if
    ``is_right`` says so; captions on figures that match none are counted as given to anything else.
    """
    names = {pair.pdf_sha256: pair.pdf for pair in gold}
    kept = [figure for figure in figures if figure.outcome is Outcome.KEPT]
    given = [each for each in captions if _counts(each, min_p)]
    scores = [
        _score_pdf(
            name,
            [pair for pair in gold if pair.pdf_sha256 == doc_id],
            [figure for figure in kept if figure.doc_id == doc_id],
            [each for each in given if each.doc_id == doc_id],
            min_iou,
        )
        for doc_id, name in names.items()
    ]
    return PairReport(pdfs=sorted(scores, key=lambda score: score.name))


def _counts(candidate: Candidate, min_p: float) -> bool:
    return candidate.role is Role.CAPTION and candidate.outcome is Outcome.KEPT and candidate.p_match >= min_p


class _Found(NamedTuple):
    pair: GoldPair
    figure: Figure
    iou: float


def _score_pdf(
    name: str, gold: Sequence[GoldPair], figures: Sequence[Figure], captions: Sequence[Candidate], min_iou: float
) -> PdfScore:
    found = _matched(gold, figures, min_iou)
    pairs = {item.figure.figure_id: item.pair for item in found}
    verdicts = [(each.figure_id in pairs, _right_for(each, pairs)) for each in captions]
    pieces = [count for pair in gold if (count := _pieces(pair, figures))]
    return PdfScore(
        name=name,
        gold_figures=len(gold),
        found=len(found),
        found_loosely=len(_matched(gold, figures, LOOSE_IOU)),
        iou_sum=sum(item.iou for item in found),
        pieces=sum(pieces),
        in_pieces=len(pieces),
        gold_captions=sum(1 for pair in gold if pair.caption or pair.pdf_caption_line),
        right=sum(1 for _, right in verdicts if right),
        wrong_text=sum(1 for matched, right in verdicts if matched and not right),
        elsewhere=sum(1 for matched, _ in verdicts if not matched),
    )


def _matched(gold: Sequence[GoldPair], figures: Sequence[Figure], min_iou: float) -> list[_Found]:
    possible = [
        _Found(pair, figure, iou)
        for pair in gold
        for figure in figures
        if figure.page == pair.page and (iou := pair.figure_bbox.iou(figure.box)) >= min_iou
    ]
    best: list[_Found] = []
    for item in sorted(possible, key=lambda item: (-item.iou, item.figure.figure_id)):
        if all(item.pair is not other.pair and item.figure is not other.figure for other in best):
            best.append(item)
    return best


def _pieces(pair: GoldPair, figures: Iterable[Figure]) -> int:
    on_page = [figure.box for figure in figures if figure.page == pair.page]
    return sum(1 for box in on_page if box.share_in(pair.figure_bbox) >= _FRAGMENT)


def _right_for(candidate: Candidate, pairs: dict[str, GoldPair]) -> bool:
    pair = pairs.get(candidate.figure_id)
    return pair is not None and is_right(candidate.text, pair)


def is_right(text: str, pair: GoldPair) -> bool:
    """Tell whether ``text`` is the pair's caption, NFKC-folded and without white space.

    It is if it contains the printed line or the caption without being longer than 1.3 times the printed line, or if
    it is alike to either at 0.85 (1 - Levenshtein distance over the longer length).
    """
    given = squeeze(text)
    wanted = [squeeze(each) for each in (pair.pdf_caption_line, pair.caption) if each]
    if not wanted:
        return False
    longest = _LONGER * len(wanted[0])
    contains = any(each in given for each in wanted) and len(given) <= longest
    return contains or any(likeness(given, each) >= _ALIKE for each in wanted)


def likeness(one: str, other: str) -> float:
    """Return 1 - Levenshtein distance over the longer length; 1 for two empty texts."""
    longer = max(len(one), len(other))
    return 1 - levenshtein(one, other) / longer if longer else 1.0


def levenshtein(one: str, other: str) -> int:
    """Return how many single characters must be put in, taken out or replaced (Wagner and Fischer 1974)."""
    row = list(range(len(other) + 1))
    for place, char in enumerate(one, start=1):
        before, row = row, [place]
        for column, against in enumerate(other, start=1):
            row.append(min(row[-1] + 1, before[column] + 1, before[column - 1] + (char != against)))
    return row[-1]


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _cell(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"

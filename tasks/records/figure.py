"""Figures and the texts that might belong to them."""

from tasks.records.enums import FigureKind, Outcome, Reason, Role
from tasks.records.record import Boxed, Record


class Figure(Boxed):
    """One picture of a page, or one that was turned away or merged into another.

    ``image_sha256`` names the crop's PNG among the blobs; ``phash`` is 64 bits in hex; both null unless kept.
    ``text_inside`` is the text of the labels within the box, in reading order.
    """

    figure_id: str
    doc_id: str
    page: int
    region_id: str
    kind: FigureKind | None = None
    image_sha256: str | None = None
    width_px: int | None = None
    height_px: int | None = None
    phash: str | None = None
    text_inside: str | None = None
    merged_into: str | None = None
    outcome: Outcome = Outcome.KEPT
    rule: str | None = None
    reason: Reason | None = None
    score: float | None = None
    threshold: float | None = None


class Candidate(Record):
    """A text that might belong to a figure; kept ones are pairs.

    ``text`` is as printed, label included (「図1: …」). ``p_match`` has 4 decimals. Where it is a list, a line each for
    its items, ``region_id`` is the first item's and ``more_region_ids`` those of the others.
    ``similarity`` is the cosine, 4 decimals, of the figure and the sentence of the text that goes best with it, as an
    image–text model says; null where none was asked, and for texts that it was not shown.
    """

    pair_id: str
    doc_id: str
    figure_id: str
    region_id: str
    role: Role
    text: str
    p_match: float
    features: dict[str, float]
    similarity: float | None = None
    more_region_ids: list[str] | None = None
    outcome: Outcome = Outcome.KEPT
    rule: str | None = None
    reason: Reason | None = None
    score: float | None = None
    threshold: float | None = None


class PairRow(Record):
    """A kept candidate with what curate needs of its figure."""

    pair_id: str
    figure_id: str
    doc_id: str
    region_id: str
    role: Role
    text: str
    p_match: float
    image_sha256: str
    phash: str | None
    text_inside: str | None = None

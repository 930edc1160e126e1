"""Boxes on a page and what they are."""

from tasks.records.enums import Direction, Outcome, Reason, RegionKind
from tasks.records.record import Boxed


class Region(Boxed):
    """A box on a page.

    Text regions carry their text (lines joined), direction and em size in points; picture regions (kind
    ``figure``) have no text. ``source`` says where the box comes from: ``layer``, ``raster``, ``drawing``, or the
    name of a layout engine. ``reading_order`` counts from 0 on its page; null for what is not read.
    """

    region_id: str
    doc_id: str
    page: int
    kind: RegionKind
    reading_order: int | None = None
    text: str | None = None
    direction: Direction | None = None
    size: float | None = None
    bold: bool | None = None
    source: str
    merged_into: str | None = None
    outcome: Outcome = Outcome.KEPT
    rule: str | None = None
    reason: Reason | None = None
    score: float | None = None
    threshold: float | None = None


class Ruby(Boxed):
    """A furigana: the small reading beside its base."""

    doc_id: str
    region_id: str
    base: str
    reading: str

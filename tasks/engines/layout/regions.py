"""Regions from boxes, as layout models draw them."""

from tasks.records import identity
from tasks.records.enums import RegionKind
from tasks.records.record import Box
from tasks.records.region import Region

LEAST_SIDE = 1.0
"""Thinner boxes are left out, in points."""


def on_paper(box: Box, paper: Box) -> Box | None:
    """Return what of a box lies on the page, both in points; None if that is too thin."""
    seen = box.intersect(paper).rounded()
    return seen if min(seen.width, seen.height) >= LEAST_SIDE else None


def region_of(box: Box, kind: RegionKind, source: str, doc_id: str, page: int, score: float | None = None) -> Region:
    """Return the region that a model, ``source``, sees in a box of a page, rule ``model``."""
    return Region(
        **box._asdict(),
        region_id=identity.of("region", doc_id, page, source, identity.place(box)),
        doc_id=doc_id,
        page=page,
        kind=kind,
        source=source,
        rule="model",
        score=score,
    )

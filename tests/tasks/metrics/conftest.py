"""Gold and findings that the tests of the metrics share: one page, boxes of 100 by 100 points."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tasks.metrics.gold import GoldDocument, GoldItem
from tasks.metrics.pairs import Extracted
from tasks.records.enums import RegionKind, Role
from tasks.records.figure import Candidate, Figure
from tasks.records.record import Box
from tasks.records.region import Region

DOC = "a" * 64


def item(x0: float = 100, caption: str | None = "システムの構成", **changed) -> GoldItem:
    line = f"図1: {caption}" if caption else None
    facts = {
        "pdf": "a.pdf", "pdf_sha256": DOC, "page": 1, "figure_bbox": Box(x0, 100, x0 + 100, 200),
        "caption": caption, "pdf_caption_line": line,
    }  # fmt: skip
    return GoldItem(**facts | changed)


def decoy(x0: float = 300, width: float = 100) -> GoldItem:
    return item(caption=None, decoy="logo", figure_bbox=Box(x0, 100, x0 + width, 200))


def document(*items: GoldItem, family: str | None = None, **changed) -> GoldDocument:
    own = tuple(each.model_copy(update={"family": family}) for each in items)
    return GoldDocument(**{"pdf": "a.pdf", "sha256": DOC, "folder": Path("gold"), "items": own} | changed)


def figure(name: str, x0: float = 100, page: int = 1, width: float = 100) -> Figure:
    return Figure(figure_id=name, doc_id=DOC, page=page, region_id="r", x0=x0, y0=100, x1=x0 + width, y1=200)


def given(figure_id: str, text: str = "図1: システムの構成", p: float = 0.9, role: Role = Role.CAPTION) -> Candidate:
    return Candidate(
        pair_id=f"{role}-{figure_id}-{text}",
        doc_id=DOC,
        figure_id=figure_id,
        region_id=f"r-{text}",
        role=role,
        text=text,
        p_match=p,
        features={},
    )


def region(text: str, box: Box = Box(100, 205, 200, 215), page: int = 1, **changed) -> Region:  # noqa: B008 (a value)
    facts = {"region_id": f"r-{text}", "doc_id": DOC, "page": page, "kind": RegionKind.TEXT, "source": "layer"}
    return Region(**facts | box._asdict() | {"text": text, "reading_order": 0} | changed)


def extracted(figures=(), candidates=(), regions=()) -> Extracted:
    return Extracted(figures, candidates, regions)


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """Give the makers above."""
    makers = (item, decoy, document, figure, given, region, extracted)
    return SimpleNamespace(**{maker.__name__: maker for maker in makers})

"""The records of a document that has one captioned figure, each as it is or with what is ``changed``."""

from typing import Any

from tasks.records import identity
from tasks.records.enums import FigureKind, RegionKind, Role, TextSource
from tasks.records.figure import Candidate, Figure
from tasks.records.page import Page
from tasks.records.region import Region


def box(x0: float, y0: float, x1: float, y1: float) -> dict[str, float]:
    return {"x0": x0, "y0": y0, "x1": x1, "y1": y1}


def region_id(doc_id: str, what: str) -> str:
    return identity.of("region", doc_id, what)


def figure_id(doc_id: str) -> str:
    return identity.of("figure", doc_id)


def pair_id(doc_id: str) -> str:
    return identity.of("pair", doc_id)


def page(doc_id: str, number: int, **changed: Any) -> Page:
    facts = {
        "doc_id": doc_id,
        "page": number,
        "width": 595.0,
        "height": 842.0,
        "rotation": 0,
        "text_source": TextSource.LAYER,
        "text_layer_score": 0.9,
        "chars": 100,
    }
    return Page(**facts | changed)


def picture(doc_id: str, **changed: Any) -> Region:
    facts = box(100, 100, 300, 300) | {
        "region_id": region_id(doc_id, "picture"),
        "doc_id": doc_id,
        "page": 1,
        "kind": RegionKind.FIGURE,
        "source": "raster",
    }
    return Region(**facts | changed)


def caption(doc_id: str, **changed: Any) -> Region:
    facts = box(100, 310, 300, 322) | {
        "region_id": region_id(doc_id, "caption"),
        "doc_id": doc_id,
        "page": 1,
        "kind": RegionKind.CAPTION,
        "text": "図1: 装置のようす",
        "direction": "horizontal",
        "source": "layer",
    }
    return Region(**facts | changed)


def figure(doc_id: str, **changed: Any) -> Figure:
    facts = box(100, 100, 300, 300) | {
        "figure_id": figure_id(doc_id),
        "doc_id": doc_id,
        "page": 1,
        "region_id": region_id(doc_id, "picture"),
        "kind": FigureKind.PHOTO,
        "image_sha256": identity.of("image", doc_id),
        "width_px": 400,
        "height_px": 400,
        "phash": "0f" * 8,
    }
    return Figure(**facts | changed)


def candidate(doc_id: str, **changed: Any) -> Candidate:
    facts = {
        "pair_id": pair_id(doc_id),
        "doc_id": doc_id,
        "figure_id": figure_id(doc_id),
        "region_id": region_id(doc_id, "caption"),
        "role": Role.CAPTION,
        "text": "図1: 装置のようす",
        "p_match": 0.9,
        "features": {"gap": 10.0},
    }
    return Candidate(**facts | changed)

"""Draw the gold boxes of a made document on its pages, to be looked at."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pymupdf

DPI = 70
COLOURS = {
    "figure_bbox": (0.0, 0.6, 0.1),
    "caption_bbox": (1.0, 0.5, 0.0),
    "explains_bbox": (0.1, 0.3, 1.0),
    "decoy": (0.5, 0.5, 0.5),
}
PAGES = {"figure_bbox": "page", "caption_bbox": "caption_page", "explains_bbox": "explains_page"}


def draw(pdf: bytes, gold: Sequence[dict[str, Any]], out: Path, name: str) -> None:
    """Write each page as ``NAME-pPAGE.png``: figures green, captions orange, explanations blue, decoys grey."""
    out.mkdir(parents=True, exist_ok=True)
    with pymupdf.open(stream=pdf) as document:
        for entry in gold:
            _mark(document, entry)
        for at, page in enumerate(document, 1):
            page.get_pixmap(dpi=DPI).save(out / f"{name}-p{at}.png")


def _mark(document: pymupdf.Document, entry: dict[str, Any]) -> None:
    for key, page_key in PAGES.items():
        if not entry[key]:
            continue
        colour = COLOURS["decoy" if entry["decoy"] else key]
        page = document[entry[page_key] - 1]
        page.draw_rect(pymupdf.Rect(entry[key]), color=colour, width=1.2)
        if key != "figure_bbox" and entry[page_key] == entry["page"]:
            page.draw_line(_middle(entry["figure_bbox"]), _middle(entry[key]), color=colour, width=0.6)


def _middle(box: Sequence[float]) -> pymupdf.Point:
    return pymupdf.Point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)

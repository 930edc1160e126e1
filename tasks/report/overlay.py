"""What is drawn over the picture of a page: numbered boxes, and lines from texts to their figures."""

from collections.abc import Iterable
from typing import NamedTuple

from tasks.report.answers import Row
from tasks.report.parts import anchor

FIGURES, MERGED = "figure", "merged"
TEXTS, REGIONS, TURNED_AWAY = "text", "region", "turned away"


class Mark(NamedTuple):
    """A box on a page, in points; ``layer`` is what switches it on and off, ``form`` how it looks."""

    layer: str
    form: str
    x: float
    y: float
    width: float
    height: float
    label: str
    title: str
    href: str | None


class Link(NamedTuple):
    """A line from a text to its figure, in points."""

    layer: str
    x0: float
    y0: float
    x1: float
    y1: float


def figure_marks(figures: Iterable[Row]) -> list[Mark]:
    """Return the boxes of kept figures, which lead to their entries, and of what was merged into them."""
    return [_figure_mark(row) for row in figures]


def _figure_mark(row: Row) -> Mark:
    if row["number"] is None:
        return _mark(row, MERGED, "merged", "", f"merged into another figure ({row['step']})", None)
    title = " · ".join(filter(None, (f"figure {row['number']}", row["kind"], row["source"])))
    return _mark(row, FIGURES, "figure", str(row["number"]), title, f"#{anchor(row['figure_id'])}")


def text_marks(texts: Iterable[Row]) -> list[Mark]:
    """Return the boxes of the texts that belong to figures."""
    return [
        _mark(row, row["role"], "text", row["label"], f"{row['role']} p {row['p_match']:.2f}", f"#{row['anchor']}")
        for row in texts
        if row["x0"] is not None
    ]


def links(figures: Iterable[Row], texts: Iterable[Row]) -> list[Link]:
    """Return a line for each text that lies on the page of its figure, between their nearest edges."""
    boxes = {row["figure_id"]: row for row in figures}
    return [
        _link(text, boxes[text["figure_id"]])
        for text in texts
        if text["figure_id"] in boxes and text["x0"] is not None and text["page"] == boxes[text["figure_id"]]["page"]
    ]


def region_marks(regions: Iterable[Row]) -> list[Mark]:
    """Return the boxes of everything that was told apart on the page, numbered in reading order."""
    return [_region_mark(row) for row in regions]


def _region_mark(row: Row) -> Mark:
    label = "" if row["reading_order"] is None else str(row["reading_order"])
    return _mark(row, f"{REGIONS} {row['kind']}", "region", label, f"{row['kind']} ({row['source']})", None)


def away_marks(rows: Iterable[Row]) -> list[Mark]:
    """Return the boxes of what was turned away, which lead to the rows that say why."""
    return [
        _mark(row, f"{TURNED_AWAY} {row['what']}", "away", row["label"], _why(row), f"#{row['anchor']}")
        for row in rows
        if row["x0"] is not None and row["what"] != "page"
    ]


def _why(row: Row) -> str:
    return f"{row['what']} turned away at {row['step']}: {row['reason'] or 'no reason given'}"


def _mark(row: Row, layer: str, form: str, label: str, title: str, href: str | None) -> Mark:
    width, height = row["x1"] - row["x0"], row["y1"] - row["y0"]
    return Mark(layer, form, row["x0"], row["y0"], round(width, 1), round(height, 1), label, title, href)


def _link(text: Row, figure: Row) -> Link:
    x0, x1 = _nearest(text["x0"], text["x1"], figure["x0"], figure["x1"])
    y0, y1 = _nearest(text["y0"], text["y1"], figure["y0"], figure["y1"])
    return Link(text["role"], x0, y0, x1, y1)


def _nearest(low: float, high: float, other_low: float, other_high: float) -> tuple[float, float]:
    """Return the points of two spans that lie nearest; the middle of what they share."""
    if high < other_low:
        return high, other_low
    if other_high < low:
        return low, other_high
    middle = round((max(low, other_low) + min(high, other_high)) / 2, 1)
    return middle, middle

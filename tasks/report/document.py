"""What the report says of one document: its files, its pages, its figures."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import NamedTuple, TypeAlias

from tasks.records.enums import Outcome, Reason
from tasks.report import overlay, wording
from tasks.report.answers import Row, ask, ask_part, by
from tasks.report.evidence import contributions
from tasks.report.overlay import Link, Mark
from tasks.report.parts import Part, Sheet, anchor, split
from tasks.report.pictures import as_uri, thumbnail
from tasks.store.blobs import Blobs

Draw: TypeAlias = Callable[[str, tuple[int, ...]], Iterator[bytes | None]]
"""Draws the pages of a document as WebP, in their order; None for a page that cannot be drawn."""

NOT_DRAWN = frozenset({Reason.NOT_SELECTED, Reason.BROKEN, Reason.HANGS, Reason.TOO_BIG, Reason.CRASHES})
MOST_REFUSED = 6
"""So many of the texts that a figure was refused are shown with what decided."""


class FigureEntry(NamedTuple):
    """A figure with all that belongs to it."""

    row: Row
    anchor: str
    picture: str | None
    texts: list[Row]
    refused: list[Row]
    more_refused: int
    cells: list[list[str]]
    samples: list[Row]


class PageEntry(NamedTuple):
    """A page, its picture and what is drawn over it."""

    row: Row
    drawn: bool
    picture: str | None
    marks: list[Mark]
    links: list[Link]
    figures: list[FigureEntry]
    away: list[Row]


class Found(NamedTuple):
    """What the catalog says of the pages of a part, by page; samples by figure."""

    pages: list[Row]
    figures: dict[int, list[Row]]
    texts: list[Row]
    regions: dict[int, list[Row]]
    away: dict[int, list[Row]]
    samples: dict[str, list[Row]]


def parts_of(root: Path, doc_id: str) -> list[Part]:
    """Return the files that a document takes."""
    return split(_sheet(row) for row in ask(root, "report_sheets", doc_id=doc_id))


def look_up(root: Path, doc_id: str, part: Part) -> Found:
    """Return what the catalog says of the pages of a part."""
    if not part.last:
        return Found([], {}, [], {}, {}, {})
    figures = ask_part(root, "report_figures", doc_id, part)
    numbers = {row["figure_id"]: row["number"] for row in figures if row["number"]}
    return Found(
        pages=ask_part(root, "report_pages", doc_id, part),
        figures=by("page", figures),
        texts=_labelled(ask_part(root, "report_texts", doc_id, part), numbers),
        regions=by("page", ask_part(root, "report_regions", doc_id, part)),
        away=by("page", _numbered(ask_part(root, "report_turned_away", doc_id, part), numbers)),
        samples=by("figure_id", [_spoken(row) for row in ask_part(root, "report_samples", doc_id, part)]),
    )


def live_samples(found: Found) -> set[str]:
    """Return the samples of the pages that are in the dataset."""
    samples = (sample for rows in found.samples.values() for sample in rows)
    return {sample["sample_id"] for sample in samples if sample["outcome"] == Outcome.KEPT}


def layers_of(found: Found) -> list[tuple[str, int]]:
    """Return what can be switched on and off over the pages, and how many of each there are."""
    counts: Counter[str] = Counter()
    for row in found.pages:
        counts.update(mark.layer for mark in _marks(found, row["page"]))
    return sorted(counts.items(), key=lambda item: (_rank(item[0]), item[0]))


def pages_of(found: Found, part: Part, pictures: Iterator[bytes | None], blobs: Blobs) -> Iterator[PageEntry]:
    """Yield the pages of a part that were selected, each drawn when it is asked for."""
    for row in found.pages:
        if row["reason"] == Reason.NOT_SELECTED:
            continue
        drawn = row["page"] in part.drawn
        picture = next(pictures, None) if drawn else None
        yield _page(row, picture, found, blobs, drawn=drawn)


def _sheet(row: Row) -> Sheet:
    drawn = row["outcome"] != Outcome.FAILED and row["reason"] not in NOT_DRAWN
    return Sheet(row["page"], drawn, row["figures"])


def _rank(layer: str) -> int:
    """Return where a layer stands in the list: figures, texts, what was turned away, regions."""
    if layer == overlay.FIGURES:
        return 0
    if layer == overlay.MERGED:
        return 2
    return 3 if layer.startswith(overlay.TURNED_AWAY) else 4 if layer.startswith(overlay.REGIONS) else 1


def _labelled(texts: list[Row], numbers: dict[str, int]) -> list[Row]:
    """Name the texts that belong to figure 3 `3a`, `3b` … in the order of their p_match."""
    used: dict[str, int] = {}
    named = []
    for text in texts:
        label = ""
        if text["outcome"] == Outcome.KEPT:
            place = used.setdefault(text["figure_id"], 0)
            used[text["figure_id"]] += 1
            label = f"{numbers.get(text['figure_id'], '')}{_letters(place)}"
        named.append(text | {"label": label, "anchor": f"t-{text['pair_id'][:16]}"})
    return named


def _letters(place: int) -> str:
    head, tail = divmod(place, len(ascii_lowercase))
    return (_letters(head - 1) if head else "") + ascii_lowercase[tail]


def _numbered(rows: list[Row], numbers: dict[str, int]) -> list[Row]:
    """Number what was turned away, page by page, and name the figure that a text was refused."""
    counts: dict[int, int] = {}
    named = []
    for row in rows:
        counts[row["page"]] = place = counts.get(row["page"], 0) + 1
        figure = numbers.get(row["figure_id"] or "")
        names = {"label": f"×{place}", "anchor": f"r-{row['page']}-{place}", "figure": figure}
        named.append(row | names | {"figure_anchor": anchor(row["figure_id"]) if figure else None})
    return named


def _spoken(sample: Row) -> Row:
    checks = sorted(sample["checks"] or [], key=lambda check: (check["passed"], check["rule"]))
    failed = sum(not check["passed"] for check in checks)
    return sample | {"turns": wording.turns(sample["messages"]), "checks": checks, "failed": failed}


def _marks(found: Found, page: int) -> list[Mark]:
    """Return what is drawn over a page; what lies on top comes last."""
    figures = found.figures.get(page, [])
    return [
        *overlay.region_marks(found.regions.get(page, [])),
        *overlay.away_marks(found.away.get(page, [])),
        *overlay.figure_marks(figures),
        *overlay.text_marks(text for text in found.texts if text["label"] and text["page"] == page),
    ]


def _page(row: Row, picture: bytes | None, found: Found, blobs: Blobs, *, drawn: bool) -> PageEntry:
    page = row["page"]
    figures = [figure for figure in found.figures.get(page, []) if figure["number"]]
    return PageEntry(
        row=row,
        drawn=drawn,
        picture=as_uri(picture) if picture else None,
        marks=_marks(found, page),
        links=overlay.links(figures, [text for text in found.texts if text["label"]]),
        figures=[_figure(figure, found, blobs) for figure in figures],
        away=found.away.get(page, []),
    )


def _figure(row: Row, found: Found, blobs: Blobs) -> FigureEntry:
    own = [text for text in found.texts if text["figure_id"] == row["figure_id"]]
    refused = [text for text in own if not text["label"]]
    return FigureEntry(
        row=row,
        anchor=anchor(row["figure_id"]),
        picture=thumbnail(blobs, row["image_sha256"]),
        texts=[_explained(text) for text in own if text["label"]],
        refused=[_explained(text) for text in refused[:MOST_REFUSED]],
        more_refused=max(0, len(refused) - MOST_REFUSED),
        cells=wording.cells(row["text_inside"], row["kind"]),
        samples=found.samples.get(row["figure_id"], []),
    )


def _explained(text: Row) -> Row:
    return text | {"contributions": contributions(text["features"], text["role"])}

"""Which of a page's picture boxes make one figure, and which are no figures at all."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tasks.geometry.assembly import assemble, tables_among
from tasks.geometry.decoys import Verdict, called_figures, judge, judge_alone
from tasks.geometry.groups import INSIDE, Group
from tasks.geometry.labels import grown
from tasks.geometry.panels import framed_pictures
from tasks.geometry.texts import Text, outside, readable
from tasks.geometry.ticks import scaled, single_ticks, without_titles
from tasks.records import identity
from tasks.records.enums import FigureKind, Outcome, Reason, RegionKind
from tasks.records.figure import Figure
from tasks.records.page import Line, Page
from tasks.records.record import Box
from tasks.records.region import Region

FRAMING = frozenset({"frame", "shapes"})
"""Forms of drawings that may be callouts on a picture."""
MANY_PAGES = 3
"""An ornament is on at least this many pages."""
GOOD_SHARE = 0.2
"""And on this share of the pages of the document."""
SAME_PLACE = 0.8
"""Intersection over union of two boxes that stand at the same place of their pages."""
BIG = 0.15
"""A picture over this share of the page is no ornament, however often it comes."""


class _Found(NamedTuple):
    """A group with its verdict and, where it is kept, the box of the figure."""

    group: Group
    verdict: Verdict | None
    box: Box


def group_figures(page: Page, regions: Sequence[Region], texts: Sequence[Line | Region] = ()) -> list[Figure]:
    """Return one row for each picture region and table: a figure, a part of one, or no figure, with the reason.

    A table is a figure of its kind, its cells are the text inside. ``texts`` are the page's lines or text regions;
    without them, the regions that have text are taken.
    """
    tables, rest = tables_among(regions)
    pictures, written = _split(rest, texts)
    free = outside(written, [table.main.box for table in tables])
    found = [*_find(page, pictures, free), *(_Found(table, None, table.main.box) for table in tables)]
    return sorted(
        (row for one in found for row in _rows(page, one)),
        key=lambda row: (row.outcome is not Outcome.KEPT, row.y0, row.x0, row.figure_id),
    )


def figure_boxes(page: Page, regions: Sequence[Region], texts: Sequence[Line | Region] = ()) -> list[Box]:
    """Return the boxes of the figures that ``group_figures`` keeps, from top to bottom."""
    return [figure.box for figure in kept_figures(page, regions, texts)]


def kept_figures(page: Page, regions: Sequence[Region], texts: Sequence[Line | Region] = ()) -> list[Figure]:
    """Return the figures that ``group_figures`` keeps of those regions that are kept, from top to bottom."""
    kept = [region for region in regions if region.outcome is Outcome.KEPT]
    return [figure for figure in group_figures(page, kept, texts) if figure.outcome is Outcome.KEPT]


def turn_away_repeats(pages: Sequence[Page], figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures of a document, those turned away that stand on page after page at the same place.

    A picture that is large, or repeated on a few pages only (the builds of a slide), stays.
    """
    papers = {page.page: Box(0.0, 0.0, page.width, page.height) for page in pages}
    needed = max(MANY_PAGES, GOOD_SHARE * len(pages))
    small = [figure for figure in figures if figure.outcome is Outcome.KEPT and _is_small(figure, papers)]
    counts = {figure.figure_id: len(_pages_with(figure, small)) for figure in small}
    repeated = {key: float(count) for key, count in counts.items() if count >= needed}
    return [_repeated(figure, repeated, needed) for figure in figures]


def _is_small(figure: Figure, papers: dict[int, Box]) -> bool:
    paper = papers.get(figure.page)
    return paper is not None and figure.box.area <= BIG * paper.area


def _pages_with(figure: Figure, others: Iterable[Figure]) -> set[int]:
    return {other.page for other in others if _same_ornament(figure, other)}


def _same_ornament(one: Figure, other: Figure) -> bool:
    """Same pixels at about the same size, wherever; or the same place with much the same look."""
    alike = one.phash is None or other.phash is None or _bits_apart(one.phash, other.phash) <= 10  # noqa: PLR2004
    if one.box.iou(other.box) >= SAME_PLACE:
        return alike
    same_size = abs(one.box.width - other.box.width) <= 2 and abs(one.box.height - other.box.height) <= 2  # noqa: PLR2004
    return same_size and one.phash is not None and one.phash == other.phash


def _bits_apart(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _repeated(figure: Figure, repeated: dict[str, float], needed: float) -> Figure:
    main = figure.merged_into or figure.figure_id
    if main not in repeated:
        return figure
    return figure.model_copy(
        update={
            "figure_id": identity.of(
                "figure", figure.doc_id, figure.page, identity.place(figure.box), figure.region_id
            ),
            "outcome": Outcome.REJECTED,
            "merged_into": None,
            "image_sha256": None,
            "width_px": None,
            "height_px": None,
            "phash": None,
            "text_inside": None,
            "rule": "repeated",
            "reason": Reason.REPEATED,
            "score": repeated[main],
            "threshold": needed,
        }
    )


def _split(regions: Sequence[Region], texts: Sequence[Line | Region]) -> tuple[list[Region], list[Text]]:
    pictures = [region for region in regions if region.kind is RegionKind.FIGURE]
    written = texts or [region for region in regions if region.kind is not RegionKind.FIGURE]
    return pictures, readable(written)


def _find(page: Page, pictures: Sequence[Region], texts: Sequence[Text]) -> list[_Found]:
    paper = Box(0.0, 0.0, page.width, page.height)
    loose = outside(texts, [region.box for region in pictures if region.rule in FRAMING])
    albums = framed_pictures(pictures, texts)
    alone = [(region, albums.get(region.region_id) or judge_alone(region, paper, texts, loose)) for region in pictures]
    groups = assemble([region for region, verdict in alone if verdict is None], texts, paper)
    return [
        *(_Found(Group((region,)), verdict, region.box) for region, verdict in alone if verdict is not None),
        *_settled(groups, paper, texts),
    ]


def _settled(groups: Sequence[Group], paper: Box, texts: Sequence[Text]) -> list[_Found]:
    called = called_figures(groups, texts) | scaled(groups, texts)
    verdicts = [judge(group, paper, texts, called=at in called) for at, group in enumerate(groups)]
    kept = [group for group, verdict in zip(groups, verdicts, strict=True) if verdict is None]
    turned_away = [(group, verdict) for group, verdict in zip(groups, verdicts, strict=True) if verdict is not None]
    free = outside(texts, [group.box for group, _ in turned_away if not _frames(group, kept)])
    return [
        *(_Found(group, verdict, group.box) for group, verdict in turned_away),
        *(_Found(group, None, box) for group, box in grown(kept, paper, single_ticks(without_titles(kept, free)))),
    ]


def _frames(group: Group, kept: Sequence[Group]) -> bool:
    """Say whether a figure lies within what was turned away, so that its labels do, too."""
    return any(inner.box.share_in(group.box) >= INSIDE for inner in kept)


def _rows(page: Page, found: _Found) -> list[Figure]:
    if found.verdict is not None:
        return [_rejected(page, region, found.verdict) for region in found.group.members]
    main = found.group.main
    box = found.box.rounded()
    figure_id = identity.of("figure", page.doc_id, page.page, identity.place(box))
    kept = Figure(**box._asdict(), figure_id=figure_id, doc_id=page.doc_id, page=page.page, region_id=main.region_id)
    if found.group.is_table:
        kept = kept.model_copy(update={"kind": FigureKind.TABLE, "text_inside": main.text})
    return [kept, *(_merged(page, region, figure_id) for region in found.group.members if region is not main)]


def _rejected(page: Page, region: Region, verdict: Verdict) -> Figure:
    return _part(page, region).model_copy(update={"outcome": Outcome.REJECTED, **verdict._asdict()})


def _merged(page: Page, region: Region, figure_id: str) -> Figure:
    return _part(page, region).model_copy(
        update={"outcome": Outcome.MERGED, "rule": "assembly", "reason": Reason.SAME_PICTURE, "merged_into": figure_id}
    )


def _part(page: Page, region: Region) -> Figure:
    place = identity.place(region.box)
    figure_id = identity.of("figure", page.doc_id, page.page, place, region.region_id)
    return Figure(
        **region.box._asdict(), figure_id=figure_id, doc_id=page.doc_id, page=page.page, region_id=region.region_id
    )

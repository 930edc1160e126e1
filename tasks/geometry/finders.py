"""Several finders, one picture: what the PDF places and draws, what a model sees, what the ink shows."""

from collections.abc import Iterable, Sequence

from tasks.geometry.clusters import around
from tasks.geometry.columns import cells_from_lines
from tasks.geometry.decoys import BACKGROUND_CHARACTERS, Verdict
from tasks.geometry.figures import group_figures
from tasks.geometry.gutters import Ground
from tasks.geometry.parting import parted
from tasks.geometry.scans import (
    SAME,
    Fates,
    Merged,
    holds,
    is_called,
    is_same,
    on_scan,
    scan_of,
    text_frames,
    unsettled,
)
from tasks.geometry.sight import sight_of
from tasks.geometry.tables import is_tabular, tabbed
from tasks.geometry.texts import Text, characters, readable
from tasks.records import identity
from tasks.records.enums import Outcome, Reason, RegionKind
from tasks.records.figure import Figure
from tasks.records.page import Line, Page
from tasks.records.record import Box
from tasks.records.region import Region

INK = "ink"
"""The source of boxes that the ink of a page shows."""


def reconcile(
    page: Page,
    pictures: Sequence[Region],
    model: Sequence[Region],
    ink: Sequence[Box | Region],
    lines: Sequence[Line],
    ground: Ground | None = None,
) -> list[Region]:
    """Return all boxes of a page, at most one of them kept for each picture; the others are merged or rejected.

    ``pictures`` are the images and drawings of the PDF, which win; ``model`` and ``ink`` were found in the page's
    pixels. The scan of a page is none of its figures, unless it is all there is. ``ground`` is the page's ink, by which
    boxes around several pictures are parted.
    """
    paper = Box(0.0, 0.0, page.width, page.height)
    texts = readable(lines)
    inked = [_inked(page, one) for one in ink]
    scan = scan_of(pictures, paper, texts)
    placed = [region for region in pictures if region not in scan]
    sheet = around(region.box for region in scan).intersect(paper) if scan else paper
    fates = _untabular(model) | text_frames(model, sheet, texts)
    if ground is not None and (scan or not placed):
        sight = sight_of(ground, texts, [one.box for one in unsettled(model, fates)], [one.box for one in inked])
        model, cut = parted(model, fates, sight)
        inked, ink_cut = parted(inked, fates, sight._replace(others=()))
        fates |= cut | ink_cut
        fates |= text_frames(unsettled(model, fates), sheet, texts)
    fates |= _in_pictures(unsettled([*model, *inked], fates), group_figures(page, placed, lines))
    if scan or not placed:
        fates |= on_scan(unsettled(model, fates), unsettled(inked, fates), sheet, texts)
    else:
        fates |= _on_drawn(unsettled(model, fates), unsettled(inked, fates), placed, texts)
    found = unsettled([*placed, *model, *inked], fates)
    if scan and (found or characters(texts) >= BACKGROUND_CHARACTERS):
        fates |= {region.region_id: _is_scan(region, paper) for region in scan}
    return [_fated(region, fates) for region in [*pictures, *model, *inked]]


def with_cells(region: Region, lines: Sequence[Line]) -> Region:
    """Give a table that was seen the text of its cells, made of the lines in it."""
    if region.kind is not RegionKind.TABLE:
        return region
    return region.model_copy(update={"text": tabbed(cells_from_lines(region.box, lines)) or None})


def turned_away(placed: Iterable[Region]) -> list[Region]:
    """Turn away all that is placed on a page that shows nothing but paper."""
    return [_fated(region, {region.region_id: Verdict(Reason.UNIFORM, "bare")}) for region in placed]


def _untabular(model: Iterable[Region]) -> Fates:
    """Turn away what the model takes for a table though its text stands in no columns: listings, columns, pages."""
    tables = [region for region in model if region.kind is RegionKind.TABLE and region.text]
    rows = {region.region_id: [line.split("\t") for line in (region.text or "").split("\n")] for region in tables}
    return {key: Verdict(Reason.TEXT_FRAME, "no-columns") for key, cells in rows.items() if not is_tabular(cells)}


def _inked(page: Page, one: Box | Region) -> Region:
    if isinstance(one, Region):
        return one
    box = one.rounded()
    region_id = identity.of("region", page.doc_id, page.page, INK, identity.place(box))
    return Region(
        **box._asdict(),
        region_id=region_id,
        doc_id=page.doc_id,
        page=page.page,
        kind=RegionKind.FIGURE,
        source=INK,
        rule=INK,
    )


def _in_pictures(regions: Iterable[Region], figures: Sequence[Figure]) -> Fates:
    """Merge what shows a figure that the PDF itself places or draws."""
    kept = [figure for figure in figures if figure.outcome is Outcome.KEPT]
    fates: Fates = {}
    for region in regions:
        same = [figure for figure in kept if is_same(region.box, figure.box)]
        if same:
            fates[region.region_id] = Merged(
                max(same, key=lambda figure: (figure.box.area, figure.figure_id)).region_id
            )
    return fates


def _on_drawn(model: Sequence[Region], ink: Sequence[Region], placed: Sequence[Region], texts: Sequence[Text]) -> Fates:
    """Judge what was seen on a page that is drawn, where the drawings themselves give no figure.

    A box shares the fate of the drawing that it shows, if there is one; a figure set as text must be called one.
    """
    fates: Fates = {}
    for region in [*model, *ink]:
        shown = [drawn for drawn in placed if region.box.iou(drawn.box) >= SAME or holds(drawn.box, region.box)]
        if region.kind is RegionKind.TABLE:
            continue
        if shown:
            closest = max(shown, key=lambda drawn: (region.box.iou(drawn.box), drawn.region_id))
            fates[region.region_id] = Merged(closest.region_id)
        elif region in ink or not is_called(region.box, texts):
            fates[region.region_id] = Verdict(Reason.TEXT_FRAME, "undrawn")
    return fates


def _is_scan(region: Region, paper: Box) -> Verdict:
    share = round(region.box.intersect(paper).area / paper.area, 3)
    return Verdict(Reason.PAGE_BACKGROUND, "scan", share, None)


def _fated(region: Region, fates: Fates) -> Region:
    """Return the region with its outcome; what is merged into something shares the fate of that."""
    fate = fates.get(region.region_id)
    while isinstance(fate, Merged) and fate.into in fates:
        fate = fates[fate.into]
    if fate is None:
        return region
    if isinstance(fate, Verdict):
        return region.model_copy(update={"outcome": Outcome.REJECTED, **fate._asdict()})
    turned = {"outcome": Outcome.MERGED, "rule": "finders", "reason": Reason.SAME_PICTURE, "merged_into": fate.into}
    return region.model_copy(update=turned)

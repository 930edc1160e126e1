"""Pages that are pictures themselves: the scan, and what a model and the ink show on it."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from tasks.geometry.apart import stand_alone
from tasks.geometry.clusters import around, near
from tasks.geometry.decoys import BACKGROUND_CHARACTERS, CAPTION_GAP, FULL_OF_TEXT, PAGE_SHARE, Verdict
from tasks.geometry.figures import figure_boxes
from tasks.geometry.texts import Text, characters, covered, outside, readable, within
from tasks.records.enums import Reason, RegionKind, TextSource
from tasks.records.page import Line, Page
from tasks.records.record import Box
from tasks.records.region import Region

TOUCH = 3.0
"""Strips and tiles of one scan are at most this far apart, in points."""
SCAN_SHARE, WRITTEN_LINES = 0.25, 5
"""A scan with a margin around takes at least this share of the page, and has so many lines of running text."""
FAR = 4 * CAPTION_GAP
"""A figure farther than this from a caption is not what the caption is about, in points."""
LONG, ENOUGH_TEXT, MOSTLY_RUNNING = 12, 200, 0.85
"""A page of running text has so many characters, and this share of all, in lines of so many."""
PARTED = "parted"
"""The rule of boxes that are parts of larger ones, cut at white gutters to what their ink shows."""
SAME = 0.5
"""Boxes with this intersection over union are of one picture."""
INSIDE = 0.8
"""This share of a box within another is all of it."""
FILLED = 0.5
"""Pictures side by side fill this share of the box around them."""
CUT = 3.0
"""Ink that a box leaves out by more than this is cut, in points."""
SURE = 0.6
"""A figure without ink of its own needs this confidence of the model."""
FAINT = 0.25
"""Ink over less than this share of a model's figure is only its darkest part."""
RUNNING_LENGTH, RUNNING_WIDTH, RUNNING_SHARE = 15, 0.6, 0.3
"""Lines of so many characters, or over so much of a box, are running text; with this share of it the box is no
figure."""
SHORT = 8
"""A line of fewer characters runs nowhere."""
ALL_OF_IT = 0.95
"""A line with this share of it within a box is not cut by it; neither is one with as much of it outside."""
LABEL_LENGTH, LABEL_WIDTH = 12, 0.6
"""A label of a figure is this short, and takes at most this share of its width."""


class Merged(NamedTuple):
    """The fate of a box that shows the same picture as another."""

    into: str


Fates = dict[str, Merged | Verdict]


def scan_of(pictures: Sequence[Region], paper: Box, texts: Sequence[Text] = ()) -> list[Region]:
    """Return the images that are the page itself: one as large as the page, or strips or tiles that cover it.

    Smaller ones are, if all that the page says is running text in them: scans with a margin around, or two on a sheet.
    """
    rasters = [region for region in pictures if region.source == "raster" and region.rule != "hidden"]
    whole = [region for region in rasters if _covered(paper, [region.box])]
    if whole:
        return whole
    parts = [[rasters[at] for at in group] for group in near([region.box for region in rasters], TOUCH)]
    covering = next((group for group in parts if _covered(paper, [region.box for region in group])), [])
    return covering or _written_scans(parts, paper, texts)


def _written_scans(parts: Sequence[Sequence[Region]], paper: Box, texts: Sequence[Text]) -> list[Region]:
    found = [group for group in parts if _is_written(around(region.box for region in group), paper, texts)]
    boxes = [around(region.box for region in group) for group in found]
    said = sum(characters(within(box, texts)) for box in boxes)
    if not found or said < ALL_OF_IT * characters(texts):
        return []
    return [region for group in found for region in group]


def _is_written(box: Box, paper: Box, texts: Sequence[Text]) -> bool:
    """Say whether a picture is large, has running text, and is called a figure by no caption."""
    running = [text for text in within(box, texts) if text.length >= RUNNING_LENGTH and not text.is_caption]
    return box.area >= SCAN_SHARE * paper.area and len(running) >= WRITTEN_LINES and not is_called(box, texts)


def is_running_text(lines: Sequence[Line]) -> bool:
    """Say whether a page has text in long lines and hardly anything else: no captions, labels, cells or bullets."""
    texts = readable(lines)
    running = characters(text for text in texts if text.length >= LONG)
    plain = running >= ENOUGH_TEXT and running >= MOSTLY_RUNNING * characters(texts)
    return plain and not any(text.is_caption for text in texts)


def needs_model(page: Page, pictures: Sequence[Region], lines: Sequence[Line]) -> bool:
    """Say whether figures must be looked for in the page's pixels: what is placed and drawn does not tell them.

    That is so where the text was read by OCR, where it stands behind a scan, and where a numbered caption has no
    figure near it.
    """
    if page.text_source is TextSource.OCR or any(line.confidence is not None for line in lines):
        return True
    paper = Box(0.0, 0.0, page.width, page.height)
    return _is_searchable_scan(pictures, lines, paper) or _misses_figure(page, pictures, lines)


def unsettled(regions: Iterable[Region], fates: Fates) -> list[Region]:
    """Return the regions whose fate is not settled."""
    return [region for region in regions if region.region_id not in fates]


def text_frames(regions: Iterable[Region], paper: Box, texts: Sequence[Text]) -> Fates:
    """Turn away the boxes that are about text: pages, columns and paragraphs taken for pictures."""
    verdicts = {region.region_id: _text_frame(region, paper, texts) for region in regions}
    return {region_id: verdict for region_id, verdict in verdicts.items() if verdict is not None}


def _text_frame(region: Region, paper: Box, texts: Sequence[Text]) -> Verdict | None:
    box = region.box
    inside = within(box, texts)
    page_share = round(box.share_in(paper) * box.area / paper.area, 3) if paper.area > 0 else 0.0
    if page_share >= PAGE_SHARE and characters(inside) >= BACKGROUND_CHARACTERS:
        return Verdict(Reason.TEXT_FRAME, "page-sized", page_share, PAGE_SHARE)
    running = round(covered(box, [text for text in texts if _runs(text, region)]), 3)
    if running >= RUNNING_SHARE and not is_called(box, texts):
        return Verdict(Reason.TEXT_FRAME, "running-text", running, RUNNING_SHARE)
    room = round(covered(box, inside), 3)
    if region.kind is RegionKind.FIGURE and room >= FULL_OF_TEXT and not is_called(box, texts):
        return Verdict(Reason.TEXT_FRAME, "full-of-text", room, FULL_OF_TEXT)
    return None


def _runs(text: Text, region: Region) -> bool:
    """Say whether a line is one of running text; in the cells of a table there may be long ones too."""
    if text.is_caption or text.length < SHORT:
        return False
    box = region.box
    share = text.box.height / box.height if text.vertical else text.box.width / box.width
    return share >= RUNNING_WIDTH or (text.length >= RUNNING_LENGTH and region.kind is not RegionKind.TABLE)


def is_called(box: Box, texts: Sequence[Text]) -> bool:
    """Say whether a caption right over or under the box calls it a figure."""
    captions = [text.box for text in texts if text.names_figure and text.box.share_in(box) < SAME]
    return any(caption.overlap_x(box) > SAME and caption.gap_y(box) <= CAPTION_GAP for caption in captions)


def is_same(one: Box, other: Box) -> bool:
    """Say whether two boxes show the same picture, or one a part of it."""
    return one.iou(other) >= SAME or one.share_in(other) >= INSIDE or other.share_in(one) >= INSIDE


def holds(outer: Box, inner: Box) -> bool:
    """Say whether a box has all but the edges of another within."""
    return inner.share_in(outer) >= INSIDE


def on_scan(model: Sequence[Region], ink: Sequence[Region], paper: Box, texts: Sequence[Text]) -> Fates:
    """Judge what was seen on a scanned page: the model says what is a picture, the ink where it ends."""
    fates = _once(model)
    fates |= _rows(unsettled(model, fates))
    tables = [region for region in unsettled(model, fates) if region.kind is RegionKind.TABLE]
    fates |= {
        region.region_id: Merged(table.region_id)
        for table in tables
        for region in ink
        if is_same(region.box, table.box)
    }
    fates |= text_frames(unsettled(ink, fates), paper, texts)
    for figure in unsettled(model, fates):
        if figure.kind is RegionKind.FIGURE:
            fates |= _of_one_picture(figure, unsettled(ink, fates), texts)
    return fates


def _once(model: Sequence[Region]) -> Fates:
    """Merge what the model saw twice into what it is surer of."""
    fates: Fates = {}
    ranked = sorted(model, key=lambda region: (-(region.score or 0.0), region.region_id))
    for at, region in enumerate(ranked):
        same = [other for other in unsettled(ranked[:at], fates) if region.box.iou(other.box) >= SAME]
        if same:
            fates[region.region_id] = Merged(same[0].region_id)
    return fates


def _rows(model: Sequence[Region]) -> Fates:
    """Merge a box around pictures side by side into the first of them, where the model saw each of them too."""
    figures = [region for region in model if region.kind is RegionKind.FIGURE]
    fates: Fates = {}
    for whole in figures:
        parts = [one for one in figures if one is not whole and one.box.share_in(whole.box) >= INSIDE]
        apart = all(one.box.intersect(other.box).area == 0 for one, other in combinations(parts, 2))
        if len(parts) > 1 and apart and sum(part.box.area for part in parts) >= FILLED * whole.box.area:
            fates[whole.region_id] = Merged(parts[0].region_id)
    return fates


def _of_one_picture(figure: Region, ink: Sequence[Region], texts: Sequence[Text]) -> Fates:
    """Choose between the model's figure and the ink in it.

    Ink is tighter; the model's box is better where the ink is faint or torn into unlike pieces, and where labels
    stand around it. Drawings much of a size stand for themselves. What is cut stays, to be put together later.
    """
    larger = [one for one in ink if holds(one.box, figure.box)]
    if larger:
        return {figure.region_id: Merged(larger[0].region_id)}
    own = [one for one in ink if one.box.share_in(figure.box) >= SAME]
    if not own:
        return _without_ink(figure)
    largest = max(own, key=lambda one: (one.box.area, one.region_id))
    beside = outside(within(figure.box, texts), [one.box for one in own])
    if figure.rule == PARTED and not _is_overrun(figure.box, own, texts):
        return {one.region_id: Merged(figure.region_id) for one in own}
    alone = stand_alone(figure.box, [one.box for one in own], texts)
    if alone or _is_loose(figure.box, own, texts) or _is_tight(figure.box, own, beside):
        return {figure.region_id: Merged(largest.region_id)}
    whole = [one for one in own if one.box.share_in(figure.box.grown(CUT)) >= 1.0]
    return {one.region_id: Merged(figure.region_id) for one in whole}


def _without_ink(figure: Region) -> Fates:
    if figure.rule == PARTED:
        return {}
    score = figure.score or 0.0
    return {} if score >= SURE else {figure.region_id: Verdict(Reason.TEXT_FRAME, "no-ink", score, SURE)}


def _long(texts: Sequence[Text]) -> list[Box]:
    return [text.box for text in texts if text.length >= RUNNING_LENGTH and not text.is_caption]


def _is_overrun(figure: Box, ink: Sequence[Region], texts: Sequence[Text]) -> bool:
    """Say whether a box has more of running text than of ink."""
    inked = sum(one.box.intersect(figure).area for one in ink)
    return inked < sum(box.intersect(figure).area for box in _long(texts)) and not is_called(figure, texts)


def _is_loose(figure: Box, ink: Sequence[Region], texts: Sequence[Text]) -> bool:
    """Say whether the model's box takes in running text over or under the picture, or cuts lines of it."""
    long = _long(texts)
    inked = sum(one.box.intersect(figure).area for one in ink)
    if _is_overrun(figure, ink, texts):
        return True
    if inked < FAINT * figure.area:
        return False
    if any(1 - ALL_OF_IT < box.share_in(figure) < ALL_OF_IT for box in long):
        return True
    beyond = [box for box in long if box.share_in(figure) >= ALL_OF_IT and box.overlap_y(ink[0].box) == 0]
    return len(ink) == 1 and bool(beyond)


def _is_tight(figure: Box, ink: Sequence[Region], beside: Sequence[Text]) -> bool:
    """Say whether one piece of ink is all that a figure shows: it is not faint, and no label stands beside it."""
    faint = ink[0].box.intersect(figure).area < FAINT * figure.area
    return len(ink) == 1 and not faint and not any(_is_label(text, figure) for text in beside)


def _is_label(text: Text, figure: Box) -> bool:
    short = text.length <= LABEL_LENGTH and text.box.width <= LABEL_WIDTH * figure.width
    return short and not text.is_caption and text.box.height <= LABEL_WIDTH * figure.height


def _covered(paper: Box, boxes: Sequence[Box]) -> bool:
    """Say whether boxes that do not overlap much cover the page."""
    room = sum(box.intersect(paper).area for box in boxes)
    return min(room, around(boxes).intersect(paper).area) >= PAGE_SHARE * paper.area


def _is_searchable_scan(pictures: Sequence[Region], lines: Sequence[Line], paper: Box) -> bool:
    """Say whether there is text and a scan, and nothing drawn, as there would be over a background."""
    scanned = bool(lines) and bool(scan_of(pictures, paper, readable(lines)))
    return scanned and all(region.source == "raster" for region in pictures)


def _misses_figure(page: Page, pictures: Sequence[Region], lines: Sequence[Line]) -> bool:
    captions = [text for text in readable(lines) if text.names_figure]
    if not captions:
        return False
    figures = figure_boxes(page, pictures, lines)
    return any(all(_apart(text.box, box) > FAR for box in figures) for text in captions)


def _apart(one: Box, other: Box) -> float:
    return max(one.gap_x(other), one.gap_y(other))

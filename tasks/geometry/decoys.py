"""What looks like a picture and is none: backgrounds, rules, ornaments, framed text, tables."""

from collections.abc import Sequence
from typing import NamedTuple

from tasks.geometry.consoles import is_announced_console
from tasks.geometry.groups import Group
from tasks.geometry.texts import Text, characters, covered, within
from tasks.records.enums import Reason, RegionKind
from tasks.records.record import Box
from tasks.records.region import Region

PAGE_SHARE = 0.8
"""A picture over this share of the page is as large as the page."""
BACKGROUND_CHARACTERS = 20
"""So many characters on a picture as large as the page make it a background."""
PANEL_CHARACTERS, PANEL_SHARE, PANEL_TEXT = 60, 0.4, 0.15
"""Text that lies on an image makes it a background from so many characters on, where the image takes this share of
the page, or the text this share of the image."""
BANNER_SHARE = 0.97
"""A banner covers this share of the page's width …"""
BANNER_HEIGHT = 0.2
"""… and at most this share of its height, …"""
EDGE = 0.02
"""… within this share of the page's height from its edge."""
SIDE_SHARE = 0.075
"""A figure's shorter side is at least this share of the page's shorter side …"""
LEAST_SIDE, ENOUGH_SIDE = 20.0, 40.0
"""… but not under the first, and never asked to be over the second, in points."""
SEEN_SIDE = 60.0
"""A picture found in the pixels of a page, linked from part to part, or called a figure, may be as low as the first,
if its longer side is at least this."""
SINGLE_SIDE = 100.0
"""The longer side of a single shape that is a picture by itself, at least, in points."""
THIN_SIDE = 8.0
"""Anything thinner is a rule or a bar, in points."""
EXTREME_ASPECT = 12.0
"""Anything longer than this many times its width is a bar."""
FULL_OF_TEXT = 0.3
"""Text over this share of a drawing is what the drawing frames."""
SOME_TEXT = 0.03
"""A grid with text over this share is a table."""
CAPTION_GAP = 30.0
"""A caption that makes a text frame a figure is at most this far from it, in points."""
LISTING = "リスト"
"""The series of what is listed: screens, files, programs."""

CHAIN, LABEL_LENGTH = 3, 15
"""A low drawing with so many labels, of at most so many characters, side by side in its middle, is a flow of steps."""
LONE_SHARE = 0.1
"""A drawing around one or two lines only, or a little one, frames its text when that takes this share."""
LONE_LINES, LONE_SIDE = 2, 60.0
LISTING_LINES, LISTING_SHARE, IN_LINE = 4, 0.45, 0.5
"""A listing has so many lines, fills this share of the height, and this share of its lines start in line."""
LEADING = 1.5
"""Lines of a block are about this many times their type size apart."""


class Verdict(NamedTuple):
    """Why a picture is no figure: the columns that its row gets."""

    reason: Reason
    rule: str
    score: float | None = None
    threshold: float | None = None


def judge_alone(region: Region, paper: Box, texts: Sequence[Text], loose: Sequence[Text]) -> Verdict | None:
    """Turn away what can be no part of a figure; ``loose`` are the texts that no drawing frames."""
    box = region.box
    if region.rule == "hidden":
        return Verdict(Reason.UNIFORM, "hidden")
    shown = box.share_in(paper)
    if shown < 0.5:  # noqa: PLR2004
        return Verdict(Reason.OFF_PAGE, "off-page", round(shown, 3), 0.5)
    if region.rule == "background":
        return Verdict(Reason.PAGE_BACKGROUND, "background", round(box.area / paper.area, 3), PAGE_SHARE)
    drawn_inside = region.source == "drawing" and region.rule != "panel"
    return _banner(box, paper, texts) or (None if drawn_inside else _background(box, paper, loose))


def judge(group: Group, paper: Box, texts: Sequence[Text], *, called: bool = False) -> Verdict | None:
    """Say why a group is no figure, or None where it is one; ``called`` where a caption says that it is."""
    box = group.box
    is_chain = _is_chain(group, texts)
    found = _thin(box, is_chain=is_chain) or _small(group, paper, called=called or is_chain)
    if found or group.has_image or group.linked or called:
        return found
    return _text_in_paths(group, texts) or (_ornament(box) if group.forms == {"frame"} else None)


def called_figures(groups: Sequence[Group], texts: Sequence[Text]) -> set[int]:
    """Return which groups the text calls a figure, as it does console screens and folder trees set as text.

    A caption speaks of the nearest group over or under it; of a true picture rather than of a box of text. Where there
    is none, the sentence that ends right above a console may announce it.
    """
    drawn = [at for at, group in enumerate(groups) if group.forms != {"rule"}]
    captions = [text for text in texts if text.names_figure or _names_listing(text)]
    found = (
        min(((gap, at) for at in drawn if (gap := _said_of(text, groups[at], texts)) is not None), default=None)
        for text in captions
    )
    announced = {at for at in drawn if groups[at].forms == {"frame"} and is_announced_console(groups[at].box, texts)}
    return announced | {at for _, at in filter(None, found)}


def _names_listing(text: Text) -> bool:
    return text.cue is not None and text.cue.word == LISTING


def _said_of(caption: Text, group: Group, texts: Sequence[Text]) -> float | None:
    box = group.box
    gap = caption.box.gap_y(box)
    if caption.box.share_in(box) > 0 or caption.box.overlap_x(box) <= 0.5 or gap > CAPTION_GAP:  # noqa: PLR2004
        return None
    return gap if all(is_written(region, texts) for region in group.members) else gap / 2


def is_written(region: Region, texts: Sequence[Text]) -> bool:
    """Say whether a drawing only frames text, rules a table, or outlines letters."""
    return region.source == "drawing" and _framed(region.rule or "", region.box, texts) is not None


def _background(box: Box, paper: Box, texts: Sequence[Text]) -> Verdict | None:
    share = box.area / paper.area if paper.area > 0 else 0.0
    if share >= PAGE_SHARE and characters(within(box, texts)) >= BACKGROUND_CHARACTERS:
        return Verdict(Reason.PAGE_BACKGROUND, "page-sized", round(share, 3), PAGE_SHARE)
    # What OCR read on a picture is in it: a screenshot or a chart, however full of text.
    laid_on = [text for text in texts if not text.seen]
    on_it = characters(within(box, laid_on))
    room = round(covered(box, laid_on), 3)
    if on_it >= PANEL_CHARACTERS and (share >= PANEL_SHARE or room >= PANEL_TEXT):
        return Verdict(Reason.PAGE_BACKGROUND, "text-on-it", room, PANEL_TEXT)
    return None


def _banner(box: Box, paper: Box, texts: Sequence[Text]) -> Verdict | None:
    """Say whether a box with text on it runs from edge to edge along the top or bottom of the page."""
    width = round(box.width / paper.width, 3)
    low = box.height > BANNER_HEIGHT * paper.height
    inner = box.y0 > EDGE * paper.height and box.y1 < (1 - EDGE) * paper.height
    if width < BANNER_SHARE or low or inner or not within(box, texts):
        return None
    return Verdict(Reason.PAGE_BACKGROUND, "banner", width, BANNER_SHARE)


def _thin(box: Box, *, is_chain: bool) -> Verdict | None:
    """Say whether a box is a rule or a bar; a flow of steps may be as long as it likes."""
    side = min(box.width, box.height)
    if side < THIN_SIDE and max(box.width, box.height) >= 2 * side:
        return Verdict(Reason.TOO_THIN, "side", round(side, 1), THIN_SIDE)
    aspect = max(box.width, box.height) / max(side, 0.1)
    if aspect > EXTREME_ASPECT and not is_chain:
        return Verdict(Reason.TOO_THIN, "aspect", round(aspect, 1), EXTREME_ASPECT)
    return None


def _ornament(box: Box) -> Verdict | None:
    """Say whether a single shape, such as a block arrow, is too little to be a picture."""
    side = max(box.width, box.height)
    return Verdict(Reason.TOO_SMALL, "single-shape", round(side, 1), SINGLE_SIDE) if side < SINGLE_SIDE else None


def _is_chain(group: Group, texts: Sequence[Text]) -> bool:
    """Say whether shapes that touch hold labels beside each other, as the steps of a flow do."""
    inside = within(group.box, texts) if group.forms == {"shapes"} and group.box.width >= SINGLE_SIDE else []
    labels = [text for text in inside if text.length <= LABEL_LENGTH and not text.is_caption]
    level = labels and all(abs(text.box.centre[1] - group.box.centre[1]) <= text.size for text in labels)
    return bool(level) and len(labels) == len(inside) >= CHAIN


def _small(group: Group, paper: Box, *, called: bool) -> Verdict | None:
    box = group.box
    long_enough = (group.is_seen or group.linked or called) and max(box.width, box.height) >= SEEN_SIDE
    usual = min(ENOUGH_SIDE, max(LEAST_SIDE, SIDE_SHARE * min(paper.width, paper.height)))
    least = LEAST_SIDE if long_enough else round(usual, 1)
    side = min(box.width, box.height)
    return Verdict(Reason.TOO_SMALL, "side", round(side, 1), least) if side < least else None


def _text_in_paths(group: Group, texts: Sequence[Text]) -> Verdict | None:
    forms = group.forms - {"rule"}
    form = next(iter(forms)) if len(forms) == 1 else "tree" if "tree" in forms and "shapes" not in forms else "shapes"
    if form in {"panel", "letters", "rule"} or not forms:
        return Verdict(Reason.TEXT_FRAME, form)
    return _framed(form, group.box, texts)


def _framed(form: str, box: Box, texts: Sequence[Text]) -> Verdict | None:
    inside = [text for text in within(box, texts) if text.kind is not RegionKind.LABEL or form == "frame"]
    share = round(covered(box, inside), 3)
    if form == "grid":
        return Verdict(Reason.TABLE_RULES, "grid", share, SOME_TEXT) if share >= SOME_TEXT else None
    if form == "frame":
        return Verdict(Reason.TEXT_FRAME, "frame", share, 0.0) if inside else None
    if share >= FULL_OF_TEXT:
        return Verdict(Reason.TEXT_FRAME, "full-of-text", share, FULL_OF_TEXT)
    if share >= LONE_SHARE and (_is_lone(box, inside) or min(box.width, box.height) < LONE_SIDE):
        return Verdict(Reason.TEXT_FRAME, "lone-label", share, LONE_SHARE)
    return None if form == "tree" else _stacked(box, inside)


def _is_lone(box: Box, inside: Sequence[Text]) -> bool:
    """Say whether the text is one line or two in the middle of the box."""
    middle = box.grown(-min(box.width, box.height) / 4)
    return len(inside) <= LONE_LINES and all(text.box.intersect(middle).area > 0 for text in inside)


def _stacked(box: Box, inside: Sequence[Text]) -> Verdict | None:
    """Say whether lines that start in line fill the box from top to bottom, as in a listing."""
    lines = [text for text in inside if not text.vertical]
    rows = sum(max(1, round(text.box.height / (LEADING * text.size))) for text in lines)
    if rows < LISTING_LINES:
        return None
    starts_left = min(text.box.x0 for text in lines) <= box.x0 + box.width / 8
    if not starts_left and max(text.box.width for text in lines) < box.width / 2:
        return None
    left = [round(text.box.x0 / 3) for text in lines]
    in_line = max(left.count(place) for place in left) / len(left)
    filled = round(sum(min(text.box.height, rows * LEADING * text.size) for text in lines) / box.height, 3)
    if in_line >= IN_LINE and filled >= LISTING_SHARE:
        return Verdict(Reason.TEXT_FRAME, "listing", filled, LISTING_SHARE)
    return None

"""What a page paints, told apart only as far as a text layer's soundness needs it."""

from typing import NamedTuple

import pymupdf

from tasks.records.record import Box

_SHOWN = {"fill-text", "stroke-text"}
_HIDDEN = {"ignore-text", "clip-text", "clip-stroke-text"}
_PICTURES = {"fill-image", "fill-imgmask"}
_PATHS = {"fill-path", "stroke-path"}


class Ink(NamedTuple):
    """Boxes of painted and of invisible text, the largest picture, and whether anything but text is painted.

    Boxes are those of the unrotated page.
    """

    sheet: Box
    shown: list[Box]
    hidden: list[Box]
    picture: Box | None
    painted: bool


def ink_of(page: pymupdf.Page) -> Ink:
    """Return what a page paints; white fills and what lies off the page count as nothing."""
    matrix = page.derotation_matrix
    sheet = Box(*(page.rect * matrix).normalize()) if page.rotation else Box(*page.rect)
    log = [(kind, Box(*box)) for kind, box in page.get_bboxlog()]
    pictures = [box for kind, box in log if kind in _PICTURES]
    return Ink(
        sheet=sheet,
        shown=[box for kind, box in log if kind in _SHOWN],
        hidden=[box for kind, box in log if kind in _HIDDEN],
        picture=max(pictures, key=lambda box: box.intersect(sheet).area, default=None),
        painted=any(_leaves_ink(kind, box, sheet) for kind, box in log),
    )


def _leaves_ink(kind: str, box: Box, sheet: Box) -> bool:
    if kind in _SHOWN or kind in _HIDDEN:
        return False
    # A fill as large as the page is its background.
    on_page = box.intersect(sheet)
    if kind in _PATHS and on_page.area >= 0.98 * sheet.area:
        return False
    return box.x1 > sheet.x0 and box.x0 < sheet.x1 and box.y1 > sheet.y0 and box.y0 < sheet.y1

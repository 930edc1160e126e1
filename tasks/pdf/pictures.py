"""The raw picture boxes of a page: placed images and drawings made of paths."""

from collections import Counter
from collections.abc import Iterable, Sequence

import pymupdf

from tasks.geometry.clusters import around, near
from tasks.geometry.separators import is_edge_strip, separators
from tasks.geometry.shadows import shadows
from tasks.pdf.drawings import Drawing, Form, find_drawings
from tasks.pdf.marks import Mark, Shape, painted
from tasks.records import identity
from tasks.records.enums import RegionKind
from tasks.records.record import Box
from tasks.records.region import Region

MOST_IMAGES, TILE_GAP = 1000, 3.0
"""A page with more images than this has them drawn together where they are at most so many points apart."""
LEAST = 0.1
"""A box without extent is given this much, in points."""


def find_pictures(page: pymupdf.Page, doc_id: str, number: int) -> list[Region]:
    """Return the images (source ``raster``) and drawings (``drawing``) of page ``number``, to be judged later.

    ``rule`` says what was seen: ``image``, ``hidden`` (an image that leaves no ink, or is a shadow), ``tiles`` (very
    many images, those that touch drawn together), or the form of the drawing.
    """
    paper = Box(0.0, 0.0, page.rect.width, page.rect.height)
    marks = painted(page)
    placed = _shown(marks)
    images = [("raster", *image) for image in _images(placed, paper)]
    drawn = [("drawing", drawing.form.value, drawing.box) for drawing in _drawings(marks, placed, paper)]
    return list(_regions([*images, *drawn], doc_id, number))


def _drawings(marks: Sequence[Mark], images: Sequence[Mark], paper: Box) -> list[Drawing]:
    """Return the drawings of a page; what parts its sections or runs along its edges belongs to none of them."""
    paths = [mark for mark in marks if mark.shape is not Shape.IMAGE and mark.visible]
    rules = [mark for mark in paths if mark.shape is Shape.RULE]
    solid = [mark for mark in paths if mark.shape is not Shape.RULE]
    strips = [mark for mark in solid if is_edge_strip(mark.box.intersect(paper), paper)]
    parting = [rules[at] for at in sorted(separators([rule.box for rule in rules], [mark.box for mark in solid]))]
    apart = {id(mark) for mark in (*strips, *parting)}
    return [
        *find_drawings([*(mark for mark in paths if id(mark) not in apart), *images], paper),
        *(Drawing(Form.FRAME, strip.box.intersect(paper)) for strip in strips),
        *(Drawing(Form.RULE, rule.box.intersect(paper)) for rule in parting),
    ]


def _shown(marks: Sequence[Mark]) -> list[Mark]:
    """Return the images of a page; those that are the shadow of a shape painted over them leave no ink."""
    images = [(place, mark) for place, mark in enumerate(marks) if mark.shape is Shape.IMAGE]
    paths = [(place, mark.box) for place, mark in enumerate(marks) if mark.shape is not Shape.IMAGE]
    cast = shadows([(place, mark.box) for place, mark in images if mark.sheer], paths)
    return [mark._replace(visible=mark.visible and place not in cast) for place, mark in images]


def _images(marks: Sequence[Mark], paper: Box) -> list[tuple[str, Box]]:
    """Return what was seen of each image and where; more than can be told apart are drawn together where they touch."""
    if len(marks) <= MOST_IMAGES:
        return [("image" if mark.visible else "hidden", _placed(mark, paper)) for mark in marks]
    boxes = [_placed(mark, paper) for mark in marks if mark.visible]
    return [("tiles", around(boxes[at] for at in group)) for group in near(boxes, TILE_GAP)]


def _placed(mark: Mark, paper: Box) -> Box:
    """Return the part on the page; where there is none, the box as it lies beside the page."""
    shown = mark.box.intersect(paper)
    return shown if shown.x0 <= shown.x1 and shown.y0 <= shown.y1 else mark.box


def _regions(found: Iterable[tuple[str, str, Box]], doc_id: str, number: int) -> Iterable[Region]:
    seen: Counter[str] = Counter()
    for source, rule, raw in found:
        box = _sound(raw)
        place = identity.place(box)
        key = f"{source} {place}"
        region_id = identity.of("region", doc_id, number, source, place, seen[key])
        seen[key] += 1
        yield Region(
            **box._asdict(),
            region_id=region_id,
            doc_id=doc_id,
            page=number,
            kind=RegionKind.FIGURE,
            source=source,
            rule=rule,
        )


def _sound(box: Box) -> Box:
    """Round, and give extent to what has none."""
    x0, y0, x1, y1 = box.rounded()
    return Box(x0, y0, max(x1, x0 + LEAST), max(y1, y0 + LEAST)).rounded()

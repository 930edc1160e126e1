"""segment: lines and pictures → regions in reading order."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pymupdf
from pydantic import Field

from tasks import engines
from tasks.engines.protocols import Layout, RgbArray, is_analyzer
from tasks.geometry.belonging import owners_of
from tasks.geometry.blocks import Block, blocks
from tasks.geometry.figures import kept_figures
from tasks.geometry.finders import INK, reconcile, turned_away, with_cells
from tasks.geometry.frames import page_direction, reading_box
from tasks.geometry.furigana import furigana
from tasks.geometry.furniture import settle
from tasks.geometry.gutters import Ground
from tasks.geometry.kinds import Body, are_footnotes, begins_caption, body_of, kind_of
from tasks.geometry.order import Item, reading_order
from tasks.geometry.pieces import around
from tasks.geometry.plaques import hung
from tasks.geometry.scans import is_running_text, needs_model, scan_of
from tasks.geometry.texts import readable
from tasks.japanese.normalize import join_lines
from tasks.pdf.glyphs import signs_of
from tasks.pdf.pictures import find_pictures
from tasks.pdf.render import render
from tasks.pdf.resolution import bounded
from tasks.pdf.tables import table_regions
from tasks.pixels.ink import ink_figures, ink_mask, is_bare, on_paper
from tasks.pixels.margins import evened
from tasks.read import LINES, REGIONS, analyzed
from tasks.records import identity
from tasks.records.enums import Direction, EngineKind, Outcome, RegionKind, Step, TextSource
from tasks.records.page import Line, Page
from tasks.records.record import POINTS_PER_INCH, Box, Record
from tasks.records.region import Region, Ruby
from tasks.runtime.cache import cached_as
from tasks.runtime.execution import Execution, Output
from tasks.store.outputs import Outputs

_PART_OF_FIGURE = 0.5
SOURCE = "layer"
LAYOUT_DPI = 100
BEYOND = 1.0
"""A box may reach so many points beyond the edges of its page, as the pixels there do."""


class SegmentSpec(Record):
    """How a page is divided."""

    layout: str = Field(
        "cdla", description="Layout engine for pages whose file does not tell its figures; none looks for ink alone."
    )


class _Part(NamedTuple):
    """A block of lines and what it is; ``figure`` counts the page's figures, None outside them."""

    lines: Block
    box: Box
    text: str
    kind: RegionKind
    figure: int | None = None


def segment_page(page: Page, lines: Sequence[Line], pictures: Sequence[Region]) -> list[Region]:
    """Return the text regions of a page and its pictures, in reading order; each line is in exactly one region."""
    direction = page_direction(lines) or Direction.HORIZONTAL
    found = kept_figures(page, pictures, lines)
    figures = [figure.box for figure in found]
    written = [line for line in lines if not line.ruby]
    owners = owners_of(written, figures)
    labels = [
        part
        for at, figure in enumerate(found)
        for part in _labels(_where(written, owners, at), at)
        if figure.text_inside is None  # the cells of a table are its region's text
    ]
    free = _parts(_where(written, owners, None), figures, body_of(_where(written, owners, None)))
    free = _with_footnotes(free, page)
    ruby = [_Part([line], line.box, line.text, RegionKind.RUBY) for line in lines if line.ruby]
    order = _order(free, labels, figures, direction)
    return _regions(page, [*free, *labels, *ruby], order, _placed(pictures, figures, order))


def settle_regions(pages: Sequence[Page], regions: Sequence[Region]) -> list[Region]:
    """Return a document's regions with headers, footers and page numbers named; those are not read."""
    return settle(pages, regions)


def _where(lines: Sequence[Line], owners: Sequence[int | None], owner: int | None) -> list[Line]:
    return [line for line, its in zip(lines, owners, strict=True) if its == owner]


def _labels(lines: Sequence[Line], figure: int) -> list[_Part]:
    """Return the texts inside a figure, broken where they are printed broken: that is how a picture is transcribed."""
    return [_label(block, figure) for block in _by_direction(lines, (), begin=False)]


def _label(block: Block, figure: int) -> _Part:
    text = "\n".join(line.text for line in block)
    return _Part(block, around(line.box for line in block).rounded(), text, RegionKind.LABEL, figure)


def _parts(lines: Sequence[Line], figures: Sequence[Box], body: Body) -> list[_Part]:
    def kind(block: Block, box: Box, text: str) -> RegionKind:
        return kind_of(block, box, text, body, figures)

    found = hung(_by_direction(lines, figures, begin=True), figures)
    plaques = [_part(block, lambda *_: RegionKind.CAPTION) for block in found.plaques]
    return [*(_part(block, kind) for block in found.others), *plaques]


def _by_direction(lines: Sequence[Line], obstacles: Sequence[Box], *, begin: bool) -> list[Block]:
    return [
        block
        for direction in Direction
        for block in blocks(
            [line for line in lines if line.direction is direction],
            obstacles,
            starts=begins_caption if begin else None,
        )
    ]


def _part(block: Block, kind: Callable[[Block, Box, str], RegionKind]) -> _Part:
    box = around(line.box for line in block).rounded()
    text = join_lines(line.text for line in block)
    return _Part(block, box, text, kind(block, box, text))


def _with_footnotes(parts: Sequence[_Part], page: Page) -> list[_Part]:
    sheet = Box(0.0, 0.0, page.width, page.height)
    sizes = [_main(part.lines).size for part in parts]
    notes = are_footnotes([part.kind for part in parts], [part.box for part in parts], sizes, sheet)
    return [
        part._replace(kind=RegionKind.NOTE) if is_note else part for part, is_note in zip(parts, notes, strict=True)
    ]


def _main(lines: Sequence[Line]) -> Line:
    return max(lines, key=lambda line: (len(line.text), line.size))


class _Order(NamedTuple):
    """The place in reading order of each free text, label and figure of a page."""

    free: list[int]
    labels: list[int]
    figures: list[int]


def _order(free: Sequence[_Part], labels: Sequence[_Part], figures: Sequence[Box], direction: Direction) -> _Order:
    """Read texts and figures as one flow, and the labels of a figure right after it."""
    items = [_item(part, direction) for part in free]
    items += [Item(reading_box(box, direction), 0.0, picture=True) for box in figures]
    made = _Order([0] * len(free), [0] * len(labels), [0] * len(figures))
    count = 0
    for place in reading_order(items):
        if place < len(free):
            made.free[place] = count
            count += 1
            continue
        figure = place - len(free)
        made.figures[figure] = count
        own = [at for at, part in enumerate(labels) if part.figure == figure]
        for label in reading_order([_item(labels[at], direction) for at in own]):
            count += 1
            made.labels[own[label]] = count
        count += 1
    return made


def _item(part: _Part, direction: Direction) -> Item:
    return Item(reading_box(part.box, direction), _main(part.lines).size, heading=part.kind is RegionKind.TITLE)


def _placed(pictures: Sequence[Region], figures: Sequence[Box], order: _Order) -> list[Region]:
    """Give each picture the place of the figure that it is part of; one that is part of none is not read."""
    placed = []
    for picture in pictures:
        shares = [(picture.box.share_in(box), -at) for at, box in enumerate(figures)]
        share, at = max(shares, default=(0.0, 0))
        is_part = share >= _PART_OF_FIGURE and picture.outcome is Outcome.KEPT
        place = order.figures[-at] if is_part else None
        placed.append(picture.model_copy(update={"reading_order": place}))
    return placed


def _regions(page: Page, parts: Sequence[_Part], order: _Order, pictures: Sequence[Region]) -> list[Region]:
    places: list[int | None] = [*order.free, *order.labels]
    places += [None] * (len(parts) - len(places))
    seen: Counter[str] = Counter()
    made = []
    for part, place in sorted(zip(parts, places, strict=True), key=lambda pair: (*pair[0].box, pair[0].text)):
        spelled = identity.place(part.box)
        made.append(
            _region(page, part, place, identity.of("region", page.doc_id, page.page, SOURCE, spelled, seen[spelled]))
        )
        seen[spelled] += 1
    return sorted([*made, *pictures], key=_reading_key)


def _region(page: Page, part: _Part, place: int | None, region_id: str) -> Region:
    main = _main(part.lines)
    return Region(
        **part.box._asdict(),
        region_id=region_id,
        doc_id=page.doc_id,
        page=page.page,
        kind=part.kind,
        reading_order=place,
        text=part.text,
        direction=main.direction,
        size=main.size,
        bold=2 * sum(len(line.text) for line in part.lines if line.bold) > len(part.text),
        source=SOURCE,
    )


def _reading_key(region: Region) -> tuple[bool, int, float, float, str]:
    order = region.reading_order
    return order is None, order or 0, region.y0, region.x0, region.region_id


class Looked(NamedTuple):
    """The pictures of a page, placed and seen, and whether a model was asked."""

    pictures: list[Region]
    by_model: bool = False


Find = Callable[[RgbArray, int], list[Region]]
"""Has a model look at a page image of so many dots per inch."""


def look_at(
    page: pymupdf.Page, record: Page, placed: Sequence[Region], lines: Sequence[Line], find: Find | None
) -> Looked:
    """Return the placed pictures of a page, and what is seen in its pixels: as ink, and by a model, if there is one.

    A page of running text alone, without ink beside it, is not worth the model's time.
    """
    dpi = bounded(page, LAYOUT_DPI)
    sheet = Box(0.0, 0.0, record.width, record.height)
    scan = scan_of(placed, sheet, readable(lines))
    image = on_paper(evened(render(page, dpi), dpi, [region.box for region in scan]), lines)
    inked = ink_figures(image, dpi, lines)
    asked = find if inked or not is_running_text(lines) else None
    found = [region for region in asked(image, dpi) if region.box.intersect(sheet).area > 0] if asked else []
    seen = [with_cells(region, lines) for region in found]
    if not seen and not inked and is_bare(image):
        return Looked(turned_away(placed), by_model=asked is not None)
    ground = Ground(ink_mask(image), POINTS_PER_INCH / dpi)
    judged = reconcile(record, placed, seen, inked, lines, ground)
    return Looked([_on_page(region, sheet) for region in judged], by_model=asked is not None)


def _on_page(region: Region, sheet: Box) -> Region:
    """Cut what is kept and reaches beyond its page: a pixel at the edge of a page as large as a wall is points wide."""
    if region.outcome is not Outcome.KEPT or region.box.intersect(sheet.grown(BEYOND)) == region.box:
        return region
    return region.model_copy(update=region.box.intersect(sheet)._asdict())


def finder(page: pymupdf.Page, record: Page, outputs: Outputs, name: str) -> Find | None:
    """Return what looks at a page for the layout engine ``name``; None for none.

    What an analyzer says is kept, as it takes seconds; what a small model says of a picture made for it is soon asked
    again, and would be a file more for every page.
    """
    if name == engines.NONE:
        return None
    layout: Layout = engines.load(EngineKind.LAYOUT, name)
    if is_analyzer(layout):
        return lambda *_: analyzed(page, record, outputs, name, layout)
    return lambda image, dpi: REGIONS.validate_python(layout.find(image, dpi, record.doc_id, record.page))


class _Divided(NamedTuple):
    """A page with the engine that looked at it, its regions and its furigana."""

    page: Page
    regions: list[Region]
    ruby: list[Ruby]


def _divide(page: pymupdf.Page, record: Page, outputs: Outputs, spec: SegmentSpec) -> _Divided:
    """Return the regions of a page whose lines ``read`` kept as a blob; it is looked at only where that is needed."""
    lines = LINES.validate_json(outputs.blobs.get(record.lines_sha256 or ""))
    pictures = find_pictures(page, record.doc_id, record.page)
    tables = table_regions(page, record.doc_id, record.page, lines)
    # A text layer that is not sound is not sound in tables either.
    is_read = record.text_source is TextSource.OCR
    pictures += [with_cells(table, lines) for table in tables] if is_read else tables
    if needs_model(record, pictures, lines):
        pictures, by_model = look_at(page, record, pictures, lines, finder(page, record, outputs, spec.layout))
        record = record.model_copy(update={"layout": spec.layout if by_model else INK})
    regions = segment_page(record, lines, pictures)
    signs = signs_of(page) if not is_read and any(line.ruby for line in lines) else ()
    return _Divided(record, regions, furigana(record, lines, regions, signs))


@cached_as(Step.SEGMENT, version=4, engine=EngineKind.LAYOUT)
def segment(run: Execution, spec: SegmentSpec) -> Output:
    """Divide every kept page of one document into regions."""
    found = run.over_pages(_divide, run.pages(), lambda _: (run.workspace.outputs, spec))
    pages = [divided.page for divided in found.values()]
    regions = settle_regions(pages, [region for divided in found.values() for region in divided.regions])
    ruby = [row for divided in found.values() for row in divided.ruby]
    return Output({"regions": regions, "ruby": ruby, "pages": [*pages, *found.away]})

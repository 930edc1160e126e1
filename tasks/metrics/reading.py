"""Pages whose text is known, and ways to read them: from the PDF to ordered regions, and by the bare engine."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pymupdf

from tasks import engines
from tasks.audit import choose_pages
from tasks.engines.allowance import granted
from tasks.engines.protocols import RgbArray
from tasks.geometry.frames import page_direction
from tasks.metrics.chain import register_path, rows_of
from tasks.metrics.ocr import whole_text
from tasks.metrics.scans import blotted, picture, worn, write_scans, write_single
from tasks.probe import ProbeSpec, probe
from tasks.read import LINES, ReadSpec, Scan, read
from tasks.records.enums import Direction, EngineKind, RunOutcome
from tasks.records.page import Line, Page
from tasks.records.record import Record
from tasks.records.region import Region
from tasks.records.step import StepResult
from tasks.runtime.settings import Settings
from tasks.segment import SegmentSpec, segment
from tasks.store.workspace import Workspace

Steps: TypeAlias = Sequence[tuple[Any, Record]]
RAPIDOCR = "rapidocr"


class ReadPage(NamedTuple):
    """What the steps made of a page, in reading order; ``lines`` are without ruby."""

    text: str
    lines: list[Line]


class Sheet(NamedTuple):
    """A page of a PDF that has a sound text layer."""

    pdf: Path
    number: int


class Trial(NamedTuple):
    """A picture of a page, as a PDF of one page without text, and the text that is to be read of it."""

    name: str
    page: int
    direction: Direction
    worn: bool
    truth: ReadPage
    scan: Path


def sheets_of(pdf: Path, count: int, settings: Settings) -> list[Sheet]:
    """Return at most ``count`` pages of a PDF whose layer can serve as truth; none where it cannot be opened."""
    result = through(pdf, ((probe, ProbeSpec()),), settings)
    pages = rows_of(result, "pages", Page, settings) if result is not None else []
    return [Sheet(pdf, page.page) for page in choose_pages(pages, count)]


def trials_of(sheet: Sheet, settings: Settings, folder: Path) -> list[Trial]:
    """Return the pictures of a page, clean and worn; none for a page that has no truth on its own.

    Each is a document of its own, also where two pages look the same, since nothing is asked of an engine twice.
    """
    own = Path(tempfile.mkdtemp(dir=folder))
    single = write_single(sheet.pdf, sheet.number, own / "layer.pdf")
    truth = read_through(single, engines.NONE, settings)
    if truth is None or not truth.text.strip():
        return []
    image = blotted(picture(single, 1), single, 1)
    direction = page_direction(truth.lines) or Direction.HORIZONTAL
    return [
        Trial(sheet.pdf.name, sheet.number, direction, is_worn, truth, write_scans([shown], target, title=own.name))
        for is_worn, target, shown in ((False, own / "clean.pdf", image), (True, own / "worn.pdf", worn(image)))
    ]


def steps_to_regions(engine: str) -> Steps:
    """Return the steps from a PDF to its text in reading order, with their specs."""
    return (probe, ProbeSpec()), (read, ReadSpec(ocr=engine)), (segment, SegmentSpec())


def through(pdf: Path, steps: Steps, settings: Settings) -> StepResult | None:
    """Send a PDF through some steps; None if it brings no document."""
    return further(register_path(pdf, settings), steps, settings)


def further(result: StepResult | None, steps: Steps, settings: Settings) -> StepResult | None:
    """Send what came of some steps through further ones."""
    for task, spec in steps:
        if result is None or result.outcome is RunOutcome.REJECTED:
            break
        result = task.fn(result, spec, settings)
    return result


def read_through(pdf: Path, engine: str, settings: Settings) -> ReadPage | None:
    """Send a PDF of one page through probe, read and segment; None where a step turned it away."""
    return page_of(through(pdf, steps_to_regions(engine), settings), settings)


def page_of(result: StepResult | None, settings: Settings) -> ReadPage | None:
    """Return what the steps made of a document's one page; None where a step turned it away."""
    if result is None or result.outcome is RunOutcome.REJECTED:
        return None
    page = rows_of(result, "pages", Page, settings)[-1]
    if page.lines_sha256 is None:
        return None
    lines = LINES.validate_json(Workspace(settings.workspace).blobs.get(page.lines_sha256))
    text = whole_text(rows_of(result, "regions", Region, settings))
    return ReadPage(text, [line for line in lines if not line.ruby])


def bare_reader(engine: str) -> Callable[[RgbArray, int], list[str]]:
    """Return what an engine does without etoki: pixels and dpi in, the texts of its lines out, in its order."""
    if engine == RAPIDOCR:
        return _bare_rapidocr()
    own = engines.load(EngineKind.OCR, engine)
    return lambda image, dpi: [line.text for line in LINES.validate_python(own.read(image, dpi))]


def _bare_rapidocr() -> Callable[[RgbArray, int], list[str]]:
    from rapidocr import RapidOCR  # noqa: PLC0415 (takes a second)

    from tasks.engines.ocr.rapid import params  # noqa: PLC0415 (as above)

    bare: Any = RapidOCR(params=params(granted().threads))
    return lambda image, _: list(bare(np.ascontiguousarray(image[:, :, ::-1])).txts or ())


_readers: dict[str, Callable[[RgbArray, int], list[str]]] = {}


def read_bare(page: pymupdf.Page, engine: str) -> str:
    """Return the text of the bare engine on what etoki's own sees of a page."""
    if engine not in _readers:
        _readers[engine] = bare_reader(engine)
    scan = Scan.of(page)
    return "\n".join(_readers[engine](scan.image, scan.dpi))


def read_plainly(page: pymupdf.Page, engine: str) -> None:
    """Have an engine look at a page for nothing: what it loads, no page pays for."""
    scan = Scan.of(page)
    engines.load(EngineKind.OCR, engine).read(scan.image, scan.dpi)

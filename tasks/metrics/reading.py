"""How a page is read whose text is known: by etoki from the PDF to ordered regions, and by the bare engine."""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pymupdf

from tasks import engines
from tasks.audit import choose_pages
from tasks.engines import threads
from tasks.engines.protocols import RgbArray
from tasks.geometry.frames import page_direction
from tasks.metrics.chain import register_path, rows_of
from tasks.metrics.ocr import LineScore, bound, cer, line_score, unordered_error, whole_text
from tasks.metrics.scans import blotted, picture, worn, write_scans, write_single
from tasks.probe import ProbeSpec, probe
from tasks.read import LINES, ReadSpec, Scan, read
from tasks.records.enums import Direction, EngineKind, RunOutcome, Step
from tasks.records.page import Line, Page
from tasks.records.record import Record
from tasks.records.region import Region
from tasks.records.step import StepResult, StepRun
from tasks.runtime import pool
from tasks.runtime.pool import PageCall
from tasks.runtime.settings import Settings
from tasks.segment import SegmentSpec, segment
from tasks.store.workspace import Workspace

Steps: TypeAlias = Sequence[tuple[Any, Record]]
RAPIDOCR = "rapidocr"


class ReadPage(NamedTuple):
    """What the steps made of a page, in reading order; ``lines`` are without ruby, ``seconds`` CPU of `read`."""

    text: str
    lines: list[Line]
    seconds: float


class Reading(Record):
    """How one picture of a page was read; error rates are shares of the layer's characters, seconds are CPU."""

    name: str
    page: int
    direction: Direction
    worn: bool
    bare: float
    ordered: float
    unordered: float
    lines: LineScore
    seconds: float
    bare_seconds: float

    @property
    def excess(self) -> float:
        """Return by how much the ordered text misses its bound; 0 or less where it keeps it."""
        return self.ordered - bound(self.unordered)


class Sheet(NamedTuple):
    """A page of a PDF that has a sound text layer."""

    pdf: Path
    number: int


def sheets_of(pdf: Path, count: int, settings: Settings) -> list[Sheet]:
    """Return at most ``count`` pages of a PDF whose layer can serve as truth; none where it cannot be opened."""
    result = through(pdf, ((probe, ProbeSpec()),), settings)
    pages = rows_of(result, "pages", Page, settings) if result is not None else []
    return [Sheet(pdf, page.page) for page in choose_pages(pages, count)]


def measure(sheet: Sheet, engine: str, settings: Settings, folder: Path) -> list[Reading]:
    """Return how a page is read clean and worn; nothing for a page that has no truth on its own."""
    own = Path(tempfile.mkdtemp(dir=folder))
    single = write_single(sheet.pdf, sheet.number, own / "layer.pdf")
    truth = read_through(single, engines.NONE, settings)
    if truth is None or not truth.text.strip():
        return []
    image = blotted(picture(single, 1), single, 1)
    readings = []
    for is_worn, shown in ((False, image), (True, worn(image))):
        scan = write_scans([shown], own / ("worn.pdf" if is_worn else "clean.pdf"))
        readings.append(_measure(sheet, truth, scan, engine, settings, is_worn=is_worn))
    return readings


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
    result = through(pdf, steps_to_regions(engine), settings)
    if result is None or result.outcome is RunOutcome.REJECTED:
        return None
    page = rows_of(result, "pages", Page, settings)[-1]
    if page.lines_sha256 is None:
        return None
    lines = LINES.validate_json(Workspace(settings.workspace).blobs.get(page.lines_sha256))
    runs = [run for run in rows_of(result, "step_runs", StepRun, settings) if run.step is Step.READ]
    return ReadPage(
        text=whole_text(rows_of(result, "regions", Region, settings)),
        lines=[line for line in lines if not line.ruby],
        seconds=sum(run.cpu_seconds or 0.0 for run in runs),
    )


def warm(engine: str, settings: Settings, folder: Path) -> None:
    """Have the worker processes load both engines, so that no page pays for it."""
    blank = write_scans([np.full((64, 64, 3), 255, np.uint8)], folder / "blank.pdf")
    calls = [PageCall(1, _read_blank, (engine,)) for _ in range(2 * settings.jobs)]
    for done in pool.of(settings).over_pages(blank, calls):
        if isinstance(done, Exception):
            raise done


def bare_reader(engine: str) -> Callable[[RgbArray, int], list[str]]:
    """Return what an engine does without etoki: pixels and dpi in, the texts of its lines out, in its order."""
    if engine == RAPIDOCR:
        return _bare_rapidocr()
    own = engines.load(EngineKind.OCR, engine)
    return lambda image, dpi: [line.text for line in own.read(image, dpi)]


def _bare_rapidocr() -> Callable[[RgbArray, int], list[str]]:
    from rapidocr import RapidOCR  # noqa: PLC0415 (takes a second)

    from tasks.engines.ocr.rapid import params  # noqa: PLC0415 (as above)

    bare: Any = RapidOCR(params=params(threads.limited()))
    return lambda image, _: list(bare(np.ascontiguousarray(image[:, :, ::-1])).txts or ())


_readers: dict[str, Callable[[RgbArray, int], list[str]]] = {}


def read_bare(page: pymupdf.Page, engine: str) -> tuple[str, float]:
    """Return the text of the bare engine on what etoki's own sees of a page, and the CPU seconds it took."""
    if engine not in _readers:
        _readers[engine] = bare_reader(engine)
    began = time.process_time()
    scan = Scan.of(page)
    text = "\n".join(_readers[engine](scan.image, scan.dpi))
    return text, time.process_time() - began


def _read_blank(page: pymupdf.Page, engine: str) -> None:
    scan = Scan.of(page)
    engines.load(EngineKind.OCR, engine).read(scan.image, scan.dpi)
    read_bare(page, engine)


def _measure(sheet: Sheet, truth: ReadPage, scan: Path, engine: str, settings: Settings, *, is_worn: bool) -> Reading:
    [bare] = pool.of(settings).over_pages(scan, [PageCall(1, read_bare, (engine,))])
    if isinstance(bare, Exception):
        raise bare
    bare_text, bare_seconds = bare.value
    found = read_through(scan, engine, settings) or ReadPage("", [], 0.0)
    return Reading(
        name=sheet.pdf.name,
        page=sheet.number,
        direction=page_direction(truth.lines) or Direction.HORIZONTAL,
        worn=is_worn,
        bare=cer(truth.text, bare_text) or 0.0,
        ordered=cer(truth.text, found.text) or 0.0,
        unordered=unordered_error(truth.text, found.text) or 0.0,
        lines=line_score(truth.lines, found.lines),
        seconds=found.seconds,
        bare_seconds=bare_seconds,
    )

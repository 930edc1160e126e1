"""`etoki bench ocr`: how well and how fast pages are read whose text is known."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from flows import terminal
from flows.benches import scratch
from flows.exits import DONE
from tasks.records.enums import Direction
from tasks.runtime.errors import UsageError
from tasks.runtime.settings import Settings, put_in_environment

if TYPE_CHECKING:
    from tasks.metrics.reading import Reading

WORST = 10
PAGE_SECONDS = 600
HEADINGS = (
    "pages", "n", "CER bare", "CER etoki", "u", "1.2 u + 0.005", "within", "CLEval", "CPU s", "CPU s bare",
)  # fmt: skip


def bench_ocr(sources: Sequence[Path], pages: int, engine: str) -> int:
    """Read pictures of pages with a sound text layer and print how they compare with it."""
    readings = read_all(found(sources), pages, engine)
    terminal.print_table(HEADINGS, summary(readings), title=f"{engine}, means over pages; truth: the layer in order")
    beyond = sorted((each for each in readings if each.excess > 0), key=lambda each: (-each.excess, each.name))
    if beyond:
        rows = [worst_row(each) for each in beyond[:WORST]]
        headings = ("pdf", "page", "picture", *HEADINGS[2:6], "CLEval")
        terminal.print_table(headings, rows, title="beyond the bound, farthest first")
    return DONE


def bench_ocr_speed(sources: Sequence[Path], pages: int, engine: str) -> int:
    """Print how fast pictures of pages are read through etoki and by the bare engine, in as many processes."""
    paths = found(sources)
    with patient() as settings:
        from tasks.metrics.ocr_speed import ROUNDS, race  # noqa: PLC0415 (Prefect comes with it)
        from tasks.metrics.reading import sheets_of  # noqa: PLC0415
        from tasks.metrics.scans import picture  # noqa: PLC0415

        sheets = [sheet for path in paths for sheet in sheets_of(path, pages, settings)]
        if not sheets:
            raise UsageError("no page of these has a sound text layer with enough text")
        settings.workspace.mkdir(parents=True, exist_ok=True)
        done = race([picture(*sheet) for sheet in sheets], engine, settings, settings.workspace)
    terminal.say(f"{engine}, {settings.jobs} processes × {settings.threads} threads, median of {ROUNDS} rounds")
    rows = [
        ("etoki, probe and read", done.pages, f"{done.etoki_wall:.2f}", f"{done.etoki_cpu:.2f}"),
        ("etoki, segment", done.pages, f"{done.segment_wall:.2f}", f"{done.segment_cpu:.2f}"),
        ("bare engine", done.pages, f"{done.bare_wall:.2f}", f"{done.bare_cpu:.2f}"),
    ]
    terminal.print_table(("", "pages", "wall s", "CPU s"), rows)
    terminal.say(f"etoki's rate over the bare engine's: {done.ratio:.3f} by the wall, {done.cpu_ratio:.3f} by CPU time")
    return DONE


@contextmanager
def patient() -> Iterator[Settings]:
    """Give a workspace that is gone afterwards, where a page may take its time."""
    put_in_environment(page_seconds=PAGE_SECONDS)
    with scratch() as settings:
        yield settings


def found(sources: Sequence[Path]) -> list[Path]:
    """Return the PDFs among files and folders."""
    paths = [path for source in sources for path in (sorted(source.rglob("*.pdf")) if source.is_dir() else [source])]
    missing = [str(path) for path in paths if not path.is_file()]
    if missing or not paths:
        raise UsageError(f"no PDF: {', '.join(missing or map(str, sources))}")
    return paths


def read_all(paths: Sequence[Path], pages: int, engine: str) -> list["Reading"]:
    """Read up to ``pages`` pages of each PDF, clean and worn, in the worker processes."""
    with patient() as settings:
        from tasks.metrics.reading import measure, sheets_of, warm  # noqa: PLC0415 (Prefect comes with it)

        warm(engine, settings, settings.workspace)
        sheets = [sheet for path in paths for sheet in sheets_of(path, pages, settings)]
        with ThreadPoolExecutor(settings.jobs) as runner:
            done = runner.map(lambda sheet: measure(sheet, engine, settings, settings.workspace), sheets)
            return [reading for readings in done for reading in readings]


def summary(readings: Sequence["Reading"]) -> list[tuple[object, ...]]:
    """Return the cells under ``HEADINGS``, a row for each direction, clean and worn, that was read."""
    rows = []
    for direction in Direction:
        for worn in (False, True):
            group = [each for each in readings if each.direction is direction and each.worn is worn]
            if group:
                rows.append((f"{direction}, {'worn' if worn else 'clean'}", *cells(group)))
    return rows


def cells(group: Sequence["Reading"]) -> tuple[object, ...]:
    """Return the means of a group of pages; CLEval is pooled over its lines."""
    from tasks.metrics.ocr import LineScore, bound  # noqa: PLC0415

    unordered = fmean(each.unordered for each in group)
    rates = (fmean(each.bare for each in group), fmean(each.ordered for each in group), unordered, bound(unordered))
    return (
        len(group),
        *map(rate, rates),
        f"{sum(each.excess <= 0 for each in group)}/{len(group)}",
        rate(sum((each.lines for each in group), LineScore()).score),
        f"{fmean(each.seconds for each in group):.2f}",
        f"{fmean(each.bare_seconds for each in group):.2f}",
    )


def rate(value: float | None) -> str:
    """Return a rate as it is printed."""
    return "–" if value is None else f"{value:.4f}"


def worst_row(reading: "Reading") -> tuple[object, ...]:
    """Return a page that misses its bound."""
    from tasks.metrics.ocr import bound  # noqa: PLC0415

    state = "worn" if reading.worn else "clean"
    rates = (reading.bare, reading.ordered, reading.unordered, bound(reading.unordered), reading.lines.score)
    return (reading.name, reading.page, f"{reading.direction}, {state}", *map(rate, rates))

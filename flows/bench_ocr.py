"""`etoki bench ocr`: how well and how fast pages are read whose text is known, by one engine or by several."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flows import terminal
from flows.benches import scratch
from flows.exits import DONE
from tasks import engines
from tasks.records.enums import EngineKind
from tasks.runtime import pool
from tasks.runtime.errors import UsageError
from tasks.runtime.room import with_room
from tasks.runtime.settings import Settings, put_in_environment

if TYPE_CHECKING:
    from tasks.engines.protocols import RgbArray
    from tasks.metrics.contest import Entrant, Reading, Standing

WORST = 10
PAGE_SECONDS = 600
TRUTH = "means over pages; truth: the layer in order; times in seconds a page, memory of a worker in MiB"
TIMES = ("s", "CPU s", "CPU s bare", "peak MiB")
DIVIDES = "s and CPU s are of its whole pass, which finds figures and tables too; CPU s bare is of reading alone"
HEADINGS = ("pages", "n", "CER bare", "CER etoki", "u", "1.2 u + 0.005", "within", "CLEval", *TIMES)
NO_PAGE = "no page of these has a sound text layer with enough text"
BESIDE = ("pages", "engine", "n", "CER bare", "CER etoki", "CLEval", *TIMES)


def bench_ocr(sources: Sequence[Path], pages: int, names: Sequence[str] = (), out: Path | None = None) -> int:
    """Have engines read pictures of pages with a sound text layer; print how they compare with it, and write it."""
    asked = chosen(names)
    if out is not None:
        prepare(out)
    entrants = read_all(found(sources), pages, asked)
    print_standings(entrants)
    if not names:
        print_absent()
    if out is not None:
        terminal.say(f"in {out}: {', '.join(path.name for path in write_standings(entrants, out))}")
    return DONE


def chosen(names: Sequence[str]) -> list[str]:
    """Return the engines that were named, each once, or all that are ready; LookupError for one that is not."""
    asked = list(dict.fromkeys(names)) or engines.ready(EngineKind.OCR)
    engines.require((EngineKind.OCR, name) for name in asked)
    if not asked or engines.NONE in asked:
        raise UsageError("no OCR engine to measure: `etoki engines` lists them")
    return asked


def prepare(out: Path) -> None:
    """Make the folder for what is to be written; UsageError if it cannot be one."""
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is not a folder: --out names one that ocr.csv and ocr.svg go into")
    out.mkdir(parents=True, exist_ok=True)


def bench_ocr_speed(sources: Sequence[Path], pages: int, names: Sequence[str] = ()) -> int:
    """Print how fast pictures of pages are read through etoki and by the bare engine, in as many processes."""
    paths, asked = found(sources), chosen(names)
    with patient() as settings:
        from tasks.metrics.reading import sheets_of  # noqa: PLC0415 (Prefect comes with it)
        from tasks.metrics.scans import picture  # noqa: PLC0415

        images = [picture(*sheet) for path in paths for sheet in sheets_of(path, pages, settings)]
        if not images:
            raise UsageError(NO_PAGE)
        for name in asked:
            pool.close_all()  # what one engine has loaded is no load of the next
            folder = Path(tempfile.mkdtemp(dir=settings.workspace))
            print_race(name, images, room_for(name, settings).model_copy(update={"workspace": folder}))
    return DONE


def print_race(name: str, images: "Sequence[RgbArray]", settings: Settings) -> None:
    """Print how fast an engine read the pictures, through etoki and bare."""
    from tasks.metrics.ocr_speed import ROUNDS, race  # noqa: PLC0415 (Prefect comes with it)

    done = race(images, name, settings, settings.workspace)
    terminal.say(f"{name}, {settings.jobs} processes × {settings.threads} threads, median of {ROUNDS} rounds")
    rows = [
        ("etoki, probe and read", done.pages, f"{done.etoki_wall:.2f}", f"{done.etoki_cpu:.2f}"),
        ("etoki, segment", done.pages, f"{done.segment_wall:.2f}", f"{done.segment_cpu:.2f}"),
        ("bare engine", done.pages, f"{done.bare_wall:.2f}", f"{done.bare_cpu:.2f}"),
    ]
    terminal.print_table(("", "pages", "wall s", "CPU s"), rows)
    terminal.say(f"etoki's rate over the bare engine's: {done.ratio:.3f} by the wall, {done.cpu_ratio:.3f} by CPU time")


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


def read_all(paths: Sequence[Path], pages: int, names: Sequence[str]) -> list["Entrant"]:
    """Have each engine read up to ``pages`` pages of each PDF, clean and worn."""
    with patient() as settings:
        from tasks.metrics.contest import enter  # noqa: PLC0415 (Prefect comes with it)
        from tasks.metrics.reading import sheets_of, trials_of  # noqa: PLC0415

        folder = settings.workspace
        sheets = [sheet for path in paths for sheet in sheets_of(path, pages, settings)]
        trials = [trial for sheet in sheets for trial in trials_of(sheet, settings, folder)]
        if not trials:
            raise UsageError(NO_PAGE)
        return [enter(name, trials, room_for(name, settings), folder) for name in names]


def room_for(name: str, settings: Settings) -> Settings:
    """Return settings with room for an engine's models."""
    return with_room(settings, [(EngineKind.OCR, name)])


def print_standings(entrants: Sequence["Entrant"]) -> None:
    """Print a row for each kind of pages and engine; of one engine alone, more, and the pages that it read worst."""
    from tasks.metrics.contest import standings  # noqa: PLC0415 (Prefect comes with it)

    found = standings(entrants)
    if len(entrants) == 1:
        terminal.print_table(HEADINGS, [cells(each) for each in found], title=f"{entrants[0].engine}, {TRUTH}")
        print_worst(entrants[0].readings)
    else:
        terminal.print_table(BESIDE, [cells_beside(each) for each in found], title=TRUTH)
    for entrant in entrants:
        if entrant.divides:
            terminal.say(f"{entrant.engine}: {DIVIDES}")
        for each in entrant.readings:
            if each.failed:
                terminal.say(f"{entrant.engine}, {each.name} page {each.page}, {state(each)}: {each.failed}")


def print_worst(readings: Sequence["Reading"]) -> None:
    """Print the pages whose order made more errors than their characters account for."""
    beyond = sorted((each for each in readings if each.excess > 0), key=lambda each: (-each.excess, each.name))
    if beyond:
        rows = [worst_row(each) for each in beyond[:WORST]]
        headings = ("pdf", "page", "picture", *HEADINGS[2:6], "CLEval")
        terminal.print_table(headings, rows, title="beyond the bound, farthest first")


def print_absent() -> None:
    """Print a line for each engine that could not be asked."""
    absent = [one for one in engines.overview() if one.kind is EngineKind.OCR and not one.is_ready]
    for one in absent:
        terminal.say(f"{one.name} is not ready: {one.missing}")
    if absent:
        terminal.say("`etoki engines` tells more")


def write_standings(entrants: Sequence["Entrant"], out: Path) -> list[Path]:
    """Write the standings as a table and as a plot into a folder, and return the files."""
    from tasks.metrics.contest import standings  # noqa: PLC0415 (Prefect comes with it)
    from tasks.report.standings import write_csv, write_plot  # noqa: PLC0415

    found = standings(entrants)
    return [write_csv(found, out / "ocr.csv"), write_plot(found, out / "ocr.svg")]


def cells(standing: "Standing") -> tuple[object, ...]:
    """Return the cells under ``HEADINGS``."""
    rates = (standing.bare_cer, standing.cer, standing.unordered, standing.bound)
    within = f"{standing.within}/{standing.pages}"
    return (standing.group, standing.pages, *map(rate, rates), within, rate(standing.cleval), *costs(standing))


def cells_beside(standing: "Standing") -> tuple[object, ...]:
    """Return the cells under ``BESIDE``."""
    rates = (standing.bare_cer, standing.cer, standing.cleval)
    return (standing.group, standing.engine, standing.pages, *map(rate, rates), *costs(standing))


def costs(standing: "Standing") -> tuple[str, ...]:
    """Return the cells under ``TIMES``."""
    times = (standing.seconds, standing.cpu_seconds, standing.bare_cpu_seconds)
    return (*(f"{seconds:.2f}" for seconds in times), f"{standing.peak_mb:.0f}")


def rate(value: float | None) -> str:
    """Return a rate as it is printed."""
    return "–" if value is None else f"{value:.4f}"


def worst_row(reading: "Reading") -> tuple[object, ...]:
    """Return a page that misses its bound."""
    from tasks.metrics.ocr import bound  # noqa: PLC0415

    rates = (reading.bare, reading.ordered, reading.unordered, bound(reading.unordered), reading.lines.score)
    return (reading.name, reading.page, state(reading), *map(rate, rates))


def state(reading: "Reading") -> str:
    """Return which picture of a page it is."""
    return f"{reading.direction}, {'worn' if reading.worn else 'clean'}"

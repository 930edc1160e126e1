"""How OCR engines did on the same pages, as a table for programs and a plot for people."""

import csv
from collections.abc import Sequence
from itertools import groupby
from math import ceil, floor, log10
from pathlib import Path
from typing import NamedTuple

from tasks.metrics.contest import Standing
from tasks.report.templating import write

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
"""Told apart by colour-blind people too (Okabe and Ito's); bars bear their engine's name besides."""
WIDTH, MARGIN, LEFT, ERRORS, BETWEEN, SECONDS = 960, 24, 160, 330, 170, 200
"""Across, in pixels: the whole, its margin, names, error rates, room for their labels, seconds."""
TOP, TITLE, BAR, GAP, LEGEND = 112, 26, 20, 18, 22
"""Down, in pixels: what stands above the first kind of pages, its title, a bar, the gap below, a legend's row."""
MOST_TICKS = 5


class Tick(NamedTuple):
    """A line across a panel: where, and what it says."""

    x: float
    text: str


class Panel(NamedTuple):
    """A scale from 0 to its last tick, and how many pixels one is."""

    x: float
    width: float
    ticks: tuple[Tick, ...]
    scale: float


class Bar(NamedTuple):
    """One engine on one kind of pages."""

    y: float
    standing: Standing
    colour: str


class Kind(NamedTuple):
    """One kind of pages with a bar for each engine."""

    title: str
    y: float
    bars: tuple[Bar, ...]


def write_csv(standings: Sequence[Standing], target: Path) -> Path:
    """Write a row for each engine and kind of pages."""
    rows = [standing.model_dump(mode="json") for standing in standings]
    with target.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(Standing.model_fields))
        table.writeheader()
        table.writerows({name: _short(value) for name, value in row.items()} for row in rows)
    return target


def write_plot(standings: Sequence[Standing], target: Path) -> Path:
    """Draw error rates beside seconds a page."""
    kinds = laid_out(standings)
    bottom = max(bar.y + BAR for kind in kinds for bar in kind.bars)
    engines = {each.engine: bar for kind in kinds for bar in kind.bars for each in [bar.standing]}
    write(
        target,
        "standings.svg",
        kinds=kinds,
        errors=panel(LEFT, ERRORS, [each.cer for each in standings]),
        seconds=panel(LEFT + ERRORS + BETWEEN, SECONDS, [each.seconds for each in standings]),
        engines=engines,
        size={"width": WIDTH, "height": bottom + 64 + LEGEND * len(engines), "bottom": bottom + 8, "margin": MARGIN},
        bar={"height": BAR, "legend": LEGEND, "top": TOP},
    )
    return target


def laid_out(standings: Sequence[Standing]) -> list[Kind]:
    """Return the bars, kind of pages under kind of pages; an engine has one colour throughout."""
    names = list(dict.fromkeys(each.engine for each in standings))
    kinds, y = [], float(TOP)
    for _, group in groupby(standings, key=lambda each: each.group):
        members = list(group)
        bars = tuple(
            Bar(y + TITLE + BAR * at, each, COLOURS[names.index(each.engine) % len(COLOURS)])
            for at, each in enumerate(members)
        )
        kinds.append(Kind(f"{members[0].group} ({_pages(members[0].pages)})", y, bars))
        y += TITLE + BAR * len(members) + GAP
    return kinds


def panel(x: float, width: float, values: Sequence[float]) -> Panel:
    """Return a scale that holds all values, with round ticks."""
    most = max(values) or 1.0
    step = _round_step(most / MOST_TICKS)
    count, digits = ceil(most / step - 1e-9), max(0, -floor(log10(step)))
    scale = width / (count * step)
    ticks = tuple(Tick(round(x + at * step * scale, 1), f"{at * step:.{digits}f}") for at in range(count + 1))
    return Panel(x, width, ticks, scale)


def _round_step(least: float) -> float:
    """Return the least of 1, 2, 5, 10, … (times any power of ten) that is not below ``least``."""
    power: float = 10.0 ** floor(log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))


def _pages(count: int) -> str:
    return f"{count} page{'' if count == 1 else 's'}"


def _short(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value

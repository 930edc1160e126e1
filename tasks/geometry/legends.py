"""The keys of charts: small samples of colour, each before its name, set beside, over or under the chart."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tasks.geometry.clusters import connected
from tasks.geometry.groups import Group, union
from tasks.geometry.texts import Text
from tasks.records.record import Box

SAMPLE_HEIGHT, SAMPLE_WIDTH = 1.5, 4.0
"""A sample is at most so many ems of its name high, and wide: some show a piece of line."""
BEFORE = 1.5
"""A name starts so many ems after its sample."""
NAME_LENGTH = 20
"""Names have at most so many characters; several may be on one line."""
IN_LINE = 2.0
"""Samples of one legend stand under or beside each other, give or take so many points."""
ROW_GAP, NAME_GAP = 2.5, 16.0
"""Two entries are so many ems apart, from row to row and along one row."""
CHART_SIDE = 40.0
"""A chart is at least so wide and high, in points."""
SENTENCE, SMALLER = 20, 0.95
"""Running text has lines of so many characters; what is written in a chart is smaller than this share of its size."""
BESIDE, BELOW = 2.5, 5.0
"""A legend is so many ems from its chart: beside it, or beyond its ticks and the title of its axis."""
OFF_CENTRE = 0.06
"""The entry of a single series is off the middle of its chart by at most this share of the width."""
MOST_GROUPS = 300
"""A page of more drawings is a map or a pattern."""


class _Entry(NamedTuple):
    """A sample of colour by its place among the groups, and the name after it."""

    at: int
    sample: Box
    name: Text


def with_legends(groups: Sequence[Group], texts: Sequence[Text]) -> list[Group]:
    """Join the samples of a legend to the chart that it stands by.

    One sample alone may be a bullet, unless it stands in the middle over or under the chart; between two charts, each
    has the samples that are nearer to it.
    """
    if len(groups) > MOST_GROUPS:
        return list(groups)
    charts = [at for at, group in enumerate(groups) if _is_chart(group)]
    links = np.eye(len(groups), dtype=bool)
    for at, legend in _legends(_entries(groups, texts), groups, charts, _running_size(texts)).items():
        for entry in legend:
            links[at, entry.at] = links[entry.at, at] = True
    return [union([groups[at] for at in found]) for found in connected(links)]


def _running_size(texts: Sequence[Text]) -> float:
    """Return the type size of most of the running text, infinite where there is none."""
    sizes: Counter[float] = Counter()
    for text in texts:
        if text.length >= SENTENCE:
            sizes[text.size] += text.length
    return max(sizes, key=lambda size: (sizes[size], size), default=float("inf"))


def _entries(groups: Sequence[Group], texts: Sequence[Text]) -> list[_Entry]:
    flat = [text for text in texts if not text.vertical and not text.is_caption]
    largest = max((text.size for text in flat), default=0.0)
    small = [(at, group.box) for at, group in enumerate(groups) if _may_be_sample(group, largest)]
    found = (_named(at, box, flat) for at, box in small)
    return [entry for entry in found if entry is not None]


def _may_be_sample(group: Group, size: float) -> bool:
    box = group.box
    return not group.has_image and box.height <= SAMPLE_HEIGHT * size and box.width <= SAMPLE_WIDTH * size


def _named(at: int, sample: Box, texts: Sequence[Text]) -> _Entry | None:
    """Return the sample with the text after it on its line, which may go on to the next samples."""
    for text in texts:
        if text.length <= 3 * NAME_LENGTH and _is_before(sample, text):
            return _Entry(at, sample, text)
    return None


def _is_before(sample: Box, text: Text) -> bool:
    box, size = text.box, text.size
    if sample.height > SAMPLE_HEIGHT * size or sample.width > SAMPLE_WIDTH * size:
        return False
    level = abs(sample.centre[1] - box.centre[1]) <= size / 2
    return level and sample.x0 >= box.x0 - sample.width - BEFORE * size and sample.x1 < box.x1


def _legends(
    entries: Sequence[_Entry], groups: Sequence[Group], charts: Sequence[int], running: float
) -> dict[int, list[_Entry]]:
    """Return the legend of each chart that has one, by the chart's place."""
    found: dict[int, list[_Entry]] = {}
    for entry in entries:
        gaps = [(gap, at) for at in charts if (gap := _reach(entry, groups[at].box, running)) is not None]
        if gaps:
            found.setdefault(min(gaps)[1], []).append(entry)
    return {
        at: legend for at, legend in found.items() if _is_legend(legend) or _is_centred(legend, groups[at].box, running)
    }


def _is_legend(legend: Sequence[_Entry]) -> bool:
    """Say whether samples stand under or beside each other before short names."""
    in_line = all(any(_go_together(one, other) for other in legend if other is not one) for one in legend)
    return len(legend) > 1 and in_line and all(_is_short(entry.name, legend) for entry in legend)


def _is_centred(legend: Sequence[_Entry], chart: Box, running: float) -> bool:
    """Say whether a lone sample and its name stand in the middle over or under a chart, as those of one series do."""
    if len(legend) > 1:
        return False
    sample, name = legend[0].sample, legend[0].name
    small = name.length <= NAME_LENGTH and name.size < SMALLER * running
    off = abs(sample.union(name.box).centre[0] - chart.centre[0])
    return small and sample.gap_y(chart) > 0 and off <= OFF_CENTRE * chart.width


def _go_together(one: _Entry, other: _Entry) -> bool:
    a, b, size = one.sample, other.sample, max(one.name.size, other.name.size)
    under = abs(a.x0 - b.x0) <= IN_LINE and a.gap_y(b) <= ROW_GAP * size
    along = abs(a.centre[1] - b.centre[1]) <= IN_LINE and a.gap_x(b) <= NAME_GAP * size
    return under or along


def _is_short(name: Text, legend: Sequence[_Entry]) -> bool:
    return name.length <= NAME_LENGTH * (1 + sum(entry.name is name for entry in legend))


def _is_chart(group: Group) -> bool:
    drawn = not group.has_image and ("shapes" in group.forms or group.linked)
    return drawn and min(group.box.width, group.box.height) >= CHART_SIDE


def _reach(entry: _Entry, chart: Box, running: float) -> float | None:
    """Return how far a sample stands from a chart, None where it is too far.

    Beside a chart, names as large as the running text, and not right by it, are those of a list.
    """
    size = entry.name.size
    across, down = entry.sample.gap_x(chart), entry.sample.gap_y(chart)
    beside = down <= size and across <= (BESIDE if size < SMALLER * running else BESIDE / 2) * size
    below = 0 < down <= BELOW * size and across <= BESIDE * size
    return across + down if beside or below else None

"""Charts of level bars: drawn row by row, each row after its name, with its figures in it or behind it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tasks.geometry.clusters import connected
from tasks.geometry.groups import Group, union
from tasks.geometry.links import MOST_GROUPS
from tasks.geometry.texts import Text
from tasks.records.record import Box

LOWEST, HIGHEST = 4.0, 40.0
"""A bar is so high, in points."""
SLACK = 1.5
"""The bars of a chart are as high as each other, and begin at one place, give or take so many points."""
PITCH = 3.0
"""From bar to bar there are at most so many times its height."""
NAME_EM, LONGEST_NAME = 3.0, 20
"""A name ends so many ems before its bar, and has at most so many characters."""
BEHIND_EM = 1.5
"""A figure behind a bar starts this near to it, in ems."""
FEWEST, TOLD = 2, 0.6
"""A chart has so many bars; this share of them has figures."""
_FIGURES = re.compile(r"[-−△▲▼+]?\d[\d.,]*[%％件人社円点個回位票台名歳年日]?")
_SPACES = re.compile(r"[\s()（）]+")


class _Bar(NamedTuple):
    """A row of a chart by its place among the groups, and its name, whose end is unknown if figures follow it.

    ``told`` where figures stand in the bar or behind it.
    """

    at: int
    box: Box
    name: Box
    closed: bool
    told: bool


def barred(groups: Sequence[Group], texts: Sequence[Text]) -> list[Group]:
    """Join bars of one height that begin under each other, each after a name; most of them say how much they are."""
    if len(groups) > MOST_GROUPS:
        return list(groups)
    bars = [bar for at, group in enumerate(groups) if (bar := _bar(at, group, texts)) is not None]
    links = np.eye(len(groups), dtype=bool)
    for chart in _charts(bars):
        for bar in chart:
            links[chart[0].at, bar.at] = links[bar.at, chart[0].at] = True
    return [union((groups[at] for at in found), linked=len(found) > 1) for found in connected(links)]


def _charts(bars: Sequence[_Bar]) -> list[list[_Bar]]:
    links = np.eye(len(bars), dtype=bool)
    for at, one in enumerate(bars):
        for before, other in enumerate(bars[:at]):
            links[at, before] = links[before, at] = _follow(one, other)
    found = [[bars[at] for at in places] for places in connected(links)]
    return [chart for chart in found if len(chart) >= FEWEST and sum(bar.told for bar in chart) >= TOLD * len(chart)]


def _follow(one: _Bar, other: _Bar) -> bool:
    """Say whether two bars of one height begin, and their names begin or end, under each other."""
    a, b = one.box, other.box
    even = abs(a.height - b.height) <= SLACK and min(abs(a.x0 - b.x0), abs(a.x1 - b.x1)) <= SLACK
    flush = [abs(one.name.x0 - other.name.x0), abs(one.name.x1 - other.name.x1)]
    named = min(flush) <= 2 * SLACK or not (one.closed and other.closed)
    return even and named and 0 < a.gap_y(b) <= PITCH * a.height


def _bar(at: int, group: Group, texts: Sequence[Text]) -> _Bar | None:
    box = group.box
    if group.has_image or not LOWEST <= box.height <= HIGHEST or box.width < box.height:
        return None
    level = [text for text in texts if not text.vertical and abs(text.box.centre[1] - box.centre[1]) <= text.size / 2]
    name = next((text for text in reversed(level) if _is_name(text, box)), None)
    inside = [text for text in level if text is not name and text.box.intersect(box).area > 0]
    if name is None or not all(_is_figures(text.text) for text in inside):
        return None
    closed = name.box.x1 <= box.x0 + SLACK
    behind = any(0 <= text.box.x0 - box.x1 <= BEHIND_EM * text.size and _is_figures(text.text) for text in level)
    return _Bar(at, box, name.box, closed, bool(inside) or behind or not closed)


def _is_name(text: Text, bar: Box) -> bool:
    """Say whether a text names a bar: it ends before it, or goes on into it with figures."""
    if text.length > LONGEST_NAME or text.is_caption or text.box.x0 >= bar.x0:
        return False
    if text.box.x1 <= bar.x0 + SLACK:
        return bar.x0 - text.box.x1 <= NAME_EM * text.size
    return text.box.x1 < bar.x1 and _is_figures(text.text.split()[-1])


def _is_figures(words: str) -> bool:
    """Say whether a text is numbers alone, as in the parts of a bar."""
    return all(_FIGURES.fullmatch(word) for word in _SPACES.split(words) if word)

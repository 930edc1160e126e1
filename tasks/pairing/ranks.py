"""The place of figures and of numbered captions in the order of a page: as many of both go with each other in order."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from tasks.pairing.flow import Flow
from tasks.pairing.scene import Scene, Text, shows_table
from tasks.pairing.wording import TABLE_WORDS, Features
from tasks.records.figure import Figure

_LONGEST = 120
"""A text with more characters that begins with a label may be a paragraph."""
_FEWEST = 2
_LEVEL = 0.5


class _Ordered(NamedTuple):
    """The figures and the numbered captions of a page, tables or the others, both in order."""

    figures: list[Figure]
    captions: list[Text]

    @property
    def figure_ids(self) -> list[str]:
        return [figure.figure_id for figure in self.figures]

    @property
    def caption_ids(self) -> list[str]:
        return [text.region.region_id for text in self.captions]


class Ranks:
    """Which figure of a page is the first, the second and so on, and which caption; tables are counted apart."""

    def __init__(self, scene: Scene, flow: Flow) -> None:
        self._scene = scene
        self._flow = flow

    def features(self, figure: Figure, text: Text, *, alone: bool = True) -> Features:
        """Return ``rank_agrees`` or ``rank_differs`` where a page has as many numbered captions as figures.

        There no figures share a caption: what would not be the figure's ``alone`` differs. Nor does one of another page
        take the caption of a figure.
        """
        if text.label is None:
            return {}
        one, other = self._figures.get(figure.figure_id), self._captions.get(text.region.region_id)
        if figure.page != text.region.page:
            return {"rank_differs": one is not None or other is not None}
        if one is None or other is None:
            return {}
        agrees = alone and one == other
        return {"rank_agrees": agrees, "rank_differs": not agrees}

    def is_listed(self, figure: Figure, text: Text) -> bool:
        """Say whether captions stand as a list over or under rows of figures: how far away they are means nothing."""
        return figure.page == text.region.page and {figure.figure_id, text.region.region_id} <= self._in_lists

    @cached_property
    def _in_lists(self) -> frozenset[str]:
        return frozenset(
            key
            for even in self._even
            if _is_apart(even) and len(_rows(even.figures)) > 1
            for key in (*even.figure_ids, *even.caption_ids)
        )

    @cached_property
    def _figures(self) -> Mapping[str, int]:
        return {key: at for even in self._even for at, key in enumerate(even.figure_ids)}

    @cached_property
    def _captions(self) -> Mapping[str, int]:
        return {key: at for even in self._even for at, key in enumerate(even.caption_ids)}

    @cached_property
    def _even(self) -> list[_Ordered]:
        """The figures and the captions of each page that has as many of both, two or more."""
        every = (self._ordered(page, tables) for page in self._flow.pages for tables in (False, True))
        return [found for found in every if len(found.figures) == len(found.captions) >= _FEWEST]

    def _ordered(self, page: int, tables: bool) -> _Ordered:  # noqa: FBT001
        read = [each.figure for each in self._flow.pages[page] if each.figure is not None]
        texts = [text for text in self._scene.texts_by_page.get(page, []) if _may_count(text)]
        found = _Ordered(
            [figure for figure in read if shows_table(figure) is tables],
            sorted(
                (text for text in texts if text.cue is not None and (text.cue.word in TABLE_WORDS) is tables),
                key=_number,
            ),
        )
        return found._replace(figures=_in_rows(found.figures)) if _is_apart(found) else found


def _is_apart(found: _Ordered) -> bool:
    """Say whether captions stand as a list over or under all the figures, which then count in rows."""
    if not found.captions:
        return False
    top, foot = min(text.box.y0 for text in found.captions), max(text.box.y1 for text in found.captions)
    return all(one.box.y1 <= top for one in found.figures) or all(one.box.y0 >= foot for one in found.figures)


def _in_rows(figures: Sequence[Figure]) -> list[Figure]:
    """Return figures row by row, each from the left."""
    return [figure for row in _rows(figures) for figure in sorted(row, key=lambda one: one.box.x0)]


def _rows(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Return figures in rows; one that stands beside half of the height of the first is of its row."""
    rows: list[list[Figure]] = []
    for figure in sorted(figures, key=lambda one: (one.box.y0, one.box.x0)):
        if rows and figure.box.overlap_y(rows[-1][0].box) >= _LEVEL:
            rows[-1].append(figure)
        else:
            rows.append([figure])
    return rows


def _number(text: Text) -> list[int]:
    """Return the parts of a label's number; a page's captions may stand in a block that is read by its columns."""
    return [int(part) for part in re.findall(r"[0-9]+", text.label[1])] if text.label else []


def _may_count(text: Text) -> bool:
    return text.label is not None and not text.credit and len(text.words) <= _LONGEST

"""The place of figures and of numbered captions in the order of a page: as many of both go with each other in order."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from tasks.pairing.flow import Flow
from tasks.pairing.scene import Scene, Text, shows_table
from tasks.pairing.wording import TABLE_WORDS, Features
from tasks.records.figure import Figure
from tasks.records.record import Box

_LONGEST = 120
"""A text with more characters that begins with a label may be a paragraph."""
_FEWEST = 2
_LEVEL = 0.5


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
        figures = {figure.figure_id: figure for figure in self._scene.figures}
        boxes = {text.region.region_id: text.box for text in self._scene.texts}
        return frozenset(
            key
            for own, captions in self._even
            if _is_apart([boxes[key] for key in captions], [figures[key].box for key in own])
            and len(_rows([figures[key] for key in own])) > 1
            for key in (*own, *captions)
        )

    @cached_property
    def _figures(self) -> Mapping[str, int]:
        return {key: at for figures, _ in self._even for at, key in enumerate(figures)}

    @cached_property
    def _captions(self) -> Mapping[str, int]:
        return {key: at for _, captions in self._even for at, key in enumerate(captions)}

    @cached_property
    def _even(self) -> list[tuple[list[str], list[str]]]:
        """The figures and the captions of each page that has as many of both, two or more, in order."""
        every = [(self._figures_of(page, tables), self._captions_of(page, tables)) for page, tables in self._parts]
        return [(figures, captions) for figures, captions in every if len(figures) == len(captions) >= _FEWEST]

    @property
    def _parts(self) -> list[tuple[int, bool]]:
        return [(page, tables) for page in self._flow.pages for tables in (False, True)]

    def _figures_of(self, page: int, tables: bool) -> list[str]:  # noqa: FBT001
        read = [each.figure for each in self._flow.pages[page] if each.figure is not None]
        figures = [figure for figure in read if shows_table(figure) is tables]
        captions = [text.box for text in self._labelled(page, tables)]
        if captions and _is_apart(captions, [figure.box for figure in figures]):
            figures = _in_rows(figures)
        return [figure.figure_id for figure in figures]

    def _captions_of(self, page: int, tables: bool) -> list[str]:  # noqa: FBT001
        return [text.region.region_id for text in sorted(self._labelled(page, tables), key=_number)]

    def _labelled(self, page: int, tables: bool) -> list[Text]:  # noqa: FBT001
        texts = [text for text in self._scene.texts_by_page.get(page, []) if _may_count(text)]
        return [text for text in texts if text.cue is not None and (text.cue.word in TABLE_WORDS) is tables]


def _is_apart(captions: Sequence[Box], figures: Sequence[Box]) -> bool:
    """Say whether captions stand as a list over or under all the figures, which then count in rows."""
    top, foot = min(box.y0 for box in captions), max(box.y1 for box in captions)
    return all(box.y1 <= top for box in figures) or all(box.y0 >= foot for box in figures)


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

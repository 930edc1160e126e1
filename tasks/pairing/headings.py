"""How often texts that are set alike stand at no figure: what else heads paragraphs is no figure's title."""

import re
from collections import Counter
from functools import cached_property
from typing import NamedTuple

from tasks.pairing.placement import place
from tasks.pairing.scene import Scene, Text

_NEAR_EM = 3.0
_LONGEST = 40
_DOUBT = 1.0
_OPENING = re.compile(r"[^\w\s]")


class Setting(NamedTuple):
    """What texts have in common that do one thing in a document; ``type_size`` in twentieths of the body's."""

    type_size: int
    bold: bool
    vertical: bool
    opening: str


class Headings:
    """Which unnumbered texts of a document stand at a figure, and which do not, by how they are set."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def elsewhere(self, text: Text) -> float:
        """Return how many of the other texts that are set like this one stand at no figure, 0 to 1; little if few."""
        if not _is_title_like(text):
            return 0.0
        setting, at_figure = self._setting(text), text.region.region_id in self._at_figures
        every = self._all[setting] - 1
        far = self._far[setting] - (not at_figure)
        return far / (every + _DOUBT) if every > 0 else 0.0

    @cached_property
    def _all(self) -> Counter[Setting]:
        return Counter(self._setting(text) for text in self._texts)

    @cached_property
    def _far(self) -> Counter[Setting]:
        return Counter(self._setting(text) for text in self._texts if text.region.region_id not in self._at_figures)

    @cached_property
    def _texts(self) -> list[Text]:
        every = (text for found in self._scene.alone_by_page.values() for text, _ in found)
        return [text for text in every if _is_title_like(text)]

    @cached_property
    def _at_figures(self) -> frozenset[str]:
        return frozenset(text.region.region_id for text in self._texts if self._is_at_figure(text))

    def _is_at_figure(self, text: Text) -> bool:
        figures = self._scene.figures_by_page.get(text.region.page, [])
        return any(place(figure.box, text.box).is_beside(_NEAR_EM * text.em) for figure in figures)

    def _setting(self, text: Text) -> Setting:
        size = self._scene.type_size(text)
        opening = _OPENING.match(text.words)
        return Setting(round(20 * size), bool(text.region.bold), text.vertical, opening.group() if opening else "")


def _is_title_like(text: Text) -> bool:
    return text.label is None and 0 < len(text.words) <= _LONGEST

"""How a house sets its captions, seen from page to page: the same side, gap, alignment and type again and again."""

from collections import defaultdict
from typing import NamedTuple

from tasks.japanese.cues import Side
from tasks.pairing.placement import Placement, line_up, place
from tasks.pairing.scene import Scene, Text
from tasks.records.figure import Figure

_FARTHEST_EM = 4.0
_LONGEST = 80
_CENTRED = 0.5
_DOUBT = 1.0


class Style(NamedTuple):
    """What two captions of a house have in common; ``gap`` in half ems, ``type_size`` in twentieths of the body's."""

    side: Side
    gap: int
    type_size: int
    set_to: str
    vertical: bool
    bold: bool


class Styles:
    """Which figures of a document have an unnumbered text in which style."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._figures: defaultdict[Style, set[str]] = defaultdict(set)
        for figure in scene.figures:
            for text, box in scene.alone_by_page.get(figure.page, []):
                style = self._style(figure, text, place(figure.box, box))
                if style is not None:
                    self._figures[style].add(figure.figure_id)

    def support(self, figure: Figure, text: Text, where: Placement) -> float:
        """Return how many of the other figures have a text in this style, 0 to 1; little where the others are few."""
        style = self._style(figure, text, where)
        if style is None:
            return 0.0
        found = max(len(self._figures[near] - {figure.figure_id}) for near in _neighbours(style))
        others = len(self._scene.figures) - 1
        return found / (others + _DOUBT) if others > 0 else 0.0

    def _style(self, figure: Figure, text: Text, where: Placement) -> Style | None:
        if text.label is not None or len(text.words) > _LONGEST or not where.is_beside(_FARTHEST_EM * text.em):
            return None
        fit = line_up(figure.box, text.box, where.side, text.em)
        set_to = "centre" if fit.centred >= _CENTRED else "edge" if fit.aligned else "loose"
        gap, size = round(2 * where.gap / text.em), round(20 * self._scene.type_size(text))
        return Style(where.side, gap, size, set_to, text.vertical, bool(text.region.bold))


def _neighbours(style: Style) -> list[Style]:
    """Return the style and those half an em nearer or farther: ink ends where it likes."""
    return [style._replace(gap=gap) for gap in (style.gap, style.gap - 1, style.gap + 1)]

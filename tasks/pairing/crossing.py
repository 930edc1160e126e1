"""Captions that a page break parted from their figure."""

from tasks.japanese.cues import Side
from tasks.pairing.features import Features, spoken
from tasks.pairing.habits import Habits
from tasks.pairing.scene import Scene, Text
from tasks.records.figure import Figure


def across(figure: Figure, scene: Scene) -> list[tuple[Text, Side]]:
    """Return the numbered texts at the edge of the next or the former page that only the break keeps away.

    Only where the figure ends (or begins) its page's matter and the label does the same on the other page, so that
    nothing is printed between them.
    """
    found = [
        (_edge(figure, scene, figure.page + 1, Side.BELOW), Side.BELOW),
        (_edge(figure, scene, figure.page - 1, Side.ABOVE), Side.ABOVE),
    ]
    return [(text, side) for text, side in found if text is not None]


def _edge(figure: Figure, scene: Scene, page: int, side: Side) -> Text | None:
    if not _is_outermost(figure, scene, side):
        return None
    texts = [text for text in scene.texts_by_page.get(page, []) if scene.host(text) is None]
    matter = [*(text.box for text in texts), *(f.box for f in scene.figures_by_page.get(page, []))]
    matter += scene.tables_by_page.get(page, [])
    first = min if side is Side.BELOW else max
    text = first(texts, key=lambda text: (text.box.y0, text.region.region_id), default=None)
    if text is None or text.label is None or text.box.overlap_x(figure.box) == 0:
        return None
    ahead = [box for box in matter if (box.y1 <= text.box.y0 if side is Side.BELOW else box.y0 >= text.box.y1)]
    return None if ahead else text


def _is_outermost(figure: Figure, scene: Scene, side: Side) -> bool:
    texts = [text.box for text in scene.texts_by_page.get(figure.page, []) if scene.host(text) is None]
    others = [other.box for other in scene.figures_by_page[figure.page] if other.figure_id != figure.figure_id]
    centre = figure.box.centre[1]
    return not any((box.centre[1] - centre) * (1 if side is Side.BELOW else -1) > 0 for box in [*texts, *others])


def describe_across(figure: Figure, text: Text, side: Side, scene: Scene, habits: Habits) -> Features:
    """Return the features of a text on another page: distances say nothing there and are left out."""
    found = {
        **spoken(figure, text, scene),
        side.value: 1.0,
        "page_break": 1.0,
        "habit": habits.agreement(text.cue.word if text.cue else None, side),
    }
    return {name: round(float(value), 4) for name, value in sorted(found.items()) if value}

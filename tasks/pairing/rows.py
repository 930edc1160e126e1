"""Pictures in a row, each with its own line of text at the same place: what one line is, all are."""

from tasks.pairing.placement import HORIZONTAL_SIDES, Placement, line_up, place
from tasks.pairing.scene import Scene, Text
from tasks.records.figure import Figure

_LEVEL = 0.7
_SAME_GAP_EM = 0.8
_SAME_TYPE = 0.06
_FARTHEST_EM = 2.5
_CENTRED = 0.4


def has_twin(figure: Figure, text: Text, where: Placement, scene: Scene) -> bool:
    """Tell whether another figure of the row has another text just as this one has: same side, gap and type."""
    if not _belongs(figure, text, where):
        return False
    return any(
        _level(figure, other, where) and _has_like(other, text, where, scene)
        for other in scene.figures_by_page[figure.page]
        if other.figure_id != figure.figure_id
    )


def _belongs(figure: Figure, text: Text, where: Placement) -> bool:
    fit = line_up(figure.box, text.box, where.side, text.em)
    return where.is_beside(_FARTHEST_EM * text.em) and fit.centred >= _CENTRED


def _level(one: Figure, other: Figure, where: Placement) -> bool:
    along_y = where.side in HORIZONTAL_SIDES
    return (one.box.overlap_x(other.box) if along_y else one.box.overlap_y(other.box)) >= _LEVEL


def _has_like(figure: Figure, text: Text, where: Placement, scene: Scene) -> bool:
    return any(
        (there := place(figure.box, box)).side is where.side
        and abs(there.gap - where.gap) <= _SAME_GAP_EM * text.em
        and _is_like(text, other)
        and _belongs(figure, other, there)
        for other, box in scene.alone_by_page.get(figure.page, [])
    )


def _is_like(one: Text, other: Text) -> bool:
    return other.cue is None and other.words != one.words and abs(one.em - other.em) <= _SAME_TYPE * one.em

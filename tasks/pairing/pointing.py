"""Who points at a figure without naming its number: 「下図に示す」, 「右の写真」."""

from collections.abc import Iterable, Sequence

from tasks.japanese.cues import Cue, Side
from tasks.pairing.citations import Citation, mention
from tasks.pairing.placement import HORIZONTAL_SIDES, place
from tasks.pairing.scene import Scene, Text, shows_table
from tasks.records.figure import Candidate, Figure

POINTED = 0.7
"""How often the nearest figure on the side that a sentence points to is the one that is meant."""

_REACH_EM = 20.0
_SEEN_FROM = {Side.BELOW: Side.ABOVE, Side.ABOVE: Side.BELOW, Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
_TABLES = frozenset({"表"})


def by_pointing(scene: Scene, cited: Iterable[Citation]) -> list[Candidate]:
    """Return a kept candidate for each sentence that points to a figure of its own page, the nearest on that side."""
    return [
        mention(figure, citation, POINTED, "points-at", {"distance_em": distance})
        for citation in cited
        for side in _sides(citation.cues)
        if (found := _nearest(citation, side, scene)) is not None
        for figure, distance in [found]
    ]


def _sides(cues: Sequence[Cue]) -> list[Side]:
    return list(dict.fromkeys(cue.points for cue in cues if cue.points))


def _nearest(citation: Citation, side: Side, scene: Scene) -> tuple[Figure, float] | None:
    text = citation.text
    words = {cue.word for cue in citation.cues if cue.points is side}
    within = [
        (distance, figure.figure_id, figure)
        for figure in scene.figures_by_page.get(text.region.page, [])
        if (distance := _distance(text, figure, side)) is not None and _may_be_meant(figure, words)
    ]
    distance, _, figure = min(within, default=(None, None, None))
    return (figure, distance) if figure is not None and distance is not None else None


def _distance(text: Text, figure: Figure, side: Side) -> float | None:
    """Return the way in ems to a figure that lies straight on that side of the text, or None."""
    where = place(figure.box, text.box)
    beside = side in HORIZONTAL_SIDES
    faces = figure.box.overlap_y(text.box) if beside else figure.box.overlap_x(text.box)
    away = where.gap / text.em
    return round(away, 4) if where.side is _SEEN_FROM[side] and faces > 0 and away <= _REACH_EM else None


def _may_be_meant(figure: Figure, words: set[str]) -> bool:
    return figure.kind is None or shows_table(figure) == (words <= _TABLES) or "図表" in words

"""What speaks for and against a text as a figure's caption, each as a number with a name."""

from collections.abc import Iterable
from typing import NamedTuple

from tasks.japanese.cues import CueStrength, Side, panel_label
from tasks.pairing.flow import Broken, Flow
from tasks.pairing.headings import Headings
from tasks.pairing.lists import Lists
from tasks.pairing.panels import Panels
from tasks.pairing.placement import HORIZONTAL_SIDES, Placement, corridor, line_up, place
from tasks.pairing.ranks import Ranks
from tasks.pairing.rows import has_twin
from tasks.pairing.scene import Scene, Text
from tasks.pairing.series import Series
from tasks.pairing.styles import Styles
from tasks.pairing.wording import Features, spoken
from tasks.records.figure import Figure
from tasks.records.record import Box

_NEAR_EM, _FAR_EM = 4.0, 20.0
"""White space counts fully up to the first, less from there on, and no more past the second."""
_DETACHED_EM = 3.0
_HEADS = "■●◆□○◎◇▶►"
"""Marks that a title bears as well as an item: alone they make no item of a list."""
_TITLE_OR_CREDIT = "参考"
_SEEN = 0.2
_PART = 0.5
_ARROWS = {
    Side.BELOW: "▲△↑⇧⬆",
    Side.ABOVE: "▼▽↓⇩⬇",
    Side.RIGHT: "◀◁←",
    Side.LEFT: "▶▷",
}
"""The marks with which a text on that side points at its figure."""
_OPPOSITE = {Side.BELOW: Side.ABOVE, Side.ABOVE: Side.BELOW, Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
_DISTANCES = (
    "near_em", "far_em", "slip_em", "texts_between", "captions_between", "figures_between", "figure_nearer", "detached"
)  # fmt: skip
PLAIN_TOO = ("near_em", "far_em", "slip_em", "centred", "aligned", "above", "left", "right", "detached")
"""Features that weigh differently where the text bears no label: they come again under ``plain_…``."""


class Surroundings(NamedTuple):
    """What a match is seen against: document, order of reading, texts set alike, who is which, like pictures, lists."""

    scene: Scene
    flow: Flow
    styles: Styles
    ranks: Ranks
    series: Series
    headings: Headings
    lists: Lists


class Subject(NamedTuple):
    """What a text may be the caption of: a figure by itself, or as one of panels."""

    figure: Figure
    panels: Panels | None = None

    @property
    def box(self) -> Box:
        """Return where the figure lies, or the panels together."""
        return self.panels.box if self.panels else self.figure.box

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of the figures that would share the text."""
        return self.panels.ids if self.panels else frozenset({self.figure.figure_id})


def describe(subject: Subject, text: Text, around: Surroundings) -> Features:
    """Return the features of a text on the figure's own page, rounded to 4 places, in a fixed order."""
    scene, figure = around.scene, subject.figure
    where = place(subject.box, text.box)
    found = {
        **spoken(figure, text, scene),
        **_said_here(subject, text, where, around),
        **_lying(subject, text, where, scene),
        **_rivals(subject, text, where, scene),
        **_read(figure, text, around.flow),
        **around.ranks.features(figure, text, alone=subject.panels is None),
        **_shared(subject),
        "slide": text.cue is None and scene.is_slides,
        "parallel": text.cue is None and has_twin(figure, text, where, scene),
        "style": around.styles.support(figure, text, where),
        "elsewhere": around.headings.elsewhere(text),
        "series": around.series.share(figure, text) if subject.panels is None else 0.0,
    }
    if around.ranks.is_listed(figure, text):
        found |= dict.fromkeys(_DISTANCES, 0.0)
    return _settled(found, text)


def _said_here(subject: Subject, text: Text, where: Placement, around: Surroundings) -> Features:
    """Return what a text says otherwise for where it stands: laid over a picture, or with a list's mark but alone.

    「参考：…」 over a picture is its title, and names a source under it.
    """
    found: Features = {}
    if where.side is Side.ABOVE and text.words.startswith(_TITLE_OR_CREDIT):
        found |= {"source_credit": 0.0}
    if around.scene.is_laid_over(text, subject.figure):
        found |= {"running": 0.0, "words_shared": 0.0}
    if text.words[:1] in _HEADS and not around.lists.hold(text):
        found |= {"bullet": 0.0, "headed": 1.0}
    return found


def describe_broken(figure: Figure, broken: Broken, around: Surroundings) -> Features:
    """Return the features of a text past a break: distances say nothing there and are left out."""
    text = broken.text
    found = {
        **spoken(figure, text, around.scene),
        **around.ranks.features(figure, text),
        broken.side.value: 1.0,
        "page_break" if broken.page else "column_break": 1.0,
    }
    return _settled(found, text)


def with_house(features: Features, house: Features, text: Text) -> Features:
    """Return features with what the document's habit adds to them."""
    plain = {f"plain_{name}": value for name, value in house.items()} if text.label is None else {}
    every = {**features, **house, **plain}
    return {name: round(float(value), 4) for name, value in sorted(every.items()) if value}


def _settled(found: dict[str, float], text: Text) -> Features:
    if found.get("points_away"):
        found = {**found, "mark_cue": 0.0}
    plain = {f"plain_{name}": found.get(name, 0.0) for name in PLAIN_TOO} if text.label is None else {}
    broken = {f"plain_{name}": value for name, value in found.items() if name.endswith("_break") and text.label is None}
    every = {**found, **plain, **broken}
    return {name: round(float(value), 4) for name, value in sorted(every.items()) if value}


def _lying(subject: Subject, text: Text, where: Placement, scene: Scene) -> Features:
    fit = line_up(subject.box, text.box, where.side, text.em)
    beside = where.side in HORIZONTAL_SIDES
    return {
        "near_em": min(where.gap / text.em, _NEAR_EM),
        "far_em": min(max(0.0, where.gap / text.em - _NEAR_EM), _FAR_EM),
        "slip_em": min(where.slip / text.em, _FAR_EM),
        "overlap": fit.overlap,
        "centred": fit.centred,
        "aligned": fit.aligned,
        "wider": (text.label is None) * min(max(0.0, fit.width - 1.1), 2.0),
        where.side.value: 1.0,
        "vertical_beside": beside and text.vertical,
        "points_away": _points_away(text, where.side),
        "points_at": _points_at(text, where.side),
        "inside": text.box.share_in(subject.box) >= scene.inside_share,
        "laid_over": subject.panels is None and scene.is_laid_over(text, subject.figure),
        "detached": _detached(subject, text, where, scene),
    }


def _points_away(text: Text, side: Side) -> bool:
    """Tell whether a text's mark points from the figure away; one that points past its side says nothing."""
    mark = text.cue.word if text.cue else ""
    return bool(mark) and mark in _ARROWS[_OPPOSITE[side]]


def _points_at(text: Text, side: Side) -> bool:
    marked = text.cue is not None and text.cue.strength is CueStrength.MARK
    return marked and text.cue is not None and text.cue.word in _ARROWS[side]


def _detached(subject: Subject, text: Text, where: Placement, scene: Scene) -> float:
    """Return how much nearer the text stands to the figure than to what lies beyond it, in ems, -3 to 3."""
    page = subject.figure.page
    texts = [box for other, box in scene.alone_by_page.get(page, []) if other is not text]
    figures = [other.box for other in scene.figures_by_page[page] if other.figure_id not in subject.ids]
    tables = scene.tables_by_page.get(page, [])
    own = [box for box in tables if box.share_in(subject.box) < _PART and subject.box.share_in(box) < _PART]
    gaps = [gap for box in [*texts, *figures, *own] if (gap := _gap_beyond(text.box, box, where.side)) is not None]
    room = (min(gaps, default=1e9) - where.gap) / text.em
    return min(max(room, -_DETACHED_EM), _DETACHED_EM)


def _gap_beyond(text: Box, other: Box, side: Side) -> float | None:
    """Return the white space from a text to what lies past it, seen from the figure; None where it does not."""
    if side in HORIZONTAL_SIDES:
        away = other.x0 - text.x1 if side is Side.RIGHT else text.x0 - other.x1
        faces = text.overlap_y(other) > _SEEN
    else:
        away = other.y0 - text.y1 if side is Side.BELOW else text.y0 - other.y1
        faces = text.overlap_x(other) > _SEEN
    return max(0.0, away) if faces and away > -1 else None


def in_between(subject: Subject, text: Text, where: Placement, scene: Scene) -> tuple[list[Text], list[Figure]]:
    """Return the texts and the figures that stand between a text and what it may speak of."""
    strip = corridor(subject.box, text.box, where.side)
    page, own = subject.figure.page, text.region.region_id
    alone = scene.alone_by_page.get(page, [])
    others = [other for other, box in alone if _lies_in(box, strip) and other.region.region_id != own]
    figures = [other for other in scene.figures_by_page[page] if other.figure_id not in subject.ids]
    return others, [other for other in figures if _lies_in(other.box, strip)]


def _rivals(subject: Subject, text: Text, where: Placement, scene: Scene) -> Features:
    texts, between = in_between(subject, text, where, scene)
    figures = [other for other in scene.figures_by_page[subject.figure.page] if other.figure_id not in subject.ids]
    return {
        "texts_between": min(4, _count(o.cue is None and not o.credit and not panel_label(o.words) for o in texts)),
        "captions_between": min(2, _count(o.label is not None for o in texts)),
        "figures_between": bool(between),
        "figure_nearer": any(place(o.box, text.box).distance + text.em / 2 < where.distance for o in figures),
    }


def _read(figure: Figure, text: Text, flow: Flow) -> Features:
    away = flow.between(figure, text)
    return {"reads_next": away == 1, "reads_before": away == -1}


def _shared(subject: Subject) -> Features:
    panels = subject.panels
    if panels is None:
        return {}
    return {"panels": 1.0, "panels_alike": panels.alike, "panels_lettered": panels.lettered}


def _lies_in(box: Box, strip: Box) -> bool:
    wide = min(box.x1, strip.x1) - max(box.x0, strip.x0)
    high = min(box.y1, strip.y1) - max(box.y0, strip.y0)
    return wide > 1 and high > 1


def _count(found: Iterable[bool]) -> int:
    return sum(1 for each in found if each)

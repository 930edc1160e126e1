"""Which texts may be the caption of which figure, what speaks for each, and how likely each is."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tasks.pairing.features import Subject, Surroundings, describe, describe_broken, with_house
from tasks.pairing.flow import Flow
from tasks.pairing.headings import Headings
from tasks.pairing.house import Chosen, House, manner
from tasks.pairing.joint import NOBODY, Option, Shares, probabilities
from tasks.pairing.lists import Lists
from tasks.pairing.model import Model
from tasks.pairing.panels import Panels, panels_of
from tasks.pairing.placement import place
from tasks.pairing.ranks import Ranks
from tasks.pairing.scene import Scene, Text
from tasks.pairing.series import Series
from tasks.pairing.styles import Styles
from tasks.pairing.wording import Features
from tasks.records.figure import Figure
from tasks.records.region import Region

Edge = tuple[str, str]
_MOST_ODDS = 50.0
_BETWEEN = 0.5
"""A text stands between panels, as a panel's own would, with this share of its box."""


class Match(NamedTuple):
    """A figure and a text that may be its caption, alone or with other panels, and what was measured.

    ``distance`` is in ems, 0 past a break and from a list of captions; ``shares`` are the ids of the figures that would
    share the text, none if it is alone; ``cosine`` is what an image–text model says, None where it was not asked.
    """

    figure: Figure
    text: Text
    distance: float
    features: Features
    shares: Shares = NOBODY
    p: float = 0.0
    cosine: float | None = None

    @property
    def edge(self) -> Edge:
        """Return the two ids."""
        return self.figure.figure_id, self.text.region.region_id


def look_around(figures: Sequence[Figure], regions: Sequence[Region], inside_share: float) -> Surroundings:
    """Return what the matches of a document are seen against; rows of any outcome may be given, kept ones count."""
    scene = Scene(figures, regions, inside_share)
    flow = Flow(scene, regions)
    return Surroundings(scene, flow, Styles(scene), Ranks(scene, flow), Series(scene), Headings(scene), Lists(scene))


def considered(around: Surroundings, reach: float, most: int) -> list[Match]:
    """Return every match within ``reach`` ems, of at most ``most`` texts of each sort, and those past a break.

    A text may come more than once for a figure: as its own, as that of panels, and as read next past a break.
    """
    return [
        match
        for page in sorted(around.scene.figures_by_page)
        for match in _on(page, around, reach, most)
    ]  # fmt: skip


def _on(page: int, around: Surroundings, reach: float, most: int) -> Iterable[Match]:
    panels = panels_of(around.scene, page)
    for figure in around.scene.figures_by_page[page]:
        yield from _matches(Subject(figure), around, reach, most)
        for group in panels:
            if figure.figure_id in group.ids:
                yield from _matches(Subject(figure, group), around, reach, most)
        for broken in around.flow.broken(figure):
            yield Match(figure, broken.text, 0.0, describe_broken(figure, broken, around))


def _matches(subject: Subject, around: Surroundings, reach: float, most: int) -> Iterable[Match]:
    near = _near(subject, around, reach)
    shares = subject.ids if subject.panels else NOBODY
    for text, distance in _closest(near, most):
        if subject.panels is None or _may_be_shared(text, subject.panels, subject.figure, around):
            yield Match(subject.figure, text, round(distance, 4), describe(subject, text, around), shares)


def _may_be_shared(text: Text, panels: Panels, figure: Figure, around: Surroundings) -> bool:
    """Tell whether the text may be that of all panels: not one between them, nor one of a list with one for each."""
    return text.box.share_in(panels.box) < _BETWEEN and not around.ranks.is_listed(figure, text)


def _near(subject: Subject, around: Surroundings, reach: float) -> list[tuple[Text, float]]:
    """Return the texts of the figure's page that may caption it within ``reach`` ems, and how far; 0 from a list."""
    figure, scene, ranks = subject.figure, around.scene, around.ranks
    texts = [text for text in scene.texts_by_page.get(figure.page, []) if scene.may_caption(text, figure)]
    away = (0.0 if ranks.is_listed(figure, text) else place(subject.box, text.box).distance / text.em for text in texts)
    return [(text, distance) for text, distance in zip(texts, away, strict=True) if distance <= reach]


def _closest(near: Sequence[tuple[Text, float]], most: int) -> list[tuple[Text, float]]:
    """Keep the nearest texts with a cue and of those without: a crowded page is not measured pair by pair."""
    order = sorted(near, key=lambda found: (found[1], found[0].region.region_id))
    cued = [found for found in order if found[0].cue is not None]
    plain = [found for found in order if found[0].cue is None]
    return cued[:most] + plain[:most]


def judged(matches: Sequence[Match], model: Model, scene: Scene) -> list[Match]:
    """Return one match for each figure and text, with its calibrated probability, rounded to 4 places.

    A first look teaches how the document sets its captions; the second one takes that into account. The features are
    those of the way in which the text is most likely the figure's.
    """
    return weighed(at_home(matches, model, scene), model)


def at_home(matches: Sequence[Match], model: Model, scene: Scene) -> list[Match]:
    """Return the matches with what the document's habit, as a first look shows it, says of each."""
    first = weighed(matches, model)
    manners = {match.edge: manner(match.text, match.features, scene) for match in first}
    chosen = [Chosen(match.figure.figure_id, manners[match.edge], match.p) for match in first]
    house = House((figure.figure_id for figure in scene.figures), chosen)
    habits = {edge: house.features(edge[0], its) for edge, its in manners.items()}
    return [match._replace(features=with_house(match.features, habits[match.edge], match.text)) for match in matches]


def weighed(matches: Sequence[Match], model: Model) -> list[Match]:
    """Return one match for each figure and text, with its calibrated probability, by the features as they are."""
    options: defaultdict[str, list[Option]] = defaultdict(list)
    ways: defaultdict[str, list[Match]] = defaultdict(list)
    for match in matches:
        odds = math.exp(min(model.score(match.features), _MOST_ODDS))
        options[match.figure.figure_id].append(Option(match.text.region.region_id, odds, match.shares))
        ways[match.figure.figure_id].append(match)
    found = probabilities(options)
    return [best for figure, its in ways.items() for best in _best_ways(its, found[figure], model)]


def _best_ways(matches: Sequence[Match], chances: Sequence[float], model: Model) -> list[Match]:
    """Add up the ways in which each text may be the figure's."""
    ways: defaultdict[str, list[tuple[float, Match]]] = defaultdict(list)
    for match, chance in zip(matches, chances, strict=True):
        ways[match.text.region.region_id].append((chance, match))
    return [_summed(its, model) for its in ways.values()]


def _summed(ways: Sequence[tuple[float, Match]], model: Model) -> Match:
    _, best = max(ways, key=lambda way: (way[0], -way[1].distance, sorted(way[1].shares)))
    p = model.calibration(math.fsum(chance for chance, _ in ways))
    return best._replace(p=round(p, 4))


def chosen(matches: Sequence[Match], threshold: float) -> set[Edge]:
    """Return which matches hold: the likeliest first, a figure with one text, a text with one figure or its panels."""
    order = sorted(matches, key=lambda match: (-match.p, match.edge))
    figures: set[str] = set()
    texts: dict[str, Shares] = {}
    edges = set()
    for match in order:
        figure, text = match.edge
        free = text not in texts or (match.shares and texts[text] == match.shares)
        if match.p >= threshold and figure not in figures and free:
            figures.add(figure)
            texts[text] = match.shares
            edges.add(match.edge)
    return edges

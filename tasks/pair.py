"""Find the caption of each figure and the sentences that speak of it, or say that there is none."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pydantic import Field

from tasks import engines
from tasks.engines.protocols import Clip
from tasks.pairing.assignment import Edge, assign
from tasks.pairing.citations import citations
from tasks.pairing.crossing import across, describe_across
from tasks.pairing.features import Features, describe
from tasks.pairing.habits import Habits
from tasks.pairing.mentions import Captioned, by_number
from tasks.pairing.model import p_match
from tasks.pairing.placement import place
from tasks.pairing.pointing import by_pointing
from tasks.pairing.scene import Scene, Text
from tasks.pdf.render import decoded
from tasks.records import identity
from tasks.records.enums import EngineKind, Outcome, Reason, Role, Step
from tasks.records.figure import Candidate, Figure
from tasks.records.page import Page
from tasks.records.record import Record
from tasks.records.region import Region
from tasks.runtime.cache import cached_as
from tasks.runtime.execution import Execution, Output
from tasks.store.blobs import Blobs

Similarity = Callable[[Figure, Sequence[str]], Sequence[float]]
"""Says how well a figure goes with each text, -1 to 1."""

_SURE_EM = 4.0
"""A numbered caption no farther than this, with no rival, teaches a habit."""
_LOOK = 2.0
"""Texts are looked at, and turned away as too far, up to this many times the farthest distance."""


class PairSpec(Record):
    """What pairing is asked to do."""

    clip: str = Field("none", description="Engine that compares pictures with texts; none = layout and words alone.")
    keep_threshold: float = Field(0.3, ge=0.01, le=0.99, description="Least p_match at which a caption is kept.")
    max_distance: float = Field(12.0, ge=1, le=60, description="Farthest caption, in ems of its type.")
    max_candidates: int = Field(6, ge=1, le=50, description="Nearest texts of a figure that become rows.")
    inside_share: float = Field(0.7, gt=0.5, le=1, description="Share of a text's area that makes it part of a figure.")


class Match(NamedTuple):
    """A figure and a text that may be its caption, with what was measured."""

    figure: Figure
    text: Text
    distance: float
    features: Features
    p: float

    @property
    def edge(self) -> Edge:
        """Return the two ids."""
        return self.figure.figure_id, self.text.region.region_id


def pair_document(
    pages: Sequence[Page],
    figures: Sequence[Figure],
    regions: Sequence[Region],
    spec: PairSpec,
    similarity: Similarity | None = None,
) -> list[Candidate]:
    """Return the candidates of a document's kept figures: at most one kept caption each, mentions, and the turned away.

    ``figures`` and ``regions`` may hold rows of any outcome; kept ones on kept pages count. A figure without a text
    at or above ``spec.keep_threshold`` gets no caption.
    """
    kept = {page.page for page in pages if page.outcome is Outcome.KEPT}
    scene = Scene(
        [figure for figure in figures if figure.page in kept],
        [region for region in regions if region.page in kept],
        spec.inside_share,
    )
    habits = learn_habits(scene)
    matches = [m for figure in scene.figures for m in _bounded(_matches(figure, scene, habits, spec), spec)]
    if similarity is not None:
        matches = _compared(matches, similarity)
    chosen = _choose(matches, spec)
    return _rows(matches, chosen, scene, spec)


def _near(figure: Figure, scene: Scene, reach: float) -> list[tuple[Text, float]]:
    """Return the texts of the figure's page that may caption it within ``reach`` ems, and how far they are."""
    texts = [text for text in scene.texts_by_page.get(figure.page, []) if scene.may_caption(text, figure)]
    found = [(text, place(figure.box, text.box).distance / text.em) for text in texts]
    return [(text, distance) for text, distance in found if distance <= reach]


def _closest(near: Sequence[tuple[Text, float]], most: int) -> list[tuple[Text, float]]:
    """Keep twice ``most`` of the texts with a cue and of those without: a crowded page is not measured pair by pair."""
    order = sorted(near, key=lambda found: (found[1], found[0].region.region_id))
    cued = [found for found in order if found[0].cue is not None]
    plain = [found for found in order if found[0].cue is None]
    return cued[: 2 * most] + plain[: 2 * most]


def learn_habits(scene: Scene) -> Habits:
    """Count the sides of numbered captions that are the only one near a figure and near no other figure."""
    close = [
        (figure, text)
        for figure in scene.figures
        for text, _ in _near(figure, scene, _SURE_EM)
        if text.label is not None
    ]
    of_figure = Counter(figure.figure_id for figure, _ in close)
    of_text = Counter(text.region.region_id for _, text in close)
    return Habits(
        (text.cue.word, place(figure.box, text.box).side)
        for figure, text in close
        if text.cue and of_figure[figure.figure_id] == of_text[text.region.region_id] == 1
    )


def _matches(figure: Figure, scene: Scene, habits: Habits, spec: PairSpec) -> list[Match]:
    here = [
        _match(figure, text, distance, describe(figure, text, scene, habits))
        for text, distance in _closest(_near(figure, scene, _LOOK * spec.max_distance), spec.max_candidates)
    ]
    if any(match.text.label and match.p >= spec.keep_threshold for match in here):
        return here
    there = [
        _match(figure, text, 0.0, describe_across(figure, text, side, scene, habits))
        for text, side in across(figure, scene)
    ]
    return here + there


def _match(figure: Figure, text: Text, distance: float, features: Features) -> Match:
    return Match(figure, text, round(distance, 4), features, p_match(features))


def _bounded(matches: Sequence[Match], spec: PairSpec) -> list[Match]:
    """Keep the likely texts and the nearest of the others."""
    order = sorted(matches, key=lambda m: (m.p < spec.keep_threshold, m.distance, m.text.region.region_id))
    likely = sum(1 for match in matches if match.p >= spec.keep_threshold)
    return order[: max(likely, spec.max_candidates)]


def _compared(matches: Sequence[Match], similarity: Similarity) -> list[Match]:
    """Add how much better than its rivals each text goes with the picture."""
    of_figure: defaultdict[str, list[Match]] = defaultdict(list)
    for match in matches:
        of_figure[match.figure.figure_id].append(match)
    return [found for rivals in of_figure.values() for found in _with_similarity(rivals, similarity)]


def _with_similarity(rivals: Sequence[Match], similarity: Similarity) -> list[Match]:
    scores = similarity(rivals[0].figure, [match.text.words for match in rivals])
    mean = math.fsum(scores) / len(scores)
    leads = [round(score - mean, 4) for score in scores]
    return [
        _match(match.figure, match.text, match.distance, {**match.features, "similarity": lead})
        for match, lead in zip(rivals, leads, strict=True)
    ]


def _choose(matches: Sequence[Match], spec: PairSpec) -> set[Edge]:
    """Return the one-to-one choice in which the odds, multiplied, are greatest."""
    floor = _log_odds(spec.keep_threshold)
    return assign(
        {
            match.edge: 1 + round(1000 * (_log_odds(match.p) - floor))
            for match in matches
            if match.p >= spec.keep_threshold and match.distance <= spec.max_distance
        }
    )


def _log_odds(p: float) -> float:
    sure = min(max(p, 0.0001), 0.9999)
    return math.log(sure / (1 - sure))


def _rows(matches: Sequence[Match], chosen: set[Edge], scene: Scene, spec: PairSpec) -> list[Candidate]:
    taken = {region for _, region in chosen}
    captions = [_row(match, None, spec) for match in matches if match.edge in chosen]
    others = [_row(match, _why_not(match, taken, spec), spec) for match in matches if match.edge not in chosen]
    captioned = [Captioned(match.figure, match.text, match.p) for match in matches if match.edge in chosen]
    return [*captions, *_mentions(captioned, scene), *others]


def _mentions(captioned: Sequence[Captioned], scene: Scene) -> list[Candidate]:
    """Return the sentences that speak of figures; a sentence that cites a number and points counts as the former."""
    cited = citations(scene, {item.text.region.region_id for item in captioned})
    found = [*by_pointing(scene, cited), *by_number(captioned, cited)]
    return list({candidate.pair_id: candidate for candidate in found}.values())


def _why_not(match: Match, taken: set[str], spec: PairSpec) -> Reason:
    if match.distance > spec.max_distance:
        return Reason.TOO_FAR
    if match.p >= spec.keep_threshold:
        better = match.text.region.region_id in taken
        return Reason.OTHER_FIGURE_FITS_BETTER if better else Reason.OTHER_TEXT_FITS_BETTER
    if match.text.credit:
        return Reason.SOURCE_CREDIT
    return Reason.NO_CUE if match.text.cue is None else Reason.TOO_UNSURE


def _row(match: Match, reason: Reason | None, spec: PairSpec) -> Candidate:
    figure, region = match.figure, match.text.region
    far = reason is Reason.TOO_FAR
    return Candidate(
        pair_id=identity.of("pair", figure.figure_id, region.region_id, Role.CAPTION),
        doc_id=figure.doc_id,
        figure_id=figure.figure_id,
        region_id=region.region_id,
        role=Role.CAPTION,
        text=match.text.words,
        p_match=match.p,
        features=match.features,
        outcome=Outcome.REJECTED if reason else Outcome.KEPT,
        rule=_rule(reason),
        reason=reason,
        score=match.distance if far else match.p,
        threshold=spec.max_distance if far else spec.keep_threshold,
    )


def _rule(reason: Reason | None) -> str:
    if reason in {None, Reason.OTHER_FIGURE_FITS_BETTER, Reason.OTHER_TEXT_FITS_BETTER}:
        return "one-to-one"
    return "max-distance" if reason is Reason.TOO_FAR else "keep-threshold"


def _pair_and_compare(
    pages: Sequence[Page], figures: Sequence[Figure], regions: Sequence[Region], spec: PairSpec, blobs: Blobs
) -> list[Candidate]:
    """Pair a document, with the similarity of pictures and texts where an engine is asked for."""
    if spec.clip == engines.NONE:
        return pair_document(pages, figures, regions, spec)
    clip: Clip = engines.load(EngineKind.CLIP, spec.clip)

    def similarity(figure: Figure, texts: Sequence[str]) -> Sequence[float]:
        return clip.match(decoded(blobs.get(figure.image_sha256 or "")), texts)

    return pair_document(pages, figures, regions, spec, similarity)


@cached_as(Step.PAIR, version=2, engine=EngineKind.CLIP)
def pair(run: Execution, spec: PairSpec) -> Output:
    """Find the caption of each figure of one document, and the sentences that cite it."""
    figures, regions = run.rows("figures", Figure), run.rows("regions", Region)
    found = run.once(_pair_and_compare, run.pages(), figures, regions, spec, run.workspace.blobs)
    return Output({"candidates": found})

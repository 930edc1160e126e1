"""Find the caption of each figure and the sentences that speak of it, or say that there is none."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from pydantic import Field

from tasks import compare, engines
from tasks.pairing.citations import citations
from tasks.pairing.explaining import explanations
from tasks.pairing.features import Surroundings
from tasks.pairing.matching import Edge, Match, chosen, considered, judged, look_around
from tasks.pairing.mentions import Captioned, by_number
from tasks.pairing.model import Model, Models, fitted
from tasks.pairing.pointing import by_pointing
from tasks.pairing.scene import Scene
from tasks.pairing.similarity import Asked, Sight, Vectors, asked_for
from tasks.records import identity
from tasks.records.enums import EngineKind, Outcome, Reason, Role, Step
from tasks.records.figure import Candidate, Figure
from tasks.records.page import Page
from tasks.records.record import Record
from tasks.records.region import Region
from tasks.runtime.cache import cached_as
from tasks.runtime.execution import Execution, Output

_LOOK = 1.5
"""Texts are looked at, and turned away as too far, up to this many times the farthest distance."""
_SURE = 0.9
"""A caption as likely as this without an image–text model tells how far to trust one."""
_RIVAL = 0.02
"""A text less likely than this is turned away for what it is, not for a better one."""


class PairSpec(Record):
    """What pairing is asked to do."""

    clip: str = Field("none", description="Engine that compares pictures with texts; none = layout and words alone.")
    keep_threshold: float = Field(0.5, ge=0.01, le=0.99, description="Least p_match at which a caption is kept.")
    explain_threshold: float = Field(
        0.5,
        ge=0.01,
        le=0.99,
        description="Least p_match at which a text is kept that explains a figure without caption.",
    )
    max_distance: float = Field(20.0, ge=1, le=60, description="Farthest caption on its page, in ems of its type.")
    max_candidates: int = Field(6, ge=1, le=50, description="Texts turned away of a figure that become rows.")
    inside_share: float = Field(0.7, gt=0.5, le=1, description="Share of a text's area that makes it part of a figure.")


def pair_document(
    pages: Sequence[Page],
    figures: Sequence[Figure],
    regions: Sequence[Region],
    spec: PairSpec,
    vectors: Vectors | None = None,
) -> list[Candidate]:
    """Return the candidates of a document's kept figures: at most one kept caption each, mentions, and the turned away.

    ``figures`` and ``regions`` may hold rows of any outcome; kept ones on kept pages count. A figure without a text
    at or above ``spec.keep_threshold`` gets no caption; it may get a text that explains it instead. ``vectors`` are
    those of an image–text model, if one is asked.
    """
    return pair_figures(*_on_kept(pages, figures, regions), spec, vectors)


def _on_kept(
    pages: Sequence[Page], figures: Sequence[Figure], regions: Sequence[Region]
) -> tuple[list[Figure], list[Region]]:
    kept = {page.page for page in pages if page.outcome is Outcome.KEPT}
    return [each for each in figures if each.page in kept], [each for each in regions if each.page in kept]


def pair_figures(
    figures: Sequence[Figure],
    regions: Sequence[Region],
    spec: PairSpec,
    vectors: Vectors | None = None,
    models: Models | None = None,
) -> list[Candidate]:
    """Do what ``pair_document`` does, with all figures and regions; ``models`` instead of those of the package."""
    around = look_around(figures, regions, spec.inside_share)
    matches = _considered(around, spec)
    model = models or fitted(seen=vectors is not None)
    sight = None if vectors is None else sight_of(vectors, matches, around, model.caption)
    likely = judged(_seen(matches, sight), model.caption, around.scene)
    edges = _edges(likely, spec)
    told = _explanations(likely, edges, around, model.explains, sight)
    return [*_rows(likely, edges, around.scene, spec, sight), *_explaining_rows(told, spec)]


def _considered(around: Surroundings, spec: PairSpec) -> list[Match]:
    return considered(around, _LOOK * spec.max_distance, 2 * spec.max_candidates)


def _edges(likely: Sequence[Match], spec: PairSpec) -> set[Edge]:
    return chosen([match for match in likely if match.distance <= spec.max_distance], spec.keep_threshold)


def sight_of(vectors: Vectors, matches: Sequence[Match], around: Surroundings, model: Model) -> Sight:
    """Return what an image–text model sees, trusted as far as captions bear it out that are sure without it."""
    sight = Sight(vectors, around.scene.figures, (match.text for match in matches))
    likely = judged(matches, model, around.scene)
    edges = chosen(likely, _SURE)
    sight.learn(match for match in likely if match.edge in edges)
    return sight


def _seen(matches: Sequence[Match], sight: Sight | None) -> Sequence[Match]:
    return matches if sight is None else sight.compared(matches)


def to_compare(figures: Sequence[Figure], regions: Sequence[Region], spec: PairSpec) -> Asked:
    """Return the images and sentences that an image–text model should see before these figures are paired.

    What is a caption, and so no explanation, is what it would be without the model.
    """
    around = look_around(figures, regions, spec.inside_share)
    matches, shown = _considered(around, spec), around.scene.figures
    captions = {text for _, text in _edges(judged(matches, fitted().caption, around.scene), spec)}
    told = explanations(shown, captions, around)
    citing = (citation.sentence for citation in citations(around.scene, captions))
    return asked_for(shown, (match.text for match in [*matches, *told]), citing)


def _explanations(
    matches: Sequence[Match], edges: set[Edge], around: Surroundings, model: Model, sight: Sight | None
) -> list[Match]:
    """Return what may explain the figures without caption; the less likely, the likelier a caption was missed."""
    captioned, taken = {figure for figure, _ in edges}, {text for _, text in edges}
    bare = [figure for figure in around.scene.figures if figure.figure_id not in captioned]
    missed: defaultdict[str, float] = defaultdict(float)
    for match in matches:
        missed[match.figure.figure_id] = max(missed[match.figure.figure_id], match.p)
    found = judged(_seen(explanations(bare, taken, around), sight), model, around.scene)
    return [match._replace(p=round(match.p * (1 - missed[match.figure.figure_id]), 4)) for match in found]


def _rows(
    matches: Sequence[Match], edges: set[Edge], scene: Scene, spec: PairSpec, sight: Sight | None
) -> list[Candidate]:
    captions = [_row(match, None, spec) for match in matches if match.edge in edges]
    away = [match for match in matches if match.edge not in edges]
    others = [_row(match, _why_not(match, edges, spec), spec) for match in _bounded(away, spec.max_candidates)]
    captioned = [Captioned(match.figure, match.text, match.p) for match in matches if match.edge in edges]
    return [*captions, *_mentions(captioned, scene, sight), *others]


def _bounded(matches: Sequence[Match], most: int) -> list[Match]:
    """Keep the likeliest and the nearest of each figure's texts that were turned away."""
    of_figure: defaultdict[str, list[Match]] = defaultdict(list)
    for match in sorted(matches, key=lambda match: (-match.p, match.distance, match.edge)):
        of_figure[match.figure.figure_id].append(match)
    return [match for its in of_figure.values() for match in its[:most]]


def _mentions(captioned: Sequence[Captioned], scene: Scene, sight: Sight | None) -> list[Candidate]:
    """Return the sentences that speak of figures; a sentence that cites a number and points counts as the former."""
    cited = citations(scene, {item.text.region.region_id for item in captioned})
    found = {each.pair_id: each for each in [*by_pointing(scene, cited), *by_number(captioned, cited)]}
    if sight is None:
        return list(found.values())
    figures = {figure.figure_id: figure for figure in scene.figures}
    return [
        each.model_copy(update={"similarity": sight.cosine(figures[each.figure_id], [each.text])})
        for each in found.values()
    ]


def _why_not(match: Match, edges: set[Edge], spec: PairSpec) -> Reason:
    figure, text = match.edge
    if match.distance > spec.max_distance:
        return Reason.TOO_FAR
    if match.text.credit:
        return Reason.SOURCE_CREDIT
    if match.p >= _RIVAL and any(text == other for _, other in edges):
        return Reason.OTHER_FIGURE_FITS_BETTER
    if match.p >= _RIVAL and any(figure == other for other, _ in edges):
        return Reason.OTHER_TEXT_FITS_BETTER
    return Reason.NO_CUE if match.text.cue is None else Reason.TOO_UNSURE


class Verdict(NamedTuple):
    """Why a match is kept, or turned away: the columns that its row gets."""

    reason: Reason | None
    rule: str
    score: float
    threshold: float


def _row(match: Match, reason: Reason | None, spec: PairSpec) -> Candidate:
    far = reason is Reason.TOO_FAR
    score, threshold = (match.distance, spec.max_distance) if far else (match.p, spec.keep_threshold)
    return _candidate(match, Role.CAPTION, Verdict(reason, _rule(reason), score, threshold))


def _candidate(match: Match, role: Role, verdict: Verdict) -> Candidate:
    figure, text = match.figure, match.text
    first, *more = [part.region_id for part in text.parts or (text.region,)]
    return Candidate(
        pair_id=identity.of("pair", figure.figure_id, text.region.region_id, role),
        doc_id=figure.doc_id,
        figure_id=figure.figure_id,
        region_id=first,
        more_region_ids=more or None,
        role=role,
        text=match.text.words,
        p_match=match.p,
        features=match.features,
        similarity=match.cosine,
        outcome=Outcome.REJECTED if verdict.reason else Outcome.KEPT,
        **verdict._asdict(),
    )


def _rule(reason: Reason | None) -> str:
    if reason in {None, Reason.OTHER_FIGURE_FITS_BETTER, Reason.OTHER_TEXT_FITS_BETTER}:
        return "one-to-one"
    return "max-distance" if reason is Reason.TOO_FAR else "keep-threshold"


def _explaining_rows(found: Sequence[Match], spec: PairSpec) -> list[Candidate]:
    """Return a kept row for the likeliest text of each figure, if it is likely enough, and rows for the next ones."""
    of_figure: defaultdict[str, list[Match]] = defaultdict(list)
    for each in sorted(found, key=lambda each: (-each.p, each.text.region.region_id)):
        of_figure[each.figure.figure_id].append(each)
    most = spec.max_candidates
    return [_explaining_row(each, at, spec) for its in of_figure.values() for at, each in enumerate(its[:most])]


def _explaining_row(found: Match, rank: int, spec: PairSpec) -> Candidate:
    reason = None if rank == 0 and found.p >= spec.explain_threshold else Reason.TOO_UNSURE
    return _candidate(found, Role.EXPLAINS, Verdict(reason, "explain-threshold", found.p, spec.explain_threshold))


def _pair_seen(
    figures: Sequence[Figure], regions: Sequence[Region], spec: PairSpec, asked: Asked, glance: compare.Glance
) -> list[Candidate]:
    return pair_figures(figures, regions, spec, compare.vectors_of(asked, glance))


@cached_as(Step.PAIR, version=4, engine=EngineKind.CLIP)
def pair(run: Execution, spec: PairSpec) -> Output:
    """Find the caption of each figure of one document, and the sentences that cite it."""
    figures, regions = _on_kept(run.pages(), run.rows("figures", Figure), run.rows("regions", Region))
    if spec.clip == engines.NONE:
        return Output({"candidates": run.once(pair_figures, figures, regions, spec)})
    glance, asked = compare.glance_of(spec.clip, run.workspace), run.once(to_compare, figures, regions, spec)
    for part in compare.parts_of(asked):
        run.once(compare.see, part, glance)
    return Output({"candidates": run.once(_pair_seen, figures, regions, spec, asked, glance)})

"""Fit what tells captions and explanations to pages whose figures are known.

    python tests/bench/fit_pairing.py PAGES --keep WORKSPACE [--held-out FOLDER] [--weights WEIGHTS.json]
    python tests/bench/fit_pairing.py PAGES --keep WORKSPACE --clip ENGINE [--weights WEIGHTS.json]

PAGES has PDFs beside their gold, as `make_pages.py` makes them. The weights are those of a conditional logit, found by
L-BFGS with bounds: a feature that can only speak for (or against) a match never turns round, and each weight is drawn
towards what `priors.json` says by hand, as far as the pages say nothing of it. Every family has the same say. Then
each family is judged by weights that the others gave: these choices calibrate the model, and FOLDER gets the weights of
each family (FAMILY.json), for `etoki bench pairs --weights FOLDER`.

With ``--clip`` the weights stay as they are, and what similarity adds to them is fitted to what that engine says of the
pages: an engine of etoki, or `simulated:STRENGTH` (see `simulated_matcher.py`), and written beside them with its name.
"""

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from simulated_matcher import Matcher
from tasks import engines
from tasks.metrics.extraction import Brought, Source, extract_all, vectors_of
from tasks.metrics.gold import GoldItem, load_gold
from tasks.metrics.matching import Text, is_right, match_figures, right_captions
from tasks.pair import PairSpec, sight_of, to_compare
from tasks.pairing import explaining, matching
from tasks.pairing.model import SIMILARITY, Calibration, Model, Models, log_odds, read_models
from tasks.pairing.similarity import Vectors
from tasks.records.enums import Outcome, Role
from tasks.records.figure import Figure
from tasks.records.region import Region
from tasks.runtime import pool
from tasks.runtime.settings import put_in_environment

WEIGHTS = Path("tasks/pairing/weights.json")
PRIORS = Path(__file__).with_name("priors.json")
PULLS = {"caption": 0.004, "explains": 0.03}
"""How strongly each weight is drawn to what the prior says, in nats a figure; few pages explain bare figures."""
LOOKS = 2
"""How often the weights are fitted before the last time: they also shape what a first look teaches."""
UNKNOWN = 0.3
"""How much a predicted figure that gold does not know counts: it has no caption, or gold forgot it."""
SLOPES, OFFSETS = (0.5, 2.5), (-1.5, 1.5)
"""The calibration may not sharpen, flatten or shift more than this."""
SIMULATED = "simulated"
"""What stands before the strength of a matcher that is no engine."""
SEEN = ("similarity", "plain_similarity", "stated_similarity")
Features = Mapping[str, float]
See = Callable[[Sequence[matching.Match]], Sequence[matching.Match]]
Array = NDArray[np.float64]


class Choice(NamedTuple):
    """One figure's choice: the features of each text, which are right (none: all False), and its say.

    One whose right text was not read, or not as a whole, teaches nothing, but counts when the model is calibrated.
    """

    family: str
    options: Sequence[Features]
    right: Sequence[bool]
    weight: float = 1.0
    lost: bool = False


class Document(NamedTuple):
    """A document with its gold, as pairing gets it."""

    family: str
    items: Sequence[GoldItem]
    figures: Sequence[Figure]
    regions: Sequence[Region]
    vectors: Vectors | None = None


class Prior(NamedTuple):
    """What one would say by hand: a model, and the features that may speak only for a match, or only against it.

    Those that are ``settled`` keep their weight.
    """

    model: Model
    for_it: frozenset[str]
    against: frozenset[str]
    pull: float
    settled: frozenset[str] = frozenset()


def read_priors(path: Path, part: str | None = None) -> tuple[Prior, Prior]:
    """Return what a file, or a part of it, says of captions and of explanations: a weight and a sign a feature."""
    found = json.loads(path.read_text(encoding="utf-8"))
    found = found[part] if part else found
    return _prior(found["caption"], PULLS["caption"]), _prior(found["explains"], PULLS["explains"])


def _prior(found: Mapping[str, Any], pull: float) -> Prior:
    signs = {name: sign for name, (_, sign) in found["weights"].items()}
    weights = {name: weight for name, (weight, _) in found["weights"].items()}
    for_it, against, settled = (frozenset(name for name, its in signs.items() if its == sign) for sign in "+-=")
    return Prior(Model(found["intercept"], weights), for_it, against, pull, settled)


def documents(folders: Sequence[Path], workspace: Path, jobs: int, clip: str = engines.NONE) -> list[Document]:
    """Extract what gold speaks of, remembered in the workspace and, as a whole, beside it."""
    settings = put_in_environment(workspace=workspace, jobs=jobs)
    sources = [Source(gold, gold.folder / gold.pdf) for gold in load_gold(folders)]
    engine, _, strength = clip.partition(":")
    simulated = engine == SIMULATED
    asked = engines.NONE if simulated else clip
    try:
        found = [
            _document(brought, vectors_of(brought, asked, settings))
            for brought in extract_all(sources, settings, clip=asked)
        ]
    finally:
        pool.close_all()
    return [_simulated(one, Matcher(float(strength), seed)) for seed, one in enumerate(found)] if simulated else found


def _document(brought: Brought, vectors: Vectors | None) -> Document:
    gold, found = brought.source.gold, brought.found
    return Document(gold.family, gold.items, found.figures, found.regions, vectors)


def _simulated(document: Document, matcher: Matcher) -> Document:
    asked = to_compare(document.figures, document.regions, PairSpec())
    return document._replace(vectors=matcher.vectors(document.items, document.figures, document.regions, asked))


def caption_choices(document: Document, model: Model, see: See = list) -> list[Choice]:
    """Return the choice of each found figure among the texts that pairing considers, as ``model`` sees the house.

    ``see`` adds what an image–text model says.
    """
    spec = PairSpec()
    around = matching.look_around(document.figures, document.regions, spec.inside_share)
    seen = matching.considered(around, 1.5 * spec.max_distance, 2 * spec.max_candidates)
    ways: defaultdict[str, list[matching.Match]] = defaultdict(list)
    for match in see(matching.at_home(seen, model, around.scene)):
        ways[match.figure.figure_id].append(match)
    right = _right(document, right_captions)
    known = _known(document)
    return [
        Choice(
            document.family,
            [match.features for match in its],
            [match.text.region.region_id in right.get(figure, ()) for match in its],
            1.0 if figure in known else UNKNOWN,
            figure in known and known[figure].has_caption and not right[figure],
        )
        for figure, its in ways.items()
    ]


def _right(document: Document, of: Callable[[GoldItem, Sequence[Region]], set[str]]) -> dict[str, set[str]]:
    found = match_figures(document.items, document.figures)
    return {match.figure.figure_id: of(match.item, document.regions) for match in found}


def _known(document: Document) -> dict[str, GoldItem]:
    return {match.figure.figure_id: match.item for match in match_figures(document.items, document.figures)}


def explains_choices(document: Document, model: Model, see: See = list) -> list[Choice]:
    """Return the choice of each found figure without a true caption among the texts that may explain it.

    Where the text that does was not read as one region, there is nothing to learn.
    """
    around = matching.look_around(document.figures, document.regions, PairSpec().inside_share)
    captions = {key for its in _right(document, right_captions).values() for key in its}
    bare = {figure: item for figure, item in _known(document).items() if not item.has_caption}
    figures = [figure for figure in around.scene.figures if figure.figure_id in bare]
    ways: defaultdict[str, list[matching.Match]] = defaultdict(list)
    for match in see(matching.at_home(explaining.explanations(figures, captions, around), model, around.scene)):
        ways[match.figure.figure_id].append(match)
    right = {figure: [_explains(match, bare[figure]) for match in its] for figure, its in ways.items()}
    return [
        Choice(document.family, [match.features for match in its], right[figure])
        for figure, its in ways.items()
        if any(right[figure]) or not bare[figure].has_explanation
    ]


def _explains(match: matching.Match, item: GoldItem) -> bool:
    text = match.text
    return is_right(Text(text.words, text.region.page, text.box), item, Role.EXPLAINS)


class Problem(NamedTuple):
    """Choices as arrays: a row of ``features`` an option, ``starts`` the first row of each choice."""

    names: Sequence[str]
    features: Array
    right: NDArray[np.bool_]
    starts: NDArray[np.int64]
    weights: Array


def problem(choices: Sequence[Choice], names: Sequence[str]) -> Problem:
    """Put choices into arrays; families weigh the same."""
    at = {name: place for place, name in enumerate(names)}
    sizes: defaultdict[str, float] = defaultdict(float)
    for choice in choices:
        sizes[choice.family] += choice.weight
    rows = [features for choice in choices for features in choice.options]
    matrix = np.zeros((len(rows), len(names)))
    for row, features in enumerate(rows):
        for name, value in features.items():
            matrix[row, at[name]] = value
    starts = np.cumsum([0, *(len(choice.options) for choice in choices)])[:-1]
    weights = np.array([choice.weight / sizes[choice.family] for choice in choices]) / len(sizes)
    return Problem(names, matrix, np.array([r for c in choices for r in c.right]), starts, weights)


def homeless(choice: Choice) -> Choice:
    """Return a choice as a first look, or a document with one figure, sees it: nothing is known of the house."""
    bare = [{name: value for name, value in each.items() if "house_" not in name} for each in choice.options]
    return choice._replace(options=bare)


def fit(choices: Sequence[Choice], prior: Prior) -> Model:
    """Return the weights that make the right choices likely, drawn towards the prior's."""
    names = sorted(prior.model.weights)
    taught = [choice for choice in choices if not choice.lost]
    given = problem([*taught, *map(homeless, taught)], names)
    start = np.array([prior.model.intercept, *(prior.model.weights[name] for name in names)])
    bounds = [(None, None), *(_bound(name, prior) for name in names)]
    found = minimize(_loss, start, args=(given, start, prior.pull), jac=True, method="L-BFGS-B", bounds=bounds)
    weights = {name: round(float(value), 4) for name, value in zip(names, found.x[1:], strict=True)}
    return Model(round(float(found.x[0]), 4), weights)


def _bound(name: str, prior: Prior) -> tuple[float | None, float | None]:
    if name in prior.settled:
        return prior.model.weights[name], prior.model.weights[name]
    return (0.0 if name in prior.for_it else None, 0.0 if name in prior.against else None)


def _loss(values: Array, given: Problem, prior: Array, strength: float) -> tuple[float, Array]:
    """Return the mean of -log p(right) and the pull to the prior, with the gradient."""
    scores = values[0] + given.features @ values[1:]
    odds = np.exp(np.minimum(scores, 30.0))
    good = np.where(given.right, odds, 0.0)
    sums, goods = np.add.reduceat(odds, given.starts), np.add.reduceat(good, given.starts)
    has = np.add.reduceat(given.right, given.starts) > 0
    numerator = np.where(has, goods, 1.0)
    loss = float(given.weights @ (np.log1p(sums) - np.log(numerator)))
    spread = np.repeat(np.arange(len(given.starts)), np.diff([*given.starts, len(odds)]))
    pushes = given.weights[spread] * (odds / (1 + sums[spread]) - np.where(has[spread], good / numerator[spread], 0.0))
    pull = values - prior
    pull[0] = 0.0
    gradient = np.concatenate([[pushes.sum()], given.features.T @ pushes]) + 2 * strength * pull
    return loss + strength * float(pull @ pull), gradient


class Told(NamedTuple):
    """A figure's choice as a model made it: how sure of the best text, and whether that and "none" are right."""

    p: float
    right: bool
    none_right: bool


def told(choices: Iterable[Choice], model: Model) -> list[Told]:
    """Return what a model says of each figure by itself, before any calibration."""
    return [_told(choice, model) for choice in choices]


def _told(choice: Choice, model: Model) -> Told:
    odds = [math.exp(min(model.score(features), 30.0)) for features in choice.options]
    total = 1 + math.fsum(odds)
    good = math.fsum(odd for odd, right in zip(odds, choice.right, strict=True) if right)
    best = max(range(len(odds)), key=lambda at: odds[at])
    p = good / total if choice.right[best] else odds[best] / total
    return Told(p, choice.right[best], not any(choice.right))


def calibrated(found: Sequence[Told]) -> Calibration:
    """Return the line on log-odds under which the best text of each figure is right as often as it says."""
    x = np.array([log_odds(each.p) for each in found])
    y = np.array([each.right for each in found], dtype=float)

    def loss(line: Array) -> float:
        score = line[0] * x + line[1]
        return float(np.mean(np.logaddexp(0, score) - y * score))

    slope, offset = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[SLOPES, OFFSETS]).x
    return Calibration(round(float(slope), 4), round(float(offset), 4))


def summary(found: Sequence[Told], calibration: Calibration) -> str:
    """Return how many choices are right at p >= 0.5."""
    given = [each for each in found if calibration(each.p) >= 0.5]
    right = sum(each.right for each in given)
    gold = sum(not each.none_right for each in found)
    f1 = 2 * right / (len(given) + gold) if given or gold else 1.0
    return f"{len(found):5d} figures  F1 {f1:.3f}  wrong {len(given) - right:3d}  missed {gold - right:3d}"


def fit_all(choices: Sequence[Choice], prior: Prior) -> tuple[Model, dict[str, Model]]:
    """Return the model of all families, and that of all but each, all calibrated on families not learnt from."""
    families = sorted({choice.family for choice in choices})
    held = {f: fit([c for c in choices if c.family != f], prior) for f in families}
    unseen = {f: told([c for c in choices if c.family == f], held[f]) for f in families}
    model = fit(choices, prior)
    own = calibrated([each for its in unseen.values() for each in its])
    for f in families:
        others = calibrated([each for g in families if g != f for each in unseen[g]])
        held[f] = held[f]._replace(calibration=others)
        print(f"{f:26s} {summary(unseen[f], others)}")
    print(f"{'all, held out':26s} {summary([e for its in unseen.values() for e in its], own)}  {own}")
    return model._replace(calibration=own), held


def learnt(
    found: Sequence[Document], choices_of: Callable[[Document, Model], list[Choice]], prior: Prior
) -> tuple[Model, dict[str, Model]]:
    """Return what ``fit_all`` does, with the house of each document as the weights themselves see it."""
    model = prior.model
    for _ in range(LOOKS):
        model = fit([choice for document in found for choice in choices_of(document, model)], prior)
    return fit_all([choice for document in found for choice in choices_of(document, model)], prior)


def similarity_choices(found: Sequence[Document], models: Models) -> tuple[list[Choice], list[Choice]]:
    """Return the choices of captions and of explanations with what an image–text model says; the rest as one number."""
    captions, explained = [], []
    for document in found:
        spec = PairSpec()
        around = matching.look_around(document.figures, document.regions, spec.inside_share)
        considered = matching.considered(around, 1.5 * spec.max_distance, 2 * spec.max_candidates)
        sight = sight_of(document.vectors or {}, considered, around, models.caption)
        captions += [based(each, models.caption) for each in caption_choices(document, models.caption, sight.compared)]
        explained += [
            based(each, models.explains) for each in explains_choices(document, models.explains, sight.compared)
        ]
    return captions, explained


def based(choice: Choice, model: Model) -> Choice:
    """Return a choice whose options know the score that a model gives them without similarity, and similarity."""
    return choice._replace(options=[_based(each, model) for each in choice.options])


def _based(features: Features, model: Model) -> Features:
    rest = {name: value for name, value in features.items() if name not in SEEN}
    return {"base": model.score(rest), **{name: features[name] for name in SEEN if name in features}}


def similarity_learnt(found: Sequence[Document], models: Models, clip: str) -> dict[str, Any]:
    """Return what similarity adds to models, as it stands in a file of weights."""
    priors = read_priors(PRIORS, SIMILARITY)
    fitted = [fit_all(its, prior)[0] for its, prior in zip(similarity_choices(found, models), priors, strict=True)]
    added = Models(*(model._replace(weights={name: model.weights[name] for name in SEEN}) for model in fitted))
    figures = sum(figure.outcome is Outcome.KEPT for document in found for figure in document.figures)
    told = f"{clip}: {figures} figures on {len(found)} made documents"
    return {"fitted_to": told, **_spelled(added)}


def main() -> None:
    """Fit both models, or what similarity adds to them, and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--held-out", type=Path)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--clip", default=engines.NONE)
    asked = parser.parse_args()
    found = documents(asked.pages, asked.keep, asked.jobs, asked.clip)
    standing = json.loads(WEIGHTS.read_text(encoding="utf-8"))[SIMILARITY]
    if asked.clip != engines.NONE:
        models = read_models(asked.weights.read_text(encoding="utf-8"))
        write(models, asked.weights, similarity_learnt(found, models, asked.clip))
        return
    priors = read_priors(PRIORS)
    caption, caption_held = learnt(found, caption_choices, priors[0])
    explains, explains_held = learnt(found, explains_choices, priors[1])
    write(Models(caption, explains), asked.weights, standing)
    if asked.held_out:
        asked.held_out.mkdir(parents=True, exist_ok=True)
        for family in caption_held:
            models = Models(caption_held[family], explains_held.get(family, explains))
            write(models, asked.held_out / f"{family}.json", standing)


def write(models: Models, target: Path, similarity: Mapping[str, Any]) -> None:
    """Write models, and what similarity adds to them, as a file of weights."""
    spelled = {**_spelled(models), SIMILARITY: similarity}
    target.write_text(json.dumps(spelled, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _spelled(models: Models) -> dict[str, Any]:
    return {
        name: {
            "intercept": model.intercept,
            "weights": dict(sorted(model.weights.items())),
            "calibration": model.calibration._asdict(),
        }
        for name, model in models._asdict().items()
    }


if __name__ == "__main__":
    main()

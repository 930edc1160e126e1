"""Many documents through the steps at once; what a workspace holds already is not done again."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tasks import compare, engines
from tasks.metrics.chain import STEPS, reached_the_end, register_path, rows_of
from tasks.metrics.gold import GoldDocument, GoldError
from tasks.metrics.pairs import Extracted
from tasks.pair import PairSpec, pair, pair_figures, to_compare
from tasks.pairing.model import Models
from tasks.pairing.similarity import Vectors
from tasks.records.enums import EngineKind, RunOutcome, Step
from tasks.records.figure import Candidate, Figure
from tasks.records.region import Region
from tasks.records.step import StepResult, StepRun
from tasks.runtime.errors import StepFailedError
from tasks.runtime.plan import Again, look_up, plan_chain
from tasks.runtime.room import with_room
from tasks.runtime.settings import Settings
from tasks.store.workspace import Workspace


class Source(NamedTuple):
    """A PDF and its gold."""

    gold: GoldDocument
    path: Path


class Brought(NamedTuple):
    """What came of a PDF; ``stopped`` says where and why it did not go through all steps."""

    source: Source
    found: Extracted
    stopped: str | None


def extract_all(
    sources: Sequence[Source], settings: Settings, again_from: Step | None = None, clip: str = engines.NONE
) -> Iterator[Brought]:
    """Extract from each PDF, in their order, ``settings.jobs`` at a time; from ``again_from`` on, nothing is known.

    ``clip`` is the engine that compares pictures with texts. Raise GoldError if a PDF is not the one that its gold
    speaks of.
    """
    settings = with_room(settings, [(EngineKind.CLIP, clip)])
    registered = [_registered(source, settings) for source in sources]
    with ThreadPoolExecutor(max_workers=settings.jobs) as threads:
        ended = threads.map(lambda given: extract_missing(given, settings, again_from, clip), registered)
        for source, result in zip(sources, ended, strict=True):
            yield _brought(source, result, settings)


def extract_missing(
    registration: StepResult, settings: Settings, again_from: Step | None = None, clip: str = engines.NONE
) -> StepResult:
    """Send a document through those steps that its workspace has no result of; return the last result."""
    steps = [*STEPS[:-1], (pair, PairSpec(clip=clip))]
    specs = {Step(task.name): spec for task, spec in steps}
    workspace, doc_id = Workspace(settings.workspace), registration.doc_id
    chain = plan_chain(workspace, look_up(workspace, [doc_id])[doc_id], specs, Again(again_from))
    result = registration
    for task, spec in steps:
        try:
            step = Step(task.name)
            result = chain.done.get(step) or task.fn(result, spec, settings, again=step in chain.refreshed)
        except StepFailedError as failure:
            return failure.result
        if result.outcome is RunOutcome.REJECTED:
            break
    return result


def paired_by(brought: Brought, models: Models, vectors: Vectors | None = None) -> Brought:
    """Return what other weights than those of the package would have paired."""
    found = brought.found
    candidates = pair_figures(found.figures, found.regions, PairSpec(), vectors, models)
    return brought._replace(found=found._replace(candidates=candidates))


def vectors_of(brought: Brought, clip: str, settings: Settings) -> Vectors | None:
    """Return what an image–text model said of a PDF's figures and texts, None without one; the workspace knows it."""
    if clip == engines.NONE:
        return None
    asked = to_compare(brought.found.figures, brought.found.regions, PairSpec())
    return compare.vectors_of(asked, compare.glance_of(clip, Workspace(settings.workspace)))


def _registered(source: Source, settings: Settings) -> StepResult:
    registration = register_path(source.path, settings)
    if registration is None:
        raise GoldError(f"{source.path} brings no document")
    if source.gold.sha256 not in {None, registration.doc_id}:
        raise GoldError(f"{source.path} is not the file that its gold speaks of: its sha256 is another")
    return registration


def _brought(source: Source, result: StepResult, settings: Settings) -> Brought:
    found = Extracted(
        rows_of(result, "figures", Figure, settings),
        rows_of(result, "candidates", Candidate, settings),
        rows_of(result, "regions", Region, settings),
    )
    return Brought(source, found, None if reached_the_end(result) else _stopped(result, settings))


def _stopped(result: StepResult, settings: Settings) -> str:
    run = rows_of(result, "step_runs", StepRun, settings)[-1]
    last_line = (run.error or "").strip().rpartition("\n")[2]
    return " ".join(filter(None, (result.step, result.outcome, result.reason, last_line)))

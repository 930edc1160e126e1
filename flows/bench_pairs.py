"""`etoki bench pairs`: how good figures and the texts about them are, on pages whose figures are known."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from flows import terminal
from flows.benches import scratch
from flows.exits import DONE
from tasks.engines import NONE
from tasks.metrics.gold import GoldDocument, gold_files, load_gold
from tasks.records.enums import Step
from tasks.records.record import Record
from tasks.runtime import pool
from tasks.runtime.errors import UsageError
from tasks.runtime.settings import Settings, put_in_environment

if TYPE_CHECKING:
    from tasks.metrics.extraction import Source
    from tasks.metrics.judging import Judgement
    from tasks.pairing.model import Models

SAMPLES = Path("tests/samples")
PARTLY = ("real-*",)
SCANNED = "-scanned"
"""What the name of a family ends in, if its pages were scanned; they are judged by the family's own weights."""
WORST = 20
TITLE = "recall at IoU ≥ 0.5; explains, mentions, below (nearest text below) and layout (PyMuPDF's): F1"


class PairsRequest(Record):
    """What `etoki bench pairs` is asked.

    ``weights`` is a file of pairing weights, or a folder of them by family, instead of those of the package; ``clip``
    is the engine that compares pictures with texts.
    ``partly`` names the families, as shell patterns, of which not every page was labelled: what is found on pages
    without gold does not count there.
    """

    sources: tuple[Path, ...] = ()
    pdfs: Path | None = None
    draw: Path | None = None
    fields: Path | None = None
    keep: Path | None = None
    again_from: Step | None = None
    partly: tuple[str, ...] = PARTLY
    baselines: bool = True
    weights: Path | None = None
    clip: str = NONE


def bench_pairs(request: PairsRequest) -> int:
    """Extract from the PDFs that gold speaks of and print how good figures and their texts are."""
    from tasks.metrics.drawing import draw_worst  # noqa: PLC0415 (Prefect comes with it)
    from tasks.metrics.judging import write_decisions  # noqa: PLC0415

    judged = judge_all(request, sources_of(request))
    print_scores(judged)
    if request.fields is not None:
        terminal.say(f"{write_decisions(judged, request.fields)} decisions in {request.fields}")
    if request.draw is not None:
        terminal.say(f"{len(draw_worst(judged, request.draw, WORST))} pages drawn in {request.draw}")
    return DONE


def judge_all(request: PairsRequest, sources: "Sequence[Source]") -> "list[Judgement]":
    """Extract from the PDFs, judge each by its gold, and add what the baselines find."""
    from tasks.metrics.extraction import extract_all, paired_by, vectors_of  # noqa: PLC0415 (Prefect comes with it)
    from tasks.metrics.judging import judge, simple_scores  # noqa: PLC0415

    judged = []
    with workspace(request.keep) as settings:
        for brought in extract_all(sources, settings, request.again_from, request.clip):
            if brought.stopped:
                terminal.say(f"{brought.source.gold.pdf}: {brought.stopped}")
            if request.weights is not None:
                models = weights_of(brought.source.gold, request.weights, seen=request.clip != NONE)
                brought = paired_by(brought, models, vectors_of(brought, request.clip, settings))  # noqa: PLW2901
            judged.append(judge(brought, counted(brought.source.gold, request.partly)))
        if request.baselines:
            beside = simple_scores(sources, settings)
            judged = [one._replace(score=one.score + more) for one, more in zip(judged, beside, strict=True)]
    return judged


def sources_of(request: PairsRequest) -> "list[Source]":
    """Return the PDFs with their gold; a folder without gold holds PDFs."""
    from tasks.metrics.extraction import Source  # noqa: PLC0415 (Prefect comes with it)

    named = request.sources or tuple(path for path in (SAMPLES,) if gold_files(path))
    bare = [path for path in named if path.is_dir() and not gold_files(path)]
    gold = load_gold(path for path in named if path not in bare)
    if not gold:
        raise UsageError("no gold: name its files or folders, or make pages by `python tests/bench/make_pages.py OUT`")
    folders = [*bare, *filter(None, [request.pdfs])]
    return [Source(document, found(document, folders)) for document in gold]


def found(gold: GoldDocument, folders: Sequence[Path]) -> Path:
    """Return where a PDF of the gold lies: beside it, or in one of the folders."""
    places = [folder / gold.pdf for folder in (gold.folder, *folders)]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise UsageError(f"the gold speaks of {gold.pdf}, which is not in {', '.join(str(p.parent) for p in places)}")
    return path


def weights_of(gold: GoldDocument, weights: Path, *, seen: bool = False) -> "Models":
    """Return the models of a file, or those of a folder that are called by the document's family.

    ``seen`` asks for those with similarity.
    """
    from tasks.pairing.model import read_models  # noqa: PLC0415 (only where weights are given)

    file = weights / f"{gold.family.removesuffix(SCANNED)}.json" if weights.is_dir() else weights
    if not file.is_file():
        raise UsageError(f"{file}: no such file of weights")
    return read_models(file.read_text(encoding="utf-8"), seen=seen)


def counted(gold: GoldDocument, partly: Sequence[str]) -> set[int] | None:
    """Return the pages on which what is found counts; None for all."""
    return gold.pages if any(fnmatchcase(gold.family, pattern) for pattern in partly) else None


def print_scores(judged: "Sequence[Judgement]") -> None:
    """Print a line a family, then the totals."""
    from tasks.metrics import summary  # noqa: PLC0415 (polars and numpy come with it)

    scores = [each.named for each in judged]
    terminal.print_table(summary.HEADINGS, summary.family_rows(scores), title=TITLE)
    terminal.say("")
    terminal.print_table(summary.TOTAL_HEADINGS, summary.total_rows(scores))
    families = summary.across_families(scores)
    if families is not None:
        terminal.say(families)


@contextmanager
def workspace(keep: Path | None) -> Iterator[Settings]:
    """Give the workspace to be kept, or one that is gone afterwards."""
    if keep is None:
        with scratch() as settings:
            yield settings
        return
    try:
        yield put_in_environment(workspace=keep)
    finally:
        pool.close_all()

"""Documents that were extracted, each judged by its gold, with the baselines beside it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import polars as pl

from tasks.metrics import baselines
from tasks.metrics.extraction import Brought, Source
from tasks.metrics.gold import GoldDocument
from tasks.metrics.pairs import Findings, Judged, Verdict, score_pairs
from tasks.metrics.running import intact
from tasks.metrics.scores import DocumentScore, PageScore
from tasks.records.enums import Role
from tasks.runtime import pool
from tasks.runtime.settings import Settings

Pages = Callable[[GoldDocument], set[int] | None]
Field = str | int | float | bool | None


class Judgement(NamedTuple):
    """A document's score, and what it rests on."""

    source: Source
    findings: Findings
    score: PageScore

    @property
    def named(self) -> DocumentScore:
        """Return the score with the names under which it is added up."""
        return DocumentScore(name=self.source.gold.pdf, family=self.source.gold.family, score=self.score)


def judge(brought: Brought, pages: set[int] | None = None) -> Judgement:
    """Score what was extracted of a document; ``pages`` limits the figures that count."""
    gold = brought.source.gold
    findings = Findings(gold, brought.found, pages)
    whole = intact(gold.sentences, brought.found.regions) if gold.sentences else 0
    said = PageScore(sentences=len(gold.sentences), intact=whole)
    return Judgement(brought.source, findings, score_pairs(findings) + said)


def simple_scores(sources: Sequence[Source], settings: Settings) -> list[PageScore]:
    """Score the two baselines on the pages that gold speaks of, in worker processes of their own.

    Layout analysis changes how PyMuPDF reads in its process: workers that are to extract must not have run it.
    """
    pool.close_all()
    with ThreadPoolExecutor(max_workers=settings.jobs) as threads:
        scores = list(threads.map(lambda source: _simple_score(source, settings), sources))
    pool.close_all()
    return scores


def _simple_score(source: Source, settings: Settings) -> PageScore:
    pages = sorted(source.gold.pages)
    if not pages:
        return PageScore()
    workers = pool.of(settings)
    blocks = workers.once(baselines.text_blocks, source.path, pages).value
    parts = workers.once(baselines.layout_parts, source.path, pages).value
    below = PageScore(below=baselines.score_below(source.gold, blocks))
    return below + baselines.score_layout(source.gold, parts)


def decision_rows(judgement: Judgement) -> Iterator[dict[str, Field]]:
    """Yield a row for the caption decision on each gold figure, and for each pair on a figure that is none of them.

    ``figure_id`` is null for a gold figure that was not found, ``right`` for a figure about which nothing was decided.
    """
    findings = judgement.findings
    verdicts = {id(verdict.match.item): verdict for verdict in findings.verdicts()}
    figures = {figure.figure_id: figure for figure in findings.figures}
    names: dict[str, Field] = {"pdf": judgement.source.gold.pdf, "family": judgement.source.gold.family}
    for item in findings.gold.figures:
        told = _told(item.page, item.kind, has_caption=item.has_caption, is_figure=True)
        yield names | told | _decided(verdicts.get(id(item)))
    for each in findings.judged(Role.CAPTION):
        if each.item is None:
            figure = figures[each.candidate.figure_id]
            yield names | _told(figure.page, figure.kind, has_caption=False, is_figure=False) | _given(each)


def _told(page: int, kind: str | None, *, has_caption: bool, is_figure: bool) -> dict[str, Field]:
    return {"page": page, "kind": kind, "has_caption": has_caption, "is_figure": is_figure}


def _given(judged: Judged) -> dict[str, Field]:
    return {
        "decided": "caption",
        "confidence": judged.candidate.p_match,
        "right": judged.right,
        "figure_id": judged.candidate.figure_id,
        "iou": None,
        "text": judged.candidate.text,
    }


def _decided(verdict: Verdict | None) -> dict[str, Field]:
    if verdict is None:
        return dict.fromkeys(("decided", "confidence", "right", "figure_id", "iou", "text"))
    return {
        "decided": "caption" if verdict.text else "none",
        "confidence": verdict.decision.confidence,
        "right": verdict.decision.right,
        "figure_id": verdict.match.figure.figure_id,
        "iou": round(verdict.match.iou, 4),
        "text": verdict.text.text if verdict.text else None,
    }


def write_decisions(judgements: Iterable[Judgement], target: Path) -> int:
    """Write a row a decision, as Parquet or, by the file's name, CSV; return how many."""
    frame = pl.DataFrame([row for each in judgements for row in decision_rows(each)], infer_schema_length=None)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".csv":
        frame.write_csv(target)
    else:
        frame.write_parquet(target)
    return frame.height

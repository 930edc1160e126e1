"""The scores of many documents as tables: a line a family, then the totals with their intervals."""

from collections.abc import Callable, Sequence
from itertools import chain
from statistics import fmean

import numpy as np

from tasks.metrics.calibration import Decision, Interval, calibration_error, coverage, interval
from tasks.metrics.scores import DocumentScore, Given, PageScore, pooled, ratio

HEADINGS = (
    "family", "figures", "recall", "pieces", "pair F1 [95 %]", "explains", "decoys", "mentions", "below", "layout",
)  # fmt: skip
TOTAL_HEADINGS = ("all documents", "value", "95 %", "of")
_SMALL = 0.1
Row = tuple[str, ...]


def by_family(scores: Sequence[DocumentScore]) -> dict[str, list[PageScore]]:
    """Return the scores of each family, by name."""
    found: dict[str, list[PageScore]] = {}
    for each in sorted(scores, key=lambda each: each.family):
        found.setdefault(each.family, []).append(each.score)
    return found


def family_rows(scores: Sequence[DocumentScore]) -> list[Row]:
    """Return the cells of each family, and of all together, under ``HEADINGS``."""
    rows = [_family_row(family, own) for family, own in by_family(scores).items()]
    return [*rows, _family_row("all", [each.score for each in scores])] if len(rows) > 1 else rows


def _family_row(family: str, scores: Sequence[PageScore]) -> Row:
    total = pooled(scores)
    return (
        family,
        str(total.figures),
        cell(total.recall),
        cell(total.fragmentation),
        " ".join(filter(None, (cell(total.captions.f1), _brackets(f1_interval([each.captions for each in scores]))))),
        cell(total.explains.f1),
        f"{total.fooled}/{total.decoys}" if total.decoys else "–",
        cell(total.mentions.f1),
        cell(total.below.f1),
        cell(total.layout.f1),
    )


def total_rows(scores: Sequence[DocumentScore]) -> list[Row]:
    """Return the measures of all documents together under ``TOTAL_HEADINGS``."""
    parts = [each.score for each in scores]
    total = pooled(parts)
    found = share_interval([(each.matched, each.figures) for each in parts])
    return [
        ("figures found, IoU ≥ 0.5", cell(total.recall), _dash(found), f"{total.matched} of {total.figures}"),
        ("mean IoU of those found", cell(total.mean_iou), "", f"{total.matched}"),
        ("found figures in a gold figure", cell(total.fragmentation), "", f"{total.in_pieces} with any"),
        _given_row("captions: F1", [each.captions for each in parts]),
        _given_row("explanations: F1", [each.explains for each in parts]),
        _given_row("mentions: F1", [each.mentions for each in parts]),
        _share_row("decoys that became a pair", total.fooled, total.decoys),
        _share_row("sentences whole in reading order", total.intact, total.sentences),
        *_decision_rows(parts, total),
        *(_baseline_rows(parts, total) if total.below != Given() else []),
    ]


def _baseline_rows(parts: Sequence[PageScore], total: PageScore) -> list[Row]:
    return [
        _given_row("nearest text below: F1", [each.below for each in parts]),
        _given_row("PyMuPDF layout: F1", [each.layout for each in parts]),
        _share_row("PyMuPDF layout: figures found", total.layout_matched, total.figures),
    ]


def _decision_rows(parts: Sequence[PageScore], total: PageScore) -> list[Row]:
    wrong = decision_interval(parts, lambda decisions, _: calibration_error(decisions))
    sure = decision_interval(parts, coverage)
    decided = f"{len(total.decisions)} decisions on captions"
    return [
        ("calibration error (ECE)", cell(calibration_error(total.decisions)), _dash(wrong), decided),
        (
            "decided at precision ≥ 0.98",
            cell(coverage(total.decisions, total.figures)),
            _dash(sure),
            f"{total.figures} figures",
        ),
    ]


def _given_row(name: str, parts: Sequence[Given]) -> Row:
    total = sum(parts, Given())
    sides = f"P {cell(total.precision)} R {cell(total.recall)}"
    counts = f"{total.right} right of {total.given} given; {total.hit} of {total.gold} gold"
    return name, cell(total.f1), _dash(f1_interval(parts)), f"{sides}: {counts}"


def _share_row(name: str, part: int, whole: int) -> Row:
    return name, cell(ratio(part, whole)), "", f"{part} of {whole}"


def f1_interval(parts: Sequence[Given]) -> Interval | None:
    """Return where the pooled F1 lies, documents drawn anew."""
    names = list(Given.model_fields)
    counts = np.array([[getattr(part, name) for name in names] for part in parts], dtype=np.int64)

    def f1(drawn: np.ndarray) -> float | None:
        return Given(**dict(zip(names, counts[drawn].sum(axis=0).tolist(), strict=True))).f1

    return interval(len(parts), f1)


def share_interval(parts: Sequence[tuple[int, int]]) -> Interval | None:
    """Return where the share of pooled parts in pooled wholes lies, documents drawn anew."""
    counts = np.array(parts, dtype=np.int64).reshape(-1, 2)
    return interval(len(parts), lambda drawn: ratio(*counts[drawn].sum(axis=0).tolist()))


def decision_interval(
    parts: Sequence[PageScore], measure: Callable[[Sequence[Decision], int], float | None]
) -> Interval | None:
    """Return where a measure of decisions and of the number of figures lies, documents drawn anew."""

    def measured(drawn: np.ndarray) -> float | None:
        own = [parts[place] for place in drawn]
        return measure(list(chain.from_iterable(each.decisions for each in own)), sum(each.figures for each in own))

    return interval(len(parts), measured)


def across_families(scores: Sequence[DocumentScore]) -> str | None:
    """Say the mean over families with captions and the worst of them, by F1; None where there is only one."""
    totals = {family: pooled(own).captions for family, own in by_family(scores).items()}
    known = {family: total.f1 or 0.0 for family, total in totals.items() if total.gold}
    if len(known) <= 1:
        return None
    worst = min(known, key=lambda family: (known[family], family))
    return (
        f"caption F1: mean of {len(known)} families {cell(fmean(known.values()))}, worst {cell(known[worst])} ({worst})"
    )


def cell(value: float | None) -> str:
    """Write a share with as many decimals as it can bear; – where nothing was measured."""
    if value is None:
        return "–"
    return f"{value:.3f}" if 0 < value < _SMALL else f"{value:.2f}"


def _dash(found: Interval | None) -> str:
    return f"{cell(found.low)}–{cell(found.high)}" if found else ""


def _brackets(found: Interval | None) -> str:
    return f"[{_dash(found)}]" if found else ""

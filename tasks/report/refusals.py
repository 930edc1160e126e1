"""What was turned away, in words: the same for the terminal and for the report."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tasks.records.enums import Reason
from tasks.report.answers import Row
from tasks.report.wording import compared, named, one_line, place

_UNITS = {"candidate": "text"}


class Refusal(NamedTuple):
    """One thing that was turned away; ``last`` is the last page of a span of pages that ended alike.

    ``figure_id`` names a kept figure: the one that a text was refused to, or for which none was found.
    """

    what: str
    page: int | None
    last: int | None
    where: str
    text: str
    figure_id: str | None
    figure_page: int | None
    figure: str
    corner: str
    step: str
    rule: str
    reason: str
    versus: str


def refusals(rows: Sequence[Row]) -> list[Refusal]:
    """Return what the rows of the view ``why_not`` say, in their order; neighbouring pages that ended alike as one."""
    return list(_spanned(map(_refusal, rows)))


def explained(refusal: Refusal) -> str:
    """Return the rule and how the score stood to its threshold."""
    return " ".join(filter(None, (refusal.rule, refusal.versus)))


def _refusal(row: Row) -> Refusal:
    page, bare = row["page"], _is_bare(row)
    targeted = row["figure_id"] is not None and row["what"] != "figure"
    return Refusal(
        what=_UNITS.get(str(row["what"]), str(row["what"])),
        page=page,
        last=page,
        where="" if row["what"] == "page" else place(row),
        text=_says(row),
        figure_id=row["figure_id"] if targeted or bare else None,
        figure_page=row["figure_page"],
        figure=_target(row) if targeted else "",
        corner=f"{row['figure_x0']:.0f},{row['figure_y0']:.0f}" if targeted else "",
        step=row["step"] or "register",
        rule=row["rule"] or "",
        reason=row["reason"] or "no reason given",
        versus=compared(row["score"], row["threshold"]),
    )


def _is_bare(row: Row) -> bool:
    """Tell whether a figure was cut out but found no text."""
    return bool(row["what"] == "figure" and row["step"] == "pair")


def _says(row: Row) -> str:
    if _is_bare(row):
        return f"{named(row['figure_kind'])} for which no text was found"
    return one_line(row["text"] or row["uri"] or "")


def _target(row: Row) -> str:
    away = "" if row["figure_page"] == row["page"] else f" on page {row['figure_page']}"
    return f"{named(row['figure_kind'])} at {place(row, 'figure_')}{away}"


def _spanned(found: Iterable[Refusal]) -> Iterator[Refusal]:
    """Yield pages that were not selected one after the other as one; anything else as it is."""
    span: Refusal | None = None
    for one in found:
        if span and _goes_on(span, one):
            span = span._replace(last=one.page)
            continue
        if span:
            yield span
        span = one
    if span:
        yield span


def _goes_on(span: Refusal, one: Refusal) -> bool:
    if span.what != "page" or one.what != "page" or span.last is None:
        return False
    alike = (span.reason, span.step, span.rule) == (one.reason, one.step, one.rule)
    return alike and one.reason == Reason.NOT_SELECTED and one.page == span.last + 1

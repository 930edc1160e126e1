"""What planned work will cost, by kind of sample, before anything is sent."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import groupby
from math import ceil

from pydantic import Field

from tasks.records.enums import Purpose, SampleKind
from tasks.records.record import Record
from tasks.spending.facts import ModelFacts
from tasks.spending.prices import Price, cost


class Planned(Record):
    """A sample's first request: its input as it is expected and at most, and the cap on its answer."""

    kind: SampleKind
    tokens_in: int
    most_in: int
    max_tokens: int


class Habit(Record):
    """What a purpose usually takes of a sample.

    ``chance`` is calls a sample; ``again`` the share of the first request's input that the call repeats, ``more`` the
    tokens of its own; ``tokens_in`` stands in place of both where it was measured.
    """

    chance: float = Field(default=1.0, ge=0)
    again: float = Field(default=1.0, ge=0)
    more: float = Field(default=0.0, ge=0)
    tokens_in: float | None = None
    tokens_out: float = Field(ge=0)


Habits = Mapping[tuple[SampleKind, Purpose], Habit]


class Measured(Record):
    """What stored calls of one kind and purpose took: how many a sample, and their mean tokens."""

    kind: SampleKind
    purpose: Purpose
    calls: int
    share: float
    tokens_in: float
    tokens_out: float


class Row(Record):
    """One kind's line of a preview; ``usd`` is None where the price is unknown."""

    kind: SampleKind | None
    samples: int
    calls: int
    tokens_in: int
    tokens_out: int
    usd: Decimal | None
    worst_usd: Decimal | None


def forecast(
    planned: Iterable[Planned],
    facts: ModelFacts,
    price: Price | None,
    purposes: Collection[Purpose],
    measured: Habits | None = None,
    *,
    batch: bool = False,
) -> list[Row]:
    """Return a row a kind, in the order of kinds, and the total last, whose kind is None.

    The worst case asks everything once of every sample, each answer as long as it may be; it is told, not reserved:
    what the ledger reserves is each call's own.
    """
    habits = {**defaults(facts), **(measured or {})}
    asked = [purpose for purpose in Purpose if purpose in {Purpose.COMPOSE, *purposes}]
    order = list(SampleKind)
    ordered = sorted(planned, key=lambda one: order.index(one.kind))
    rows = [_row(kind, list(group), habits, price, asked, batch=batch) for kind, group in groupby(ordered, _kind)]
    return [*rows, _total(rows, known=price is not None)]


@cache
def _said() -> dict[str, dict[str, dict[str, float]]]:
    return tomllib.loads(files("tasks.spending").joinpath("habits.toml").read_text(encoding="utf-8"))


def defaults(facts: ModelFacts) -> dict[tuple[SampleKind, Purpose], Habit]:
    """Return the habits that stand until calls were measured; a model that thinks first is billed for that too."""
    said = _said()
    found = {}
    for kind in SampleKind:
        for purpose in Purpose:
            habit = {"tokens_out": said["answers"][kind]["tokens_out"], **said["purposes"][purpose]}
            found[kind, purpose] = Habit.model_validate({**habit, "tokens_out": habit["tokens_out"] + facts.hidden})
    return found


def learned(rows: Iterable[Measured], *, least: int = 5) -> dict[tuple[SampleKind, Purpose], Habit]:
    """Return the habits that calls have shown; of fewer than ``least`` calls nothing is learned."""
    return {
        (row.kind, row.purpose): Habit(chance=row.share, tokens_in=row.tokens_in, tokens_out=row.tokens_out)
        for row in rows
        if row.calls >= least
    }


def _kind(planned: Planned) -> SampleKind:
    return planned.kind


def _row(
    kind: SampleKind,
    planned: list[Planned],
    habits: Habits,
    price: Price | None,
    asked: list[Purpose],
    *,
    batch: bool,
) -> Row:
    calls = tokens_in = tokens_out = 0.0
    for purpose in asked:
        habit = habits[kind, purpose]
        count = habit.chance * len(planned)
        calls += count
        tokens_in += sum(habit.chance * _input(one.tokens_in, habit, purpose) for one in planned)
        tokens_out += sum(habit.chance * min(habit.tokens_out, one.max_tokens) for one in planned)
    spent = _ceiled(tokens_in), _ceiled(tokens_out)
    worst = price and sum((_worst(one, habits, price, asked, batch=batch) for one in planned), Decimal(0))
    return Row(
        kind=kind,
        samples=len(planned),
        calls=_ceiled(calls),
        tokens_in=spent[0],
        tokens_out=spent[1],
        usd=price and cost(price, *spent, batch=batch),
        worst_usd=worst,
    )


def _input(first: int, habit: Habit, purpose: Purpose) -> float:
    if habit.tokens_in is not None and purpose is not Purpose.COMPOSE:
        return habit.tokens_in
    return first * habit.again + habit.more


def _worst(one: Planned, habits: Habits, price: Price, asked: list[Purpose], *, batch: bool) -> Decimal:
    """Return the cost of a sample for which everything is asked, and every answer takes all it may."""
    repeated = [habits[one.kind, purpose] for purpose in asked]
    most_in = sum(ceil(one.most_in * max(1.0, habit.again) + 4 * habit.more + one.max_tokens) for habit in repeated)
    return cost(price, most_in, len(repeated) * one.max_tokens, batch=batch)


def _total(rows: list[Row], *, known: bool) -> Row:
    return Row(
        kind=None,
        samples=sum(row.samples for row in rows),
        calls=sum(row.calls for row in rows),
        tokens_in=sum(row.tokens_in for row in rows),
        tokens_out=sum(row.tokens_out for row in rows),
        usd=sum((row.usd for row in rows if row.usd), Decimal(0)) if known else None,
        worst_usd=sum((row.worst_usd for row in rows if row.worst_usd), Decimal(0)) if known else None,
    )


def _ceiled(number: float) -> int:
    return ceil(number - 1e-9)

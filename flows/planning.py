"""What a model is to write, of which figures, and what that will cost."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from flows.instruct_request import InstructRequest
from tasks import engines
from tasks.asking.terms import Terms
from tasks.records.enums import EngineKind, Purpose, SampleKind
from tasks.records.sample import Evidence
from tasks.runtime.credentials import Credentials
from tasks.runtime.errors import UsageError
from tasks.spending import tokens
from tasks.spending.forecast import Habit, Measured, Planned, Row, defaults, forecast, learned
from tasks.spending.prices import PriceError, PriceTable
from tasks.store.catalog import read
from tasks.store.workspace import Workspace
from tasks.writing.enquiry import House
from tasks.writing.order import Order, WritingSpec, orders

ALL = 1 << 62
FIGURES_AT_ONCE = 1000
OWN_PRICES = "prices.toml"
"""A price table that lies in the workspace stands over the one that etoki comes with."""

MOST_CALLS_MEASURED = 2000


class Plan(NamedTuple):
    """What holds for all samples, the terms of each model, and where the evidence lies."""

    house: House
    terms: Mapping[str, Terms]
    workspace: Workspace
    request: InstructRequest

    @property
    def writer(self) -> Terms:
        """Return the terms of the model that writes."""
        return self.terms[self.house.spec.model]

    def orders(self) -> Iterator[Order]:
        """Yield the samples that are to be written and were not yet, from the catalog as it is now."""
        spec, facts = self.house.spec, self.house.facts[self.house.spec.model]
        figures = islice(_evidence(self.workspace.root), self.request.figures)
        new = orders(figures, spec, facts, self.request.llm)
        if not self.request.again:
            asked = read(self.workspace.root, "queries/samples_asked_for")
            known = set(zip(asked["sample_id"], asked["call_key"], strict=True))
            new = (order for order in new if (order.sample_id, order.request.call_key) not in known)
        return islice(new, self.request.limit)


def planned(request: InstructRequest, workspace: Workspace, flow_run_id: str) -> Plan:
    """Return a plan; UsageError for a price table that cannot be read."""
    if request.llm not in engines.names(EngineKind.CHAT):
        raise UsageError(f"no engine {request.llm!r} that is asked; there is {engines.names(EngineKind.CHAT)}")
    table, spec = _prices(request, workspace.root), _spec(request)
    address = request.base_url or Credentials().base_url
    facts = {model: table.facts(model, address) for model in spec.models()}
    ratios = _ratios(workspace.root)
    terms = {
        model: Terms(
            facts=facts[model],
            price=table.price(model, address),
            table=table.name,
            batch=request.batch,
            ratio=ratios.get(model, 1.0),
        )
        for model in spec.models()
    }
    habits = {**defaults(facts[spec.model]), **_measured(workspace.root, spec.model)}
    house = House(flow_run_id=flow_run_id, spec=spec, facts=facts, habits=habits)
    return Plan(house, terms, workspace, request)


def preview(request: InstructRequest, plan: Plan) -> list[Row]:
    """Return what the plan will cost, by kind; the last row is the sum."""
    terms = plan.writer
    expected = (
        Planned(
            kind=order.kind,
            tokens_in=terms.tokens_in(order.request),
            most_in=tokens.most_of(order.request, terms.facts),
            max_tokens=order.request.max_tokens,
        )
        for order in plan.orders()
    )
    habits = plan.house.habits
    return forecast(expected, terms.facts, terms.price, request.purposes(), habits, batch=request.batch)


def _spec(request: InstructRequest) -> WritingSpec:
    """Return how samples are written; an engine that has one model is asked for no other, whatever is named."""
    spec = WritingSpec(**{name: getattr(request, name) for name in WritingSpec.model_fields})
    only = engines.load(EngineKind.CHAT, request.llm).only_model
    return spec.model_copy(update={"model": only, "guard_model": spec.guard_model and only}) if only else spec


def _prices(request: InstructRequest, root: Path) -> PriceTable:
    own = Path(request.prices) if request.prices else root / OWN_PRICES
    try:
        return PriceTable.load(own if request.prices or own.exists() else None)
    except PriceError as error:
        raise UsageError(str(error)) from error


def _evidence(root: Path) -> Iterator[Evidence]:
    """Yield all that is known of each figure with an accepted pair; no more than some are in memory at a time."""
    after = ""
    while rows := read(root, "queries/accepted_evidence", {"after": after, "most": FIGURES_AT_ONCE}).to_dicts():
        yield from (Evidence(**row) for row in rows)
        after = rows[-1]["figure_id"]


def _ratios(root: Path) -> dict[str, float]:
    rows = read(root, "queries/usage_against_estimates", {"most": MOST_CALLS_MEASURED})
    models = rows["model"].unique().to_list()
    pairs = {model: rows.filter(rows["model"] == model) for model in models}
    return {
        model: tokens.learned_ratio(zip(found["estimate_tokens_in"], found["tokens_in"], strict=True))
        for model, found in pairs.items()
    }


def _measured(root: Path, model: str) -> dict[tuple[SampleKind, Purpose], Habit]:
    """Return what calls of a model took so far, where there were enough to tell."""
    rows = read(root, "queries/measured_usage").to_dicts()
    known = [row for row in rows if row["model"] == model and row["share"] is not None]
    return learned(Measured(**{name: row[name] for name in Measured.model_fields}) for row in known)

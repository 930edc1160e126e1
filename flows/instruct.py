"""accepted pairs → training samples: by free engines, or verified ones by a model at a price."""

from prefect import flow
from prefect.runtime import flow_run

from flows import planning, shards, showing
from flows.instruct_request import InstructReport, InstructRequest
from flows.showing import asked
from tasks import engines
from tasks.asking import settle
from tasks.compose import compose, unwritten
from tasks.records.enums import EngineKind, Mode, Outcome
from tasks.records.sample import Evidence, Sample
from tasks.runtime.errors import SamplesUnansweredError, UsageError
from tasks.runtime.settings import Settings
from tasks.store.catalog import load, read
from tasks.store.errors import CatalogError
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace

RAW_PAIRS = "template"
"""The engine that writes what the mode of raw pairs asks for."""


def describe() -> str:
    """Name a run by who writes: `instruct · gpt-4o-mini`."""
    request = asked(InstructRequest)
    return f"instruct · {request.model if request.asks else request.llm}"


@flow(name="instruct", flow_run_name=describe)
def instruct(request: InstructRequest) -> InstructReport:
    """Write samples about every figure with an accepted pair, grounded in what was extracted alone."""
    settings, run_id = Settings(), str(flow_run.id)
    if request.llm == engines.NONE:
        return InstructReport()
    report = write_by_model(request, run_id, settings) if request.asks else InstructReport()
    if not request.preview and (not request.asks or Mode.RAW_PAIR in request.modes):
        report = write_freely(request, run_id, settings, report)
    if report.unanswered:
        raise SamplesUnansweredError(report, f"{report.unanswered} samples got no answer: {report.trouble}")
    return report


def write_freely(
    request: InstructRequest, flow_run_id: str, settings: Settings, report: InstructReport
) -> InstructReport:
    """Journal the samples that a free engine writes of each figure, unless they are these already."""
    workspace = Workspace(settings.workspace)
    load(workspace.root)
    engine = RAW_PAIRS if request.llm in engines.names(EngineKind.CHAT) else request.llm
    wanted = {"after": "", "most": request.figures or planning.ALL}
    evidence = [Evidence(**row) for row in read(workspace.root, "queries/accepted_evidence", wanted).to_dicts()]
    samples, parts = compose(evidence, engines.load(EngineKind.LLM, engine), flow_run_id)
    current = [Sample(**row) for row in read(workspace.root, "queries/current_samples").to_dicts()]
    new, new_parts = unwritten(samples, parts, current)
    if new:
        workspace.journal.append(None, new_entry_id(), {"samples": new, "sample_parts": new_parts})
    counts = {"figures": len(evidence), "samples": len(samples), "written": len(new)}
    return report.model_copy(update=counts)


def write_by_model(request: InstructRequest, flow_run_id: str, settings: Settings) -> InstructReport:
    """Plan, say what it will cost, and write as far as the cap goes."""
    workspace = Workspace(settings.workspace)
    load_whole(workspace)
    plan = planning.planned(request, workspace, flow_run_id)
    if request.preview:
        rows = planning.preview(request, plan)
        showing.show_table("preview", [row.model_dump(mode="json") for row in rows], "What it would cost.")
        return InstructReport(preview=rows, prices=plan.writer.table)
    check_money(request, plan)
    with settle.opened(workspace) as ledger:
        counts = shards.write_all(request, plan, workspace, ledger)
        spent = ledger.do(lambda accounts: accounts.balance()).spent
    load_whole(workspace)
    sifted = shards.sift_all(workspace, flow_run_id)
    load_whole(workspace)
    duplicates = sum(one.flow_run_id == flow_run_id and one.outcome is Outcome.REJECTED for one in sifted)
    is_priced = all(terms.price is not None for terms in plan.terms.values())
    return shards.reported(counts, spent, duplicates).model_copy(update={"is_priced": is_priced})


def load_whole(workspace: Workspace) -> None:
    """Bring the catalog up to date; CatalogError if a check fails: who plans by an old one pays for what is there."""
    report = load(workspace.root)
    if not report.published:
        said = "; ".join(f"{check.name}: {', '.join(check.rows)}" for check in report.failed_checks)
        raise CatalogError(f"the catalog is not up to date, since a check of it failed: {said}")


def check_money(request: InstructRequest, plan: planning.Plan) -> None:
    """Refuse to spend without a word about how much."""
    unknown = [model for model, terms in plan.terms.items() if terms.price is None]
    if request.max_cost is not None and unknown:
        raise UsageError(
            f"the price of {', '.join(unknown)} is unknown, so that no cap can hold: say it in a file for --prices"
        )
    free = all(terms.price is not None and terms.is_free for terms in plan.terms.values())
    if request.max_cost is None and not request.yes and not free:
        raise UsageError("this costs money: say how much with --max-cost, or --yes for whatever it costs")

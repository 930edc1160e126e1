"""What `etoki instruct` does between the typed words and the flow: says what it will cost, and asks."""

import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flows import terminal
from flows.commands import check_words, prefect_at, told
from flows.exits import DONE, FAILED
from tasks import engines
from tasks.records.enums import EngineKind, SampleKind
from tasks.runtime.errors import UsageError
from tasks.runtime.settings import Settings
from tasks.spending.forecast import Row
from tasks.store.catalog import load
from tasks.store.workspace import Workspace

if TYPE_CHECKING:
    from flows.instruct_request import InstructReport, InstructRequest

UNKNOWN = "unknown price"
DECLINED = "nothing was sent"
FREE = "raw pairs are written without a model: they cost nothing"
NOTHING_LEFT = "nothing is left to write: no figure suits these kinds whose samples are not written yet"


def instruct_for(said: Mapping[str, Any]) -> int:
    """Run the flow, after its price was told and agreed to."""
    report = _written(said)
    return DONE if report is None else print_report(report)


def compare(settings: Settings, said: Mapping[str, Any]) -> int:
    """Write in every mode and show how they compare."""
    from flows.spending import compare_modes  # noqa: PLC0415 (only where it is asked for)

    report = _written(said)
    if report is None or report.preview:
        return DONE if report is None else print_report(report)
    code = print_report(report)
    compare_modes(settings, said["modes"])
    return code


def _written(said: Mapping[str, Any]) -> "InstructReport | None":
    """Return what the flow reports; None if whoever was asked said no."""
    check_names(said["llm"], said["kinds"])
    workspace = Workspace(Settings().workspace)
    if not workspace.journal.root.is_dir():
        raise UsageError(f"{workspace.root} is no workspace; make one with `etoki run`")
    with prefect_at(workspace):
        from flows.instruct import instruct  # noqa: PLC0415 (Prefect reads its settings now)
        from flows.instruct_request import InstructRequest  # noqa: PLC0415

        request = agreed(InstructRequest.model_validate(said), workspace)
        report: InstructReport | None = told(instruct(request, return_state=True)) if request else None
        return report


def check_names(engine: str, kinds: Sequence[str]) -> None:
    """Refuse an engine or a kind that is none."""
    known = [one for one in engines.names(EngineKind.CHAT) if one != engines.NONE]
    if engine not in known:
        raise UsageError(f"no engine {engine!r} that is asked; installed: {', '.join(known)}")
    for kind in kinds:
        check_words(kind=(kind, SampleKind))


def agreed(request: "InstructRequest", workspace: Workspace) -> "InstructRequest | None":
    """Return the request as it may be run: nobody is asked who said how much, or who does not sit there."""
    if request.preview and not request.asks:
        terminal.say(FREE)
        return None
    if request.preview or request.yes or request.max_cost is not None or not request.asks:
        return request
    if not sys.stdin.isatty():
        return request  # the flow itself refuses, if it costs anything
    from flows import planning  # noqa: PLC0415 (as above)

    load(workspace.root)
    plan = planning.planned(request, workspace, "preview")
    if all(terms.is_free for terms in plan.terms.values()):
        return request
    rows = planning.preview(request, plan)
    print_preview(rows, plan.writer.table)
    terminal.say("")
    if not rows[-1].samples or not _says_yes("Spend this? Nothing caps it; --max-cost would. [y/N] "):
        terminal.say(DECLINED)
        return None
    return request.model_copy(update={"yes": True})


def _says_yes(question: str) -> bool:
    try:
        return input(question).strip().lower() in {"y", "yes"}
    except EOFError:
        return False


def print_preview(rows: Sequence[Row], table: str) -> None:
    """Print what each kind of sample will take."""
    terminal.print_rows(
        [
            {
                "kind": row.kind or "all",
                "samples": row.samples,
                "calls": row.calls,
                "tokens in": row.tokens_in,
                "tokens out": row.tokens_out,
                "USD": _usd(row.usd),
                "at most": _usd(row.worst_usd),
            }
            for row in rows
        ]
    )
    terminal.say(f"prices of {table}; calls, tokens and USD are expected, not certain")
    if not rows[-1].samples:
        terminal.say(NOTHING_LEFT)


def _usd(amount: Decimal | None) -> str:
    return UNKNOWN if amount is None else f"{amount:.4f}"


def print_report(report: "InstructReport") -> int:
    """Print what a run wrote, or would, and return the exit code."""
    if report.preview:
        print_preview(report.preview, report.prices or "")
        return DONE
    turned_away = ", ".join(f"{reason} {count}" for reason, count in report.rejected.items())
    terminal.say(f"{report.written} samples written" + (f", of {report.figures} figures" if report.figures else ""))
    if report.spent_usd is not None:
        terminal.say(f"kept {report.kept}; turned away {turned_away or 'none'}")
        uncounted = "" if report.is_priced else ", calls of unknown price not counted"
        spent = f"{report.spent_usd:.6f} USD in this workspace so far{uncounted}"
        terminal.say(f"spent {spent}; `etoki cost` has the details")
    if report.stopped:
        terminal.say(f"stopped at the cap: {report.stopped}; a higher --max-cost goes on from here")
    if report.unanswered:
        terminal.say(f"{report.unanswered} samples got no answer ({report.trouble}); the same command asks again")
    return FAILED if report.unanswered else DONE

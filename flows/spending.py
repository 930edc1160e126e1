"""`etoki cost` and `etoki compare-modes`: what calls of models cost, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from flows import terminal
from flows.exits import DONE
from tasks.records.enums import Mode
from tasks.report.wording import UNKNOWN, usd
from tasks.runtime.settings import Settings
from tasks.store.catalog import load, read

By: TypeAlias = Literal["run", "model", "kind", "document"]
Row: TypeAlias = Mapping[str, Any]

NOTHING_ASKED = "no model was asked for anything yet; `etoki instruct` does"
_NAME = 40
_NOTES = {
    "assumed_usd": "assumed: the worst case of calls whose usage is not known, since they failed or were lost",
    "unpriced": f"{UNKNOWN}: no price is known; ≥: of some of these calls",
}


def cost(settings: Settings, by: By = "run") -> int:
    """Print what calls cost by run, model, kind or document, estimate against actual, and the sum of all."""
    root = settings.workspace.absolute()
    load(root)
    rows = read(root, "queries/cost", {"by": by}).to_dicts()
    if not rows:
        terminal.say(NOTHING_ASKED)
        return DONE
    (total,) = read(root, "queries/cost", {"by": "all"}).to_dicts()
    shown = [_of_part(by, row) for row in rows]
    if len(rows) > 1:
        shown.append({by: "all", **({"since": ""} if by == "run" else {}), **_figures(total)})
    terminal.print_rows(shown)
    for column, note in _NOTES.items():
        if total[column]:
            terminal.say(note)
    return DONE


def compare_modes(settings: Settings, modes: Sequence[Mode]) -> int:
    """Print how modes compare on the figures that samples were written of in each of them."""
    root = settings.workspace.absolute()
    load(root)
    rows = read(root, "queries/mode_comparison", {"modes": [str(mode) for mode in modes]}).to_dicts()
    if not rows:
        terminal.say(f"no figure has samples in each of the modes {', '.join(modes)}")
        return DONE
    terminal.print_rows([_of_mode(row) for row in rows])
    for row in rows:
        if row["kind"] is None and row["reasons"]:
            told = ", ".join(f"{one['reason']} {one['n']}" for one in row["reasons"])
            terminal.say(f"{row['mode']} turned away: {told}")
    return DONE


def least(amount: Decimal | None, unpriced: int) -> str:
    """Spell an amount of USD, which is a least one where some calls have no price."""
    return f"≥ {usd(amount)}" if unpriced and amount is not None else usd(amount)


def _of_part(by: By, row: Row) -> dict[str, object]:
    began: datetime | None = row["since"]
    since = {"since": f"{began:%Y-%m-%d %H:%M}" if began else None} if by == "run" else {}
    return {by: _shortened(row["name"] or row["part"]), **since, **_figures(row)}


def _figures(row: Row) -> dict[str, object]:
    counts = {name: row[name] for name in ("calls", "stored", "failed", "lost", "open", "tokens_in", "tokens_out")}
    unpriced = row["unpriced"]
    ended = row["calls"] > row["open"]
    return counts | {
        "estimate": least(row["estimate_usd"], unpriced) if ended else None,
        "usd": least(row["cost_usd"], unpriced) if ended else None,
        "assumed": usd(row["assumed_usd"]) if row["assumed_usd"] else None,
        "kept": row["kept"],
        "usd/kept": _each(row),
    }


def _of_mode(row: Row) -> dict[str, object]:
    return {
        "mode": row["mode"],
        "kind": row["kind"] or "all",
        **{name: row[name] for name in ("figures", "samples", "kept")},
        "accepted": None if row["acceptance"] is None else f"{100 * row['acceptance']:.0f} %",
        "revised": row["revised"],
        "characters": row["answer_chars"],
        **{name: row[name] for name in ("calls", "tokens_in", "tokens_out")},
        "usd": usd(row["cost_usd"]) if row["calls"] else None,
        "usd/kept": _each(row),
    }


def _each(row: Row) -> str | None:
    if not row["kept"] or not row["calls"]:
        return None
    return least(row["usd_per_kept"], row.get("unpriced", 0))


def _shortened(name: str | None) -> str | None:
    return name if name is None or len(name) <= _NAME else f"{name[: _NAME - 1]}…"

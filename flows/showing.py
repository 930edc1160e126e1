"""What a flow run shows in the Prefect UI: its name, its tags, how far it is, what came of it."""

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import UUID

import httpx
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from tasks.records.enums import Outcome, Step
from tasks.records.record import Record
from tasks.runtime import progress
from tasks.store.catalog import read
from tasks.store.workspace import Workspace

R = TypeVar("R", bound=Record)
SHOWN_EVERY = 2.0
"""Seconds between two looks at how far the pages are."""

STEPS_OF_PAGES = "all pages in all steps"
MOST_TAGS = 80
MOST_FAILURES = 200
MOST_ERROR = 300
SHOWN_ID = 12
WHOLE_HASH = re.compile(r"[0-9a-f]{64}")
SHOWN_UNITS = frozenset({"document", "page", "figure", "pair", "sample"})
HARMLESS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]()<>|#~!&"})
"""How signs are spelled that markdown could take for markup; a web address at most becomes a link to itself."""

NOTHING_DONE, ALL_DONE = 0.0, 100.0


def asked(kind: type[R]) -> R:
    """Return what the present run was asked for, be it from a form or from a caller."""
    request: Any = flow_run.parameters["request"]
    return request if isinstance(request, kind) else kind.model_validate(request)


def run_name(verb: str, documents: Sequence[str], label: str | None) -> str:
    """Return what a run is called: `extract 令和5年版.pdf`, `extract 12 PDFs · 白書`; a whole hash is shortened."""
    about = _short(Path(documents[0]).name) if len(documents) == 1 else f"{len(documents):,} PDFs"
    return " ".join([verb, about, *(["·", label] if label else [])])


def tag_run(names: Iterable[str], called: str | None = None) -> None:
    """Tag the flow run with the names of its documents, and call it otherwise now that they are known.

    The server tells of a change of state with at most a hundred related things, tags included, or not at all: a run
    of more documents than ``MOST_TAGS`` bears the names of the first.

    Its task runs bear them in their names alone: each tagged task run asks the server for a concurrency slot first,
    a third of what it costs.
    """
    run_id = flow_run.id
    if run_id is None:
        return
    with get_client(sync_client=True) as client:
        client.update_flow_run(UUID(run_id), name=called, tags=sorted({*flow_run.tags, *islice(names, MOST_TAGS)}))


def _short(name: str) -> str:
    return name[:SHOWN_ID] if WHOLE_HASH.fullmatch(name) else name


@contextmanager
def shown_progress() -> Iterator[None]:
    """Move the run's bar while the block runs; what cannot be shown, a server being away, is not shown."""
    counted, over = Counted(), threading.Event()
    shown = _bar(STEPS_OF_PAGES)
    mover = threading.Thread(target=_move, args=(shown, counted, over), name="etoki-progress", daemon=True)
    mover.start()
    try:
        with progress.listening(counted.add):
            yield
    finally:
        over.set()
        mover.join(SHOWN_EVERY)


@contextmanager
def shown_share(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give what moves the run's bar to a share of all."""
    shown = _bar(what)

    def tell(done: int, of_all: int) -> None:
        _show(shown, round(ALL_DONE * done / of_all, 1) if of_all else ALL_DONE, what)

    yield tell


class Counted:
    """Pages done and pages expected, over all steps."""

    def __init__(self) -> None:
        self.done = self.expected = 0

    def add(self, done: int, expected: int) -> None:
        """Count on."""
        self.done += done
        self.expected += expected

    @property
    def percent(self) -> float:
        """Return how far it is, rounded to a tenth."""
        return round(min(ALL_DONE, 100 * self.done / self.expected), 1) if self.expected else NOTHING_DONE


def show_outcome(workspace: Workspace, documents: Sequence[str]) -> None:
    """Show the funnel of some documents, and what failed of them and how to run it again."""
    wanted = {"doc_ids": list(documents)}
    funnel = read(workspace.root, "queries/funnel_of", wanted).to_dicts()
    create_table_artifact(key="funnel", table=funnel, description=way_of(funnel))
    failures = read(workspace.root, "queries/failures_of", wanted).to_dicts()
    create_markdown_artifact(key="failures", markdown=told(failures), description=counted(failures))


def show_table(key: str, rows: Sequence[dict[str, Any]], description: str) -> None:
    """Show rows in the run."""
    create_table_artifact(key=key, table=list(rows), description=description)


def way_of(funnel: Sequence[dict[str, Any]]) -> str:
    """Return how many of each unit were kept at the last step that saw it: `document 4 → page 9 → figure 12`.

    The card of an artifact shows its description; the rows are some clicks away.
    """
    last = {row["unit"]: row["step"] for row in funnel if row["unit"] in SHOWN_UNITS}
    kept = {(row["unit"], row["step"]): row["n"] for row in funnel if row["outcome"] == Outcome.KEPT}
    return " → ".join(f"{unit} {kept.get((unit, step), 0):,}" for unit, step in last.items()) or "nothing yet"


def counted(failures: Sequence[dict[str, Any]]) -> str:
    """Return how many documents failed or were turned away, in a sentence."""
    failed = sum(failure["status"] == Outcome.FAILED for failure in failures)
    if not failures:
        return "Nothing failed, and nothing was turned away."
    return f"**{failed:,} failed**, {len(failures) - failed:,} turned away: which, why, and what to do."


def told(failures: Sequence[dict[str, Any]]) -> str:
    """Return what failed or was turned away as a page of markdown, with the words that rerun it."""
    if not failures:
        return counted(failures)
    items = [_item(failure) for failure in failures[:MOST_FAILURES]]
    more = [f"… and {len(failures) - MOST_FAILURES:,} more."] if len(failures) > MOST_FAILURES else []
    return "\n\n".join([_advice(failures), "\n".join(items), *more])


def _item(failure: dict[str, Any]) -> str:
    """Spell a failure as an item of a list: a table's cells do not wrap, and a path would hide what stands beside."""
    where = f" at {failure['step']}" if failure["step"] else ""
    why = f" ({_plain(failure['reason'])})" if failure["reason"] else ""
    status = "failed" if failure["status"] == Outcome.FAILED else "turned away"
    error = _last_line(failure["error"])
    again = f"`etoki rerun {failure['doc_id'][:SHOWN_ID]}{_options(failure)}`"
    head = f"- **{_plain(failure['name'])}** {status}{where}{why}"
    return "  \n  ".join([head, *([_plain(error)] if error else []), again])


def _options(failure: dict[str, Any]) -> str:
    if failure["status"] == Outcome.FAILED:
        return ""
    return " --force" if failure["given_up"] else f" --from {failure['step'] or Step.PROBE}"


def _advice(failures: Sequence[dict[str, Any]]) -> str:
    if all(failure["status"] != Outcome.FAILED for failure in failures):
        return "These were turned away for good: a rerun changes something only where its cause is gone."
    return (
        "What failed is tried again when you choose **Retry** on this run, start the deployment **rerun-failed**, or "
        "say `etoki rerun --failed`. Take the cause away first."
    )


def _last_line(error: str | None) -> str | None:
    lines = [line for line in (error or "").splitlines() if line.strip()]
    return lines[-1][:MOST_ERROR] if lines else None


def _plain(text: str) -> str:
    """Spell a text so that none of it is markup, and none of it is invisible."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip().translate(HARMLESS)


def _bar(what: str) -> UUID:
    made = create_progress_artifact(NOTHING_DONE, key="progress", description=_so_far(NOTHING_DONE, what))
    return cast("UUID", made)  # a coroutine only where it is awaited


def _so_far(percent: float, what: str) -> str:
    return f"{percent:g} % of {what}"


def _show(shown: UUID, percent: float, what: str) -> None:
    with suppress(httpx.HTTPError):
        update_progress_artifact(shown, progress=percent, description=_so_far(percent, what))


def _move(shown: UUID, counted: Counted, over: threading.Event) -> None:
    last = NOTHING_DONE
    while not over.wait(SHOWN_EVERY):
        if counted.percent != last:
            last = counted.percent
            _show(shown, last, STEPS_OF_PAGES)
    _show(shown, ALL_DONE, STEPS_OF_PAGES)

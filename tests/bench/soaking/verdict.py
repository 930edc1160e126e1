"""What must be true of a workspace when nothing is left to do, whatever happened before."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from soaking.papers import End
from tasks.store.catalog import load, query
from tasks.store.workspace import Workspace

ENDS = "select s.name, s.outcome as source, d.status, d.reason from sources s left join documents d using (doc_id)"
TWICE = (
    "select doc_id, step, count(*) as times from step_runs "
    "where outcome = 'ok' group by doc_id, step, cache_key having count(*) > 1"
)
ITEMS_TWICE = "select export_id, sample_id from export_items group by all having count(*) > 1"
SAMPLES_TWICE = "select sample_id from current_samples group by all having count(*) > 1"
UNEVEN = (
    "select step, unit from funnel group by all having "
    "sum(n) filter (where outcome = 'in') is distinct from sum(n) filter (where outcome <> 'in')"
)
SPEED = (
    "select epoch(max(started_at) + max(seconds) * interval 1 second) as ended "
    "from step_runs where step <> 'register' group by doc_id order by ended"
)


def faults(root: Path, ends: Mapping[str, End]) -> list[str]:
    """Return a line for everything that is not as it must be; none if all is well."""
    return [
        *(f"check {check.name} fails: {check.rows}" for check in load(root).failed_checks),
        *_wrong_ends(root, ends),
        *(f"executed twice: {row}" for row in ask(root, TWICE)),
        *(f"twice in an export: {row}" for row in ask(root, ITEMS_TWICE)),
        *(f"twice in the dataset: {row}" for row in ask(root, SAMPLES_TWICE)),
        *(f"kept, rejected and merged are not all that came in: {row}" for row in ask(root, UNEVEN)),
        *_export_faults(Workspace(root)),
    ]


def ended_at(root: Path) -> list[float]:
    """Return when each document was through, in seconds since the epoch, in order."""
    return [row["ended"] for row in ask(root, SPEED)]


def ask(root: Path, question: str) -> list[dict[str, Any]]:
    """Return the rows that answer a SQL question."""
    rows: list[dict[str, Any]] = query(root, question).to_pylist()
    return rows


def _wrong_ends(root: Path, ends: Mapping[str, End]) -> Iterator[str]:
    rows = ask(root, ENDS)
    found = {row["name"]: row for row in rows}
    if len(rows) != len(ends):
        yield f"{len(ends)} files came in, {len(rows)} are sources"
    for name, end in ends.items():
        row = found.get(name)
        came_to = End(row["status"], row["reason"]) if row else None
        if came_to != end:
            yield f"{name}: {came_to} instead of {end}"


def _export_faults(workspace: Workspace) -> Iterator[str]:
    """Compare each published dataset with itself: no sample twice, every picture there."""
    for file in sorted(workspace.exports.glob("*/dataset.json")):
        items = json.loads(file.read_text("utf-8"))
        yield from (
            f"{file}: {name} is there {n} times" for name, n in Counter(i["id"] for i in items).items() if n > 1
        )
        wanted = {item["image"] for item in items if "image" in item}
        yield from (f"{file}: {name} is missing" for name in sorted(wanted) if not (file.parent / name).is_file())

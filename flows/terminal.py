"""What a person sees in the terminal: lines, tables, progress over pages."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

if TYPE_CHECKING:
    import pyarrow as pa

    from tasks.store.catalog import LoadReport

PIPE_WIDTH = 160
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
console = Console(soft_wrap=False, highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def say(line: str) -> None:
    """Print a line as it is."""
    sys.stdout.write(line + "\n")


def speak_to_any_terminal() -> None:
    """Escape what the terminal's encoding lacks, instead of breaking off."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def print_table(header: Sequence[str], rows: Sequence[Sequence[object]], title: str | None = None) -> None:
    """Print rows under a header; numbers to the right."""
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for place, name in enumerate(header):
        numeric = all(isinstance(row[place], int | float | None) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(_cell(value)) for value in row))
    console.print(table)


def print_rows(rows: Sequence[Mapping[str, object]]) -> None:
    """Print records that share their keys."""
    if rows:
        print_table(list(rows[0]), [list(row.values()) for row in rows])
    else:
        say("nothing")


def print_answer(answer: "pa.Table", form: str) -> None:
    """Print the answer to a SQL question as a table, CSV or JSON."""
    rows = [{name: _plain(value) for name, value in row.items()} for row in answer.to_pylist()]
    if form == "json":
        say(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(answer.column_names)
        writer.writerows(row.values() for row in rows)
    else:
        print_table(answer.column_names, [list(row.values()) for row in rows])


def print_load(report: "LoadReport") -> None:
    """Print what a load of the catalog did."""
    for check in report.failed_checks:
        say(f"check failed: {check.name}: {'; '.join(check.rows)}")
    state = "published" if report.published else "not published"
    say(f"{report.entries} journal entries loaded in {report.seconds:.1f} s, catalog {state}")


@contextmanager
def page_progress() -> Iterator[None]:
    """Show pages done, their rate and the time left, while the block runs; a pipe gets none of it."""
    from tasks.runtime import progress  # noqa: PLC0415 (only where pages are worked on)

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.1f} page steps/s"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        shown = bar.add_task("pages × steps", total=None, rate=0.0)

        def listener(done: int, added: int) -> None:
            task = bar.tasks[0]
            total = (task.total or 0) + added
            bar.update(shown, advance=done, total=total or None, rate=task.speed or 0.0)

        with progress.listening(listener):
            yield


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1 else f"{value:.1f}"
    return _CONTROLS.sub(lambda found: repr(found[0])[1:-1], str(value))


def _plain(value: Any) -> Any:
    is_map = isinstance(value, list) and bool(value) and all(isinstance(item, tuple) for item in value)
    return dict(value) if is_map else value

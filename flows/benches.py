"""`etoki bench speed`: what it costs, and the workspace that benchmarks run in."""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from flows import terminal
from flows.exits import DONE
from tasks.runtime import pool, server
from tasks.runtime.errors import UsageError
from tasks.runtime.settings import Settings, put_in_environment
from tasks.store.workspace import Workspace

RECORDER_SECONDS = 3


def bench_speed(pdfs: Path) -> int:
    """Print pages a CPU-second, what Prefect costs a task run, and how a worker's memory grows."""
    paths = sorted(pdfs.rglob("*.pdf"))
    if not paths:
        raise UsageError(f"no PDF in {pdfs}")
    with scratch() as settings, own_server(Workspace(settings.workspace)) as running:
        print_prefect(paths, settings, running)
    with scratch() as settings:
        print_costs(paths, settings)
    with scratch(jobs=1) as settings:
        print_memory(paths, settings)
    return DONE


def print_costs(paths: Sequence[Path], settings: Settings) -> None:
    """Print what each PDF costs, and each step."""
    from tasks.metrics.speed import cost_of, costs_by_step  # noqa: PLC0415 (Prefect comes with it)

    cost_of(paths[0], settings.model_copy(update={"workspace": settings.workspace / "warm"}))
    costs, runs = [], []
    for path in paths:
        cost, its_runs = cost_of(path, settings)
        costs.append(cost)
        runs += its_runs
    pages, cpu = sum(cost.pages for cost in costs), sum(cost.cpu_seconds for cost in costs)
    rows = [(cost.name, cost.pages, cost.cpu_seconds, cost.pages_per_cpu_second) for cost in costs]
    rows.append(("total", pages, cpu, pages / cpu if cpu else 0.0))
    terminal.print_table(("pdf", "pages", "CPU s", "pages/CPU s"), rows, title="probe … pair, crops written")
    terminal.print_rows([cost.model_dump() for cost in costs_by_step(runs, pages)])


def print_memory(paths: Sequence[Path], settings: Settings) -> None:
    """Print a worker's memory after few and after many pages."""
    from tasks.metrics.speed import memory_growth  # noqa: PLC0415 (Prefect comes with it)

    growth = memory_growth(paths, settings, settings.workspace)
    terminal.say(
        f"\nworker memory: {growth.few_mb:.0f} MiB at page {growth.few_pages}, {growth.many_mb:.0f} MiB at page "
        f"{growth.many_pages}, ratio {growth.ratio:.2f}"
    )


def print_prefect(paths: Sequence[Path], settings: Settings, running: server.Server) -> None:
    """Print what a task run costs client and server, over the same steps without Prefect."""
    from flows.extract import ExtractRequest, extract  # noqa: PLC0415 (Prefect reads its settings now)
    from flows.ingest import IngestRequest, ingest  # noqa: PLC0415
    from tasks.metrics.speed import cost_of, cpu_seconds  # noqa: PLC0415

    us, them = psutil.Process(), psutil.Process(running.pid)
    beside = settings.model_copy(update={"workspace": settings.workspace / "beside"})
    cost_of(paths[0], beside.model_copy(update={"workspace": settings.workspace / "warm"}))
    before = cpu_seconds(us, children=False)
    for path in paths:
        cost_of(path, beside)
    bare = cpu_seconds(us, children=False) - before
    documents = ingest(IngestRequest(sources=[str(path) for path in paths])).documents
    for name in ("first run", "second run, nothing to do"):
        client, they, counted = cpu_seconds(us, children=False), cpu_seconds(them, children=True), settled_task_runs()
        extract(ExtractRequest(documents=documents), return_state=True)
        task_runs = settled_task_runs() - counted
        client, they = cpu_seconds(us, children=False) - client, cpu_seconds(them, children=True) - they
        terminal.say(f"{name}: {task_runs} task runs, CPU of the client {client:.2f} s, of the server {they:.2f} s")
        if task_runs:
            terminal.say(
                f"  of the client's, {bare:.2f} s are the steps' own (the same without Prefect); "
                f"Prefect takes {1000 * (client - bare + they) / task_runs:.0f} ms a task run"
            )


@contextmanager
def own_server(workspace: Workspace) -> Iterator[server.Server]:
    """Run a server for the block; must come before Prefect is imported."""
    os.environ.pop("PREFECT_API_URL", None)
    running, _ = server.up(workspace)
    try:
        server.connect(workspace)
        yield running
    finally:
        pool.close_all()
        server.down(workspace)


def settled_task_runs() -> int:
    """Return how many task runs the server knows once its recorder has caught up."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 (Prefect reads its settings now)

    time.sleep(RECORDER_SECONDS)
    with get_client(sync_client=True) as client:
        return int(client.request("POST", "/task_runs/count", json={}).json())


@contextmanager
def scratch(jobs: int | None = None) -> Iterator[Settings]:
    """Give a workspace that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="etoki-bench-", ignore_cleanup_errors=True) as folder:
        settings = put_in_environment(workspace=folder, jobs=jobs)
        try:
            yield settings
        finally:
            pool.close_all()

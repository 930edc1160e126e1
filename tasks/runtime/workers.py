"""The Prefect workers of a workspace: processes in the background that take runs off its work pools."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from tasks.records.record import Record
from tasks.runtime import background, deployments, server
from tasks.runtime.background import Started
from tasks.runtime.settings import PREFIX
from tasks.store.workspace import Workspace

MOST_WAITING = 8
"""Runs that a worker of the pool of waiting runs takes at once; they do little themselves."""

ENVIRONMENT = {
    "PREFECT_WORKER_WEBSERVER_HOST": server.LOOPBACK,
    "PREFECT_WORKER_QUERY_SECONDS": "5",
    "PREFECT_WORKER_ENABLE_CANCELLATION": "true",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(deployments.HEARTBEAT_SECONDS),
}


class Worker(Started):
    """A worker that we started, and the pool that it takes runs from."""

    name: str
    pool: str


class Workers(Record):
    """All workers of a workspace."""

    workers: list[Worker]


def up(workspace: Workspace, working: int) -> tuple[list[Worker], int]:
    """Return the workspace's workers, one for the runs that wait and ``working`` for the others; and how many are new.

    Each of the others takes one run at a time.
    """
    with server.locked(workspace):
        running = find(workspace)
        wanted = [(deployments.WAITING, 0), *((deployments.WORKING, number) for number in range(working))]
        names = {worker.name for worker in running}
        new = [_start(workspace, pool, name) for pool, number in wanted if (name := _name(pool, number)) not in names]
        _keep(workspace, [*running, *new])
    return [*running, *new], len(new)


def down(workspace: Workspace) -> list[Worker]:
    """Stop the workspace's workers, with the runs that they are at, and return them."""
    with server.locked(workspace):
        running = find(workspace)
        background.stop(*running)
        _file(workspace).unlink(missing_ok=True)
    return running


def find(workspace: Workspace) -> list[Worker]:
    """Return those workers that the workspace's file names which still run."""
    try:
        known = Workers.model_validate_json(_file(workspace).read_bytes())
    except (FileNotFoundError, ValidationError):
        return []
    return [worker for worker in known.workers if worker.is_alive]


def _start(workspace: Workspace, pool: str, name: str) -> Worker:
    limit = MOST_WAITING if pool == deployments.WAITING else 1
    command = [sys.executable, "-m", "prefect", "--no-prompt", "worker", "start", "--pool", pool, "--name", name]
    command += ["--type", deployments.POOL_TYPE, "--limit", str(limit)]
    environment = {**ENVIRONMENT, **os.environ, **server.QUIET, f"{PREFIX}WORKSPACE": str(workspace.root)}
    environment.pop(f"{PREFIX}FAN_OUT", None)
    log = workspace.state / "workers.log"
    started = background.start(command, environment, log=log, cwd=workspace.state)
    return Worker(name=name, pool=pool, **started.model_dump())


def _name(pool: str, number: int) -> str:
    return f"{pool}-worker-{number + 1}"


def _keep(workspace: Workspace, workers: Iterable[Worker]) -> None:
    _file(workspace).write_text(Workers(workers=list(workers)).model_dump_json(), encoding="utf-8")


def _file(workspace: Workspace) -> Path:
    return workspace.state / "workers.json"

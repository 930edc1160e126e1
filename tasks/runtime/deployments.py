"""What a Prefect server is told of etoki: its work pools, its deployments, and what to do about dead runs."""

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from tasks.records import identity
from tasks.runtime.errors import TransientError, UsageError
from tasks.runtime.settings import PREFIX
from tasks.store.workspace import Workspace

ROOT = Path(__file__).parents[2]
DEFINED_IN = ROOT / "deployments" / "prefect.yaml"
CODE = ("flows", "tasks")
WAITING, WORKING = "etoki", "etoki-extract"
POOLS = {
    WAITING: "Runs that wait for others: corpora, and what follows an extraction.",
    WORKING: "Batches of documents on their way through the steps.",
}
POOL_TYPE = "process"
TAG = "etoki"
HEARTBEAT_SECONDS = 30
MISSED_HEARTBEATS = 3
DEAD_RUNS = "etoki: runs without heartbeat are crashed"
DEPLOY_SECONDS = 300


def deploy(workspace: Workspace, *, directory: Path, sources: Path) -> list[str]:
    """Put the pools, the deployments and the automation on the server that this process is connected to.

    Return the deployments as ``flow/deployment``. Relative paths in forms count from ``directory``; the nightly run
    takes in ``sources``. Deployments that were made of the same stay as they are, with all that was changed in the UI.
    """
    places = {"WORKSPACE": workspace.root, "DIRECTORY": directory, "SOURCES": sources}
    said = {f"{PREFIX}{name}": str(path.absolute()) for name, path in places.items()}
    said[f"{PREFIX}DEFINITION"] = definition = _definition(said)
    known = _deployed()
    if list(known.values()) == [definition] * DEFINED_IN.read_text(encoding="utf-8").count("entrypoint:"):
        return sorted(known)
    make_pools()
    _deploy_all({**os.environ, **said})
    _watch_for_dead_runs()
    return sorted(_deployed())


def _definition(said: Mapping[str, str]) -> str:
    """Return the hash of what deployments are made of: the file, what fills it in, and the code behind the forms."""
    code = sorted(path for folder in CODE for path in (ROOT / folder).glob("*.py"))
    hashes = [identity.sha256(path.read_bytes()) for path in [DEFINED_IN, *code]]
    return identity.sha256(identity.canonical([hashes, dict(said)]))


def _deploy_all(environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(DEFINED_IN)]
    try:
        said = subprocess.run(  # noqa: S603 (our own interpreter, fixed words)
            command, env=environment, capture_output=True, encoding="utf-8", timeout=DEPLOY_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        message = f"{DEFINED_IN} was not deployed within {DEPLOY_SECONDS} seconds; try again"
        raise TransientError(message) from late
    if said.returncode != 0:
        raise UsageError(f"{DEFINED_IN} cannot be deployed:\n{said.stdout}{said.stderr}")


def make_pools() -> None:
    """Make the work pools that are not there yet."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 (Prefect reads its settings now)
    from prefect.client.schemas.actions import WorkPoolCreate  # noqa: PLC0415
    from prefect.exceptions import ObjectAlreadyExists  # noqa: PLC0415
    from prefect.workers.process import ProcessWorker  # noqa: PLC0415

    template = ProcessWorker.get_default_base_job_template()
    with get_client(sync_client=True) as client:
        for name, description in POOLS.items():
            asked = WorkPoolCreate(name=name, description=description, type=POOL_TYPE, base_job_template=template)
            try:
                client.create_work_pool(asked)
            except ObjectAlreadyExists:
                continue


def _watch_for_dead_runs() -> None:
    """Have the server call a run crashed whose process sends no heartbeats any more, as after a power cut."""
    from prefect.automations import Automation  # noqa: PLC0415 (as above)
    from prefect.client.schemas.objects import StateType  # noqa: PLC0415
    from prefect.events.actions import ChangeFlowRunState  # noqa: PLC0415
    from prefect.events.schemas.automations import EventTrigger, Posture  # noqa: PLC0415

    alive = "prefect.flow-run.heartbeat"
    ends = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}
    silence: Any = EventTrigger(
        after={alive},
        expect={alive, *ends},
        match={"prefect.resource.id": ["prefect.flow-run.*"]},
        for_each={"prefect.resource.id"},
        posture=Posture.Proactive,
        threshold=1,
        within=timedelta(seconds=HEARTBEAT_SECONDS * MISSED_HEARTBEATS),
    )
    crash = ChangeFlowRunState(state=StateType.CRASHED, message="its process sent no heartbeat")
    wanted = Automation(name=DEAD_RUNS, description="Marks dead runs.", trigger=silence, actions=[crash])
    known: Any = Automation.read  # a coroutine only where it is awaited
    try:
        known(name=DEAD_RUNS)
    except ValueError:
        _ = wanted.create()


def _deployed() -> dict[str, str | None]:
    """Return the version of each deployment on the server that is one of ours."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 (as above)
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags  # noqa: PLC0415

    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
    with get_client(sync_client=True) as client:
        flows = {flow.id: flow.name for flow in client.read_flows()}
        found = client.read_deployments(deployment_filter=ours)
        return {f"{flows[one.flow_id]}/{one.name}": one.version for one in found}

"""`etoki up`, `etoki down`, `etoki deploy`: what runs in the background, and what a Prefect server knows of us."""

from pathlib import Path

from flows import terminal
from flows.commands import check_workspace
from flows.exits import DONE
from tasks.runtime import deployments, server, workers
from tasks.runtime.settings import Settings
from tasks.store.workspace import Workspace


def up(settings: Settings, sources: Path | None, working: int) -> int:
    """Start server, deployments and workers of the workspace; what runs already goes on."""
    workspace = Workspace(settings.workspace)
    check_workspace(workspace)
    ui = server.connect(workspace)
    deployments.make_pools()
    running, new = workers.up(workspace, working)  # first: what waits in the pools need not wait for the deployments
    names = deployments.deploy(workspace, directory=Path.cwd(), sources=sources or Path.cwd())
    terminal.say(f"Prefect UI   {ui}")
    terminal.say(f"deployments  {', '.join(names)}")
    terminal.say(f"workers      {len(running)} ({new} started)")
    return DONE


def down(settings: Settings) -> int:
    """Stop the workers and the server of the workspace, and nothing else."""
    workspace = Workspace(settings.workspace)
    stopped = workers.down(workspace)
    ended = server.down(workspace)
    words = [f"{len(stopped)} workers"] if stopped else []
    words += [ended.ui] if ended else []
    terminal.say(f"stopped {' and '.join(words)}" if words else "nothing of this workspace runs")
    return DONE


def deploy(settings: Settings, sources: Path | None) -> int:
    """Put pools and deployments on the server at PREFECT_API_URL, or on the workspace's own."""
    workspace = Workspace(settings.workspace)
    check_workspace(workspace)
    ui = server.connect(workspace)
    names = deployments.deploy(workspace, directory=Path.cwd(), sources=sources or Path.cwd())
    terminal.say(f"{ui}: {', '.join(names)}")
    return DONE

"""The local Prefect server: one a workspace, kept in the background, bound to loopback."""

import fcntl
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from pydantic import ValidationError

from tasks.runtime import background
from tasks.runtime.background import Started
from tasks.runtime.errors import TransientError
from tasks.store.workspace import Workspace

LOOPBACK = "127.0.0.1"
PREFERRED_PORT = 4200
START_SECONDS = 180
SPARING = {
    # The server writes each task run's states one by one by default, and looks for work every few seconds.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "15",
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS": "30",
    # What is lent of a limit would be lent for ever if the server, which keeps it in memory by default, started anew.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    # The UI asks wherever it came from, be it another port than the usual one, or the near end of a tunnel.
    "PREFECT_SERVER_UI_API_URL": "/api",
    # The newer UI asks a host of its makers for settings at every page, whatever is said about analytics.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # A task run is 20 kB of the server's database: without an end it outgrows the workspace.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
}
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    # What a task run says at level INFO is its state, which the UI shows anyway; each such line cost 15 ms.
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "WARNING",
    # What its own services say of a server that is away, a kilobyte for each thing that they could not tell it.
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    # A server that is away for some minutes is waited for: 2 + 4 + … + 128 seconds.
    "PREFECT_CLIENT_MAX_RETRIES": "7",
    # What a server answers whose own database is away.
    "PREFECT_CLIENT_RETRY_EXTRA_CODES": "500",
}


class Server(Started):
    """A server that we started: which process it is and where it listens."""

    port: int

    @property
    def ui(self) -> str:
        """Return the address that a browser opens."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def api(self) -> str:
        """Return the address that Prefect's client speaks to."""
        return f"{self.ui}/api"


def connect(workspace: Workspace) -> str:
    """Point this process at a server, started if need be, and return the UI's address.

    Must come before Prefect is imported. A ``PREFECT_API_URL`` that is set already is honoured; ``TransientError`` if
    nothing answers there.
    """
    chosen = os.environ.get("PREFECT_API_URL")
    if chosen is not None and not _is_healthy(chosen):
        raise TransientError(f"no Prefect server answers at {chosen}; start it, or unset PREFECT_API_URL")
    if chosen is None:
        server, _ = up(workspace)
        chosen = server.api
        os.environ["PREFECT_HOME"] = str(home(workspace))
    os.environ["PREFECT_API_URL"] = chosen
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    return chosen.removesuffix("/").removesuffix("/api")


def up(workspace: Workspace) -> tuple[Server, bool]:
    """Return the workspace's running server and whether it had to be started."""
    with locked(workspace):
        running = find(workspace)
        if running is not None:
            return running, False
        server = _started(workspace)
    return server, True


def _started(workspace: Workspace) -> Server:
    """Start a server and wait for it, on another port if somebody else took the first meanwhile."""
    before = _last(workspace)
    # One that was killed comes back where its workers and its runs still look for it.
    wanted = [*([before.port] if before else []), PREFERRED_PORT, 0]
    for ports in (wanted, [0], [0]):
        server = _start(workspace, _free_port(*ports))
        _file(workspace).write_text(server.model_dump_json(), encoding="utf-8")
        if _is_up(workspace, server):
            return server
    raise TransientError(f"the Prefect server did not start; its last words are in {_log(workspace)}")


def down(workspace: Workspace) -> Server | None:
    """Stop the workspace's server; None if none runs."""
    with locked(workspace):
        running = find(workspace)
        if running is not None:
            background.stop(running)
        _file(workspace).unlink(missing_ok=True)
    return running


def find(workspace: Workspace) -> Server | None:
    """Return the server that the workspace's file names, if that very process still runs."""
    server = _last(workspace)
    return server if server is not None and server.is_alive else None


def home(workspace: Workspace) -> Path:
    """Return where Prefect keeps what it keeps, its database with all runs included."""
    return workspace.state / "prefect"


@contextmanager
def locked(workspace: Workspace) -> Iterator[None]:
    """Let nobody else start or stop anything of the workspace meanwhile."""
    workspace.state.mkdir(parents=True, exist_ok=True)
    with (workspace.state / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _last(workspace: Workspace) -> Server | None:
    """Return the server that was started last, dead or alive."""
    try:
        return Server.model_validate_json(_file(workspace).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _start(workspace: Workspace, port: int) -> Server:
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", LOOPBACK, "--port", str(port)]
    environment = {**SPARING, **os.environ, **QUIET, "PREFECT_HOME": str(home(workspace))}
    environment.pop("PREFECT_API_URL", None)
    started = background.start(command, environment, log=_log(workspace), cwd=workspace.state)
    return Server(port=port, **started.model_dump())


def _is_up(workspace: Workspace, server: Server) -> bool:
    """Wait until a server answers; False if it ended because its port was taken while it started."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.is_alive:
        if _is_healthy(server.api) and _listens(server):
            return True
        time.sleep(0.3)
    if server.is_alive or not _is_taken(server.port):
        raise TransientError(f"the Prefect server did not start; its last words are in {_log(workspace)}")
    return False


def _listens(server: Server) -> bool:
    """Tell whether it is this very server that answers at its port: another's may have been quicker."""
    try:
        found = psutil.Process(server.pid).net_connections("tcp")
    except psutil.Error:
        return False
    return any(one.status == psutil.CONN_LISTEN and one.laddr.port == server.port for one in found)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def _is_healthy(api: str) -> bool:
    try:
        with urllib.request.urlopen(f"{api.rstrip('/')}/health", timeout=5) as answer:  # noqa: S310 (the user's own)
            return bool(answer.status == 200)  # noqa: PLR2004 (HTTP's OK)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _free_port(*wanted: int) -> int:
    """Return the first port that can be had; 0 stands for any."""
    for port in wanted:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise TransientError("no free port on loopback")


def _file(workspace: Workspace) -> Path:
    return workspace.state / "server.json"


def _log(workspace: Workspace) -> Path:
    return workspace.state / "server.log"

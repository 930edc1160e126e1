"""The local Prefect server: one a workspace, kept in the background, bound to loopback."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from pydantic import ValidationError

from tasks.records.record import Record
from tasks.runtime.errors import TransientError
from tasks.store.workspace import Workspace

LOOPBACK = "127.0.0.1"
PREFERRED_PORT = 4200
START_SECONDS = 180
STOP_SECONDS = 20
SPARING = {
    # The server writes each task run's states one by one by default, and looks for work every few seconds.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "15",
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS": "30",
}
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    # What a task run says at level INFO is its state, which the UI shows anyway; each such line cost 15 ms.
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "WARNING",
}


class Server(Record):
    """A server that we started: where it listens and which process it is."""

    port: int
    pid: int
    created: float

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
        os.environ["PREFECT_HOME"] = str(_home(workspace))
    os.environ["PREFECT_API_URL"] = chosen
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    return chosen.removesuffix("/").removesuffix("/api")


def up(workspace: Workspace) -> tuple[Server, bool]:
    """Return the workspace's running server and whether it had to be started."""
    with _locked(workspace):
        running = find(workspace)
        if running is not None:
            return running, False
        server = _start(workspace)
        _file(workspace).write_text(server.model_dump_json(), encoding="utf-8")
    _wait(workspace, server)
    return server, True


def down(workspace: Workspace) -> Server | None:
    """Stop the workspace's server; None if none runs."""
    with _locked(workspace):
        running = find(workspace)
        if running is not None:
            _stop(running)
        _file(workspace).unlink(missing_ok=True)
    return running


def find(workspace: Workspace) -> Server | None:
    """Return the server that the workspace's file names, if that very process still runs."""
    try:
        server = Server.model_validate_json(_file(workspace).read_bytes())
        process = psutil.Process(server.pid)
        alive = process.create_time() == server.created and process.status() != psutil.STATUS_ZOMBIE
    except (FileNotFoundError, ValidationError, psutil.Error):
        return None
    return server if alive else None


def _start(workspace: Workspace) -> Server:
    port = _free_port()
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", LOOPBACK, "--port", str(port)]
    environment = {**SPARING, **os.environ, **QUIET, "PREFECT_HOME": str(_home(workspace))}
    environment.pop("PREFECT_API_URL", None)
    with _log(workspace).open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 (our own interpreter, fixed words)
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            cwd=workspace.state,
            start_new_session=True,
        )
    return Server(port=port, pid=process.pid, created=psutil.Process(process.pid).create_time())


def _wait(workspace: Workspace, server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and find(workspace) is not None:
        if _is_healthy(server.api):
            return
        time.sleep(0.3)
    raise TransientError(f"the Prefect server did not start; its last words are in {_log(workspace)}")


def _is_healthy(api: str) -> bool:
    try:
        with urllib.request.urlopen(f"{api.rstrip('/')}/health", timeout=5) as answer:  # noqa: S310 (the user's own)
            return bool(answer.status == 200)  # noqa: PLR2004 (HTTP's OK)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _stop(server: Server) -> None:
    """End the server's whole session, politely first."""
    for ending in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, ending)
            psutil.Process(server.pid).wait(STOP_SECONDS)
        except (ProcessLookupError, psutil.NoSuchProcess):
            return
        except psutil.TimeoutExpired:
            continue


def _free_port() -> int:
    for port in (PREFERRED_PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise TransientError("no free port on loopback")


@contextmanager
def _locked(workspace: Workspace) -> Iterator[None]:
    workspace.state.mkdir(parents=True, exist_ok=True)
    with (workspace.state / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _file(workspace: Workspace) -> Path:
    return workspace.state / "server.json"


def _log(workspace: Workspace) -> Path:
    return workspace.state / "server.log"


def _home(workspace: Workspace) -> Path:
    return workspace.state / "prefect"

"""A workspace to be mistreated: the commands that run in it, and every process that comes of them."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple
from uuid import uuid4

import psutil

from tasks.runtime import server, worker, workers
from tasks.runtime.deployments import WORKING
from tasks.store.workspace import Workspace

MARK = "SOAK_MARK"
"""Every process of a stage has this in its environment: nobody else's is ever counted or killed."""

SCRIPT = Path(sys.executable).with_name("etoki")
HEEDED = ("ETOKI_", "PREFECT_")


def new_folder(text: str) -> Path:
    """Return the folder that an argument names; refuse one that holds something already."""
    folder = Path(text)
    if folder.exists() and any(folder.iterdir()):
        raise argparse.ArgumentTypeError(f"{folder} holds something already; name a new folder")
    return folder


@contextmanager
def prefect_server(folder: Path) -> Iterator[str]:
    """Run a server of its own for a bench, and give the address of its API."""
    workspace = Workspace(folder)
    running, _ = server.up(workspace)
    try:
        yield running.api
    finally:
        server.down(workspace)


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    said: str

    @property
    def digest(self) -> str | None:
        """Return the digest on the last line of a run."""
        words = (self.said.splitlines() or [""])[-1].split()
        return words[1] if len(words) == 2 and words[0] == "digest" else None


class Belonging(NamedTuple):
    """A process of a stage, and what it is there for."""

    role: str
    process: psutil.Process


class Stage:
    """One workspace with an environment of its own."""

    def __init__(self, workspace: Path, **environment: object) -> None:
        self.workspace = Workspace(workspace)
        self.mark = uuid4().hex
        self.workspace.state.mkdir(parents=True, exist_ok=True)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(HEEDED)}
        chosen = {name: str(value) for name, value in environment.items()}
        self.environment = {**inherited, **chosen, MARK: self.mark, "ETOKI_WORKSPACE": str(self.workspace.root)}

    def start(self, *words: object, log: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
        """Start `etoki …` and do not wait for it."""
        return subprocess.Popen(
            [SCRIPT, *map(str, words)],
            cwd=self.workspace.root,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log or subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )

    def run(self, *words: object, name: str = "said", limit: float = 7200) -> Ended:
        """Run `etoki …` to its end; its words are kept beside the workspace too."""
        log = self.workspace.root.with_name(f"{self.workspace.root.name}-{name}.txt")
        with log.open("wb") as file:
            process = self.start(*words, log=file)
            try:
                code = process.wait(limit)
            except subprocess.TimeoutExpired:
                process.kill()
                code = process.wait()
        return Ended(code, log.read_text("utf-8", "replace"))

    def belongings(self) -> list[Belonging]:
        """Return every process that came of this stage's commands and still runs."""
        roles = dict(self._roles())
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == self.mark and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(Belonging(roles.get(process.pid) or _role(process), process))
            except psutil.Error:
                continue
        return found

    def extracting(self) -> list[tuple[psutil.Process, list[psutil.Process]]]:
        """Return each worker that extracts, with the flow runs that it is at."""
        at_work = []
        for one in workers.find(self.workspace):
            if one.pool == WORKING:
                try:
                    process = psutil.Process(one.pid)
                    at_work.append((process, process.children()))
                except psutil.NoSuchProcess:
                    continue
        return at_work

    def await_end(self, seconds: float) -> list[Belonging]:
        """Return what still runs of this stage after so long a grace, at once if nothing does."""
        deadline = time.monotonic() + seconds
        while (left := self.belongings()) and time.monotonic() < deadline:
            time.sleep(0.5)
        return left

    def clear(self) -> None:
        """Kill whatever is left of this stage."""
        for belonging in self.belongings():
            kill(belonging.process)

    def _roles(self) -> Iterator[tuple[int, str]]:
        if running := server.find(self.workspace):
            yield running.pid, "server"
        yield from ((one.pid, "worker") for one in workers.find(self.workspace))


def _role(process: psutil.Process) -> str:
    words = process.cmdline()
    if process.name() == worker.NAME or "multiprocessing" in " ".join(words):
        return "page worker"
    if "prefect.engine" in " ".join(words) or "prefect.flow_engine" in " ".join(words) or "flow-run" in words:
        return "flow run"
    return "command" if any(Path(word).name == SCRIPT.name for word in words[:2]) else "other"


def kill(process: psutil.Process) -> None:
    """Kill one process at once; one that is gone already is passed over."""
    try:
        process.send_signal(signal.SIGKILL)
    except psutil.NoSuchProcess:
        return

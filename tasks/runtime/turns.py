"""One at a time: runs that meet in a workspace do not execute the same step of the same document twice."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from tasks.store.workspace import Workspace

LOCKS = 3
"""Leading digits of a doc_id that name its lock: 4,096 files, however many documents there are."""


@contextmanager
def turn_on(workspace: Workspace, doc_id: str) -> Iterator[None]:
    """Wait until nobody else, in whatever process, works on the document; the kernel frees the lock of a dead one."""
    folder = workspace.state / "turns"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / doc_id[:LOCKS]).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

"""Who asked, and whether they are still there."""

import os
import socket
from datetime import UTC, datetime, timedelta
from functools import cache

from tasks.records.sample import LlmCall
from tasks.runtime.background import born

OUT_OF_SIGHT = timedelta(hours=2)
"""A request that a process on another machine began so long ago has no answer to come."""

COLLECTED: set[str | None] = set()
"""The batches that this process looks after."""


@cache
def this_process() -> str:
    """Return the name of this process: host, number, and when it began, which tells it from others of its number."""
    return f"{socket.gethostname()}:{os.getpid()}:{born(os.getpid())}"


def is_asked(call: LlmCall) -> bool:
    """Tell whether the process that asked still runs; of one on another machine only the time tells."""
    if call.process == this_process():
        return True
    if is_elsewhere(call.process or ""):
        return call.at is not None and datetime.now(UTC) - call.at < OUT_OF_SIGHT
    return runs(call.process or "")


def is_collected(call: LlmCall) -> bool:
    """Tell whether somebody looks after the batch that a request lies in."""
    return call.batch_id in COLLECTED if call.process == this_process() else is_asked(call)


def is_elsewhere(process: str) -> bool:
    """Tell whether a process is another machine's, where its number says nothing."""
    return process.partition(":")[0] != socket.gethostname()


def runs(process: str) -> bool:
    """Tell whether a process that has such a name runs here, or is another machine's."""
    pid, _, began = process.partition(":")[2].partition(":")
    return is_elsewhere(process) or (pid.isdigit() and str(born(int(pid))) == began)

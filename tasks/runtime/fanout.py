"""Batches of documents as flow runs on a work pool: submitted, watched, and submitted again where they died."""

import time
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum, auto
from typing import NamedTuple, Protocol

from tasks.engines.readiness import NotReadyError

MAX_SUBMISSIONS = 3
"""How often the documents of a batch are sent to the work pool."""

KILL_SECONDS = 60.0
"""How long a run that makes no progress is given to be killed by its worker, before it is called crashed."""


START_SECONDS = 600.0
"""A run that a worker took has begun by then, also where a machine must be found for it first; else its worker died."""


class RunState(StrEnum):
    """What the parent needs to know of a batch's run."""

    WAITING = auto()
    STARTING = auto()
    RUNNING = auto()
    ENDED = auto()
    CANCELLED = auto()
    REFUSED = auto()
    """Its worker has not the engines that it was to ask."""


class Runs(Protocol):
    """The runs of a deployment, on whatever server."""

    def submit(self, documents: Sequence[str]) -> str:
        """Ask for a run about the documents and return its id."""
        ...

    def states(self, run_ids: Sequence[str]) -> dict[str, RunState]:
        """Return how the runs stand; one that is gone is left out."""
        ...

    def refusal(self, run_id: str) -> str:
        """Return what the worker of a refused run said, in one line."""
        ...

    def cancel(self, run_id: str) -> None:
        """Ask the run's worker to kill it."""
        ...

    def crash(self, run_id: str) -> None:
        """Mark a run whose worker is dead as crashed."""
        ...


class Patience(NamedTuple):
    """How often the parent looks, and how long a run may go without a change in the journal, in seconds."""

    poll: float
    stalled: float


class Journal(Protocol):
    """What the journal says of the documents of a batch."""

    def unfinished(self, documents: Sequence[str]) -> list[str]:
        """Return those that have neither ended nor failed since the batches were planned."""
        ...

    def last_change(self, documents: Sequence[str]) -> float:
        """Return when something about any of them was last written, as a time since the epoch."""
        ...


class Batch:
    """Documents that were sent to the pool together."""

    def __init__(self, documents: Sequence[str], run_id: str, submissions: int = 1) -> None:
        self.documents = documents
        self.run_id = run_id
        self.submissions = submissions
        self.taken_at: float | None = None
        self.killed_at: float | None = None


class Look(NamedTuple):
    """What a look at a batch led to: the batch to go on with, if any, and the documents that were given up."""

    batch: Batch | None
    left: Sequence[str] = ()


def fan_out(
    batches: Iterable[Sequence[str]],
    runs: Runs,
    journal: Journal,
    patience: Patience,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[str]:
    """Run every batch on the pool and return the documents that no run got through with.

    However a run ended, the journal says what it left undone; that is sent again, up to ``MAX_SUBMISSIONS`` times,
    unless a person cancelled the run. A run in which nothing changes for ``patience.stalled`` seconds, or that does not
    begin, is killed, and called crashed if nobody is there to kill it. ``tell`` hears how many of all batches are over.
    NotReadyError if a worker has not the engines: no other try heals that.
    """
    going = [Batch(documents, runs.submit(documents)) for documents in batches]
    left, total = list[str](), len(going)
    while going:
        states = runs.states([batch.run_id for batch in going])
        looks = [_look(batch, states.get(batch.run_id, RunState.ENDED), runs, journal, patience) for batch in going]
        left += [doc_id for look in looks for doc_id in look.left]
        going = [look.batch for look in looks if look.batch]
        tell(total - len(going), total)
        if going:
            time.sleep(patience.poll)
    return left


def _look(batch: Batch, state: RunState, runs: Runs, journal: Journal, patience: Patience) -> Look:
    if state is RunState.WAITING:
        return Look(batch)
    if state is RunState.REFUSED:
        raise NotReadyError(f"a worker refused: {runs.refusal(batch.run_id)}")
    if state in (RunState.STARTING, RunState.RUNNING):
        limit = patience.stalled if state is RunState.RUNNING else min(START_SECONDS, patience.stalled)
        if not _is_given_up(batch, runs, journal, limit):
            return Look(batch)
    undone = journal.unfinished(batch.documents)
    if not undone:
        return Look(None)
    by_a_person = state is RunState.CANCELLED and batch.killed_at is None
    if by_a_person or batch.submissions >= MAX_SUBMISSIONS:
        return Look(None, undone)
    return Look(Batch(undone, runs.submit(undone), batch.submissions + 1))


def _is_given_up(batch: Batch, runs: Runs, journal: Journal, limit: float) -> bool:
    """Kill a run that stands still for so many seconds since a worker took it; tell whether to wait no longer for it.

    Whatever the server then makes of it, two runs about one document do nothing twice.
    """
    now = time.time()
    batch.taken_at = batch.taken_at or now
    if batch.killed_at is None:
        if now - max(batch.taken_at, journal.last_change(batch.documents)) > limit:
            batch.killed_at = now
            runs.cancel(batch.run_id)
        return False
    if now - batch.killed_at <= KILL_SECONDS:
        return False
    runs.crash(batch.run_id)
    return True

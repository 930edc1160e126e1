"""When a document is given up in the middle of a step: it stops one worker after the other, or becomes too much."""

from collections.abc import Sequence

from tasks.records.enums import Outcome, Reason, Step
from tasks.records.page import Page
from tasks.runtime.errors import RejectedError, WorkerKilledError
from tasks.runtime.pool import DOCUMENT_MB
from tasks.runtime.worker import Measured

ENOUGH_TRIED = 20
"""A document is given up when more than half of so many pages, or of more, stopped their workers."""
MOST_KILLED = 100
"""A document is given up when more pages than this stopped their workers: each may cost its whole time limit."""


class Patience:
    """Counts what became of the pages of a document in a step, in their order."""

    def __init__(self, step: Step, pages: int) -> None:
        self._step = step
        self._pages = pages
        self._tried = 0
        self._killed = 0
        self._sent_mb = 0.0

    def with_next(self, result: Measured | Exception) -> None:
        """Count a page; raise ``WorkerKilledError`` or ``RejectedError`` (too-big) when it is one too many."""
        self._tried += 1
        if isinstance(result, WorkerKilledError):
            self._killed += 1
            self._refuse_more(result.reason)
        elif isinstance(result, Measured):
            self._sent_mb += result.sent_mb
            if self._sent_mb > DOCUMENT_MB:
                raise RejectedError(Reason.TOO_BIG, f"what was made of its pages takes more than {DOCUMENT_MB} MiB")

    def at_the_end(self, away: Sequence[Page]) -> None:
        """Raise ``WorkerKilledError`` if more than half of the pages are to be tried again."""
        failed = [page for page in away if page.outcome is Outcome.FAILED]
        if len(failed) * 2 > self._pages:
            self._refuse(failed[0].reason or Reason.CRASHES, len(failed))

    def _refuse_more(self, reason: Reason) -> None:
        mostly = self._tried >= ENOUGH_TRIED and self._killed * 2 > self._tried
        if mostly or self._killed > MOST_KILLED:
            self._refuse(reason, self._killed)

    def _refuse(self, reason: Reason, failed: int) -> None:
        left = self._pages - self._tried
        rest = f"; the other {left} were not tried" if left else ""
        raise WorkerKilledError(reason, f"{failed} of {self._tried} pages failed in {self._step}{rest}")

"""Errors, sorted by who can heal them."""

import errno

from tasks.records.enums import Reason
from tasks.records.step import StepResult

HEALED_BY_TIME = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.EIO, errno.ESTALE}
)


class TransientError(Exception):
    """Time heals this; Prefect tries again with back-off. Carries the pointer to its row, if one could be written."""

    def __init__(self, message: str, result: StepResult | None = None) -> None:
        super().__init__(message)
        self.result = result


class RejectedError(Exception):
    """This input never works; it becomes a row with its reason and is not tried again."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type["RejectedError"], tuple[Reason, str]]:
        """Travel between processes with both parts."""
        return RejectedError, (self.reason, self.detail)


class WorkerKilledError(Exception):
    """A worker process was stopped over a page: it hung, ate memory or crashed."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class StepFailedError(Exception):
    """A bug: the document fails loudly, the others go on. Carries the pointer to its row."""

    def __init__(self, result: StepResult, message: str) -> None:
        super().__init__(message)
        self.result = result


class UsageError(Exception):
    """What was asked for cannot be done as asked; said before any work, exit code 2."""


class DocumentsFailedError(Exception):
    """Documents failed, so the flow run ends Failed. Carries the flow's report."""

    def __init__(self, report: object, message: str) -> None:
        super().__init__(message)
        self.report = report


class SamplesUnansweredError(Exception):
    """Requests to a model got no answer, so the flow run ends Failed. Carries the flow's report."""

    def __init__(self, report: object, message: str) -> None:
        super().__init__(message)
        self.report = report


class RunStoppedError(BaseException):
    """The run is being stopped; work that was under way is neither done nor failed."""


def is_healed_by_time(error: Exception) -> bool:
    """Tell whether the machine is out of something that comes back: disk, handles, a mount."""
    return isinstance(error, OSError) and error.errno in HEALED_BY_TIME

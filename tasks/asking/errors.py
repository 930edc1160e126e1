"""What stops a request, and what may be done about it."""

import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Self

from tasks.engines.chat import Fault

_ADVICE = {
    "SQLITE_FULL": "the disk is full; make room, then the same command goes on",
    "SQLITE_READONLY": "it may not be written; see that it and its folder belong to you",
    "SQLITE_CANTOPEN": "it cannot be opened; see that its folder is there and belongs to you",
    "SQLITE_BUSY": "another process has not let go of it for minutes; the same command goes on once that has ended",
    "SQLITE_NOTADB": "it is no ledger; move it away, and it is made of the journal again",
    "SQLITE_CORRUPT": "it is damaged; move it away, and it is made of the journal again",
    "SQLITE_IOERR": "the disk fails; once that is mended, the same command goes on",
}


class LedgerError(Exception):
    """The ledger cannot be read or written, so that nothing may be asked."""

    @classmethod
    def of(cls, file: Path, error: sqlite3.Error) -> Self:
        """Say which file it is, what is wrong with it, and what to do."""
        name = str(getattr(error, "sqlite_errorname", ""))
        advice = next((words for start, words in _ADVICE.items() if name.startswith(start)), None)
        return cls(f"{file}: {advice} ({error})" if advice else f"{file}: {error}")


class CapReachedError(Exception):
    """The worst case of one more call does not fit under the cap any more; what was asked before goes on to its end.

    ``room_later`` tells that it would fit if all that is held back were given back.
    """

    def __init__(self, cap: Decimal, spent: Decimal, reserved: Decimal, worst: Decimal) -> None:
        held = f" and {reserved:f} USD held back for calls under way" if reserved else ""
        more = f"one more call may cost {worst:f} USD, and the cap is {cap:f}"
        super().__init__(f"{spent:f} USD are spent in this workspace{held}: {more}")
        self.cap = cap
        self.room_later = spent + worst <= cap


class UnansweredError(Exception):
    """A request got no answer in all its tries, the last of which ended in ``fault``; another run asks again."""

    def __init__(self, message: str, fault: Fault) -> None:
        super().__init__(message)
        self.fault = fault


class ForbiddenError(Exception):
    """No request will get an answer: the key, the model's name or the account is at fault."""

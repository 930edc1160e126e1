"""Backends that answer requests, and what goes wrong with them."""

from enum import StrEnum, auto

UNKNOWN_BATCH = "unknown"
"""How a batch is that the server does not know: another server's or account's, or of long ago."""


class Fault(StrEnum):
    """Why a request got no answer, by what to do about it and by who pays."""

    BUSY = auto()  # the server takes no more just now: nothing to pay, ask later
    AWAY = auto()  # the request never arrived: nothing to pay, ask later
    BROKEN = auto()  # it arrived, and what came back is no answer: perhaps paid for, ask again
    UNSUPPORTED = auto()  # the server does not know a parameter that the next request will do without
    FILTERED = auto()  # the server refuses the content: asking again is no use
    REFUSED = auto()  # the server refuses this request: asking again is no use
    FORBIDDEN = auto()  # the server refuses every request: key, account or model


class ChatError(Exception):
    """A request without an answer; ``after`` is how many seconds the server wants to be left alone."""

    def __init__(self, fault: Fault, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.fault = fault
        self.after = after

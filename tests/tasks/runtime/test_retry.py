import asyncio

import pytest

from tasks.runtime.errors import RejectedError, TransientError
from tasks.runtime.retry import RETRY, is_transient


class Ended:
    """A final state as far as the condition looks at it."""

    def __init__(self, outcome: object) -> None:
        self.outcome = outcome

    async def aresult(self, *, raise_on_failure: bool) -> object:
        assert raise_on_failure is False
        return self.outcome


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (TransientError("later"), True),
        (ValueError("a bug"), False),
        (RejectedError("empty"), False),
        ("a value", False),
    ],
)
def test_only_what_time_heals_is_tried_again(outcome, expected):
    assert asyncio.run(is_transient(None, None, Ended(outcome))) is expected


def test_waits_longer_from_try_to_try():
    delays = RETRY["retry_delay_seconds"]
    assert delays == sorted(delays)
    assert len(delays) == RETRY["retries"]
    assert RETRY["retry_condition_fn"] is is_transient

"""What the ledger says against what the server knows."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

NANO = Decimal(1).scaleb(-9)


def attempts(workspace: Path) -> list[dict[str, Any]]:
    """Return every attempt that the ledger of a workspace tells of."""
    return [json.loads(call) for (call,) in _read(workspace, "select call from calls order by call_key, attempt")]


def account(workspace: Path) -> tuple[Decimal, Decimal]:
    """Return what is spent and what is held back, in USD."""
    [(spent, reserved)] = _read(workspace, "select spent, reserved from account")
    return spent * NANO, reserved * NANO


def outcomes(workspace: Path) -> dict[str, int]:
    """Return how many attempts ended in each way."""
    return dict(_read(workspace, "select outcome, count(*) from calls group by outcome"))


def most_for_one(workspace: Path) -> Decimal:
    """Return the most that was ever held back for one attempt, in USD."""
    [(most,)] = _read(workspace, "select max(worst) from calls")
    return most * NANO


def _read(workspace: Path, question: str) -> list[Any]:
    connection = sqlite3.connect(f"file:{workspace / 'ledger.sqlite'}?mode=ro", uri=True, timeout=60)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def asked_again(made: Iterable[dict[str, Any]], calls: Sequence[dict[str, Any]]) -> list[int]:
    """Return the calls, by number, whose body had been answered before, and the answer stored."""
    stored = {one["response_id"] for one in made if one["outcome"] == "stored"}
    answered: set[str] = set()
    again = []
    for call in calls:
        if call["body"] in answered:
            again.append(call["n"])
        if f"chatcmpl-{call['n']}" in stored:
            answered.add(call["body"])
    return again

"""Starts the server in a process of its own, and talks to it."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from scripted.script import Rule, Script

PACKAGE = Path(__file__).parent


class Scripted:
    """A running server."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.base_url = f"{address}/v1"

    def ask(self, method: str, path: str, body: str | None = None) -> Any:
        """Ask the server something that is no part of the API."""
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=30)
        try:
            connection.request(method, path, body and body.encode())
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def follow(self, *rules: Rule, **script: Any) -> None:
        """Tell the server what to do from now on."""
        self.ask("POST", "/script", Script(rules=rules, **script).model_dump_json())

    @property
    def billed(self) -> Decimal:
        """Return what all calls cost so far, in USD."""
        return Decimal(self.ask("GET", "/bill")["usd"])

    @property
    def count(self) -> int:
        """Return how many calls were read so far."""
        return int(self.ask("GET", "/bill")["read"])

    @property
    def batches(self) -> int:
        """Return how many batches were begun."""
        return int(self.ask("GET", "/bill")["batches"])

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Return what is known of every call so far."""
        return self.calls_from(0)

    def calls_from(self, number: int) -> list[dict[str, Any]]:
        """Return what is known of every call after so many."""
        return list(self.ask("GET", f"/requests?since={number}"))

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """Return the last requests, without their pictures."""
        return list(self.ask("GET", "/bodies"))


@contextmanager
def serving(bill: Path) -> Iterator[Scripted]:
    """Run a server that ends with the block, or with this process."""
    command = [sys.executable, str(PACKAGE), "--leash", "--bill", str(bill)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Scripted(process.stdout.readline().strip())
        finally:
            process.kill()

"""The catalog of what a scribe wrote, built in memory."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

import sql
from tasks.store import build
from tasks.store.entries import entries_of


class Catalog:
    """Asks the project's statements of a journal."""

    def __init__(self, scribe: Any, connection: duckdb.DuckDBPyConnection) -> None:
        self._scribe = scribe
        self._connection = connection

    def load(self) -> None:
        build.fill(self._connection, entries_of(self._scribe.journal.root))

    def ask(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        """Return the rows of a query, or of a table."""
        self.load()
        if "/" in name:
            return self._connection.sql(sql.load(name), params=parameters).to_arrow_table().to_pylist()
        return self._connection.table(name).to_arrow_table().to_pylist()

    def columns(self, name: str) -> list[str]:
        self.load()
        return self._connection.table(name).columns

    def failed_checks(self) -> set[str]:
        self.load()
        return {check.name for check in build.failed_checks(self._connection)}


@pytest.fixture
def catalog(scribe) -> Iterator[Catalog]:
    with duckdb.connect() as connection:
        yield Catalog(scribe, connection)

"""The file that the catalog is built in: filled from journal entries, measured, checked, then published."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

import sql
from tasks.records import identity
from tasks.records.record import Record
from tasks.store.entries import files_by_table, literal, unreadable
from tasks.store.errors import CatalogError, UnusableBuildError

ENTRIES_AT_ONCE = 1000
"""How many journal entries are read in one transaction."""

ROWS_SHOWN = 5
"""How many offending rows of a failed check are reported."""

MEASURE = "commands/measure_document"
MEASURED = "document_metrics"

NEVER_ADDED = frozenset({MEASURE, "schema/021_loaded_entries"})
"""Definitions that a build file cannot get later: it holds rows that were loaded without them."""


class FailedCheck(Record):
    """A check that found rows, and the first of them."""

    name: str
    rows: list[str]


def is_complete(connection: duckdb.DuckDBPyConnection, entries: Mapping[str, str]) -> bool:
    """Tell whether a catalog holds exactly these entries, in the shape that this code gives it."""
    return _applied(connection) == definitions() and _loaded(connection) == entries.keys()


def fill(connection: duckdb.DuckDBPyConnection, entries: Mapping[str, str]) -> int:
    """Add the entries that the build file lacks, and measure their documents; return how many there were.

    UnusableBuildError if it holds entries that the journal lacks, or was made by other definitions. CatalogError for
    an entry that cannot be read. Each batch is a transaction, so that a kill at any time loses at most one.
    """
    _migrate(connection)
    loaded = _loaded(connection)
    if loaded - entries.keys():
        raise UnusableBuildError
    new = sorted(entries.keys() - loaded)
    for first in range(0, len(new), ENTRIES_AT_ONCE):
        with _transaction(connection):
            _read({entry_id: entries[entry_id] for entry_id in new[first : first + ENTRIES_AT_ONCE]}, connection)
    with _transaction(connection):
        for command in ("commands/forget_measures", MEASURE, "commands/forget_changes"):
            run(connection, command)
    return len(new)


def failed_checks(connection: duckdb.DuckDBPyConnection) -> list[FailedCheck]:
    """Return the checks that find rows; one that passed on the rows that are there now is not asked again."""
    passed, sizes = dict(run(connection, "queries/passed_checks")), dict(run(connection, "queries/history_sizes"))
    failed = []
    for name in sql.names("checks"):
        state = _state(connection, name, sizes)
        if passed.get(name) == state:
            continue
        rows = connection.sql(sql.load(name)).limit(ROWS_SHOWN).fetchall()
        if rows:
            failed.append(FailedCheck(name=name.removeprefix("checks/"), rows=[str(row) for row in rows]))
        else:
            run(connection, "commands/record_passed_check", name=name, state=state)
    return failed


def make_schema(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every table and view in an empty database."""
    for name in ("commands/create_schema_migrations", *sql.names("schema")):
        run(connection, name)


@cache
def definitions() -> dict[str, str]:
    """Return the sha256 of each statement that decides what a loaded row looks like."""
    return {name: identity.sha256(sql.load(name).encode()) for name in (*sql.names("schema"), MEASURE)}


def run(connection: duckdb.DuckDBPyConnection, statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """Run ``sql/<statement>.sql`` and return its rows."""
    return connection.execute(sql.load(statement), parameters).fetchall()


def _migrate(connection: duckdb.DuckDBPyConnection) -> None:
    run(connection, "commands/create_schema_migrations")
    applied, wanted = _applied(connection), definitions()
    if not applied.items() <= wanted.items() or (applied and not applied.keys() >= NEVER_ADDED):
        raise UnusableBuildError
    with _transaction(connection):
        for name in (name for name in wanted if name not in applied):
            if name != MEASURE:
                run(connection, name)
            run(connection, "commands/record_migration", name=name, sha256=wanted[name])


def _applied(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(run(connection, "queries/schema_migrations"))


def _state(connection: duckdb.DuckDBPyConnection, check: str, sizes: Mapping[str, int]) -> str:
    """Spell what a check's answer depends on: its words, and how much there is in each table that it reads."""
    read = connection.get_table_names(sql.load(check), qualified=True)
    if MEASURED in read:
        read |= connection.get_table_names(sql.load(MEASURE), qualified=True)
    tables = {name.partition(" AS ")[0] for name in read}
    rows = {table: sizes[table] for table in tables & sizes.keys()}
    return identity.sha256(identity.canonical([sql.load(check), rows]))


def _loaded(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {entry_id for (entry_id,) in run(connection, "queries/loaded_entries")}


def _read(entries: Mapping[str, str], connection: duckdb.DuckDBPyConnection) -> None:
    for table, files in sorted(files_by_table(entries.values()).items()):
        try:
            run(connection, f"commands/load_{table}", files=[literal(file) for file in files])
        except duckdb.Error as error:
            raise _explained(table, files, error) from error
    entry_ids = list(entries)
    run(connection, "commands/record_entries", entry_ids=entry_ids)
    run(connection, "commands/record_changed_documents", entry_ids=entry_ids)


def _explained(table: str, files: list[Path], error: duckdb.Error) -> Exception:
    """Tell an entry that cannot be read from a build file that cannot be written."""
    fault = unreadable(table, files)
    if fault is not None:
        return fault
    if isinstance(error, duckdb.IOException | duckdb.FatalException | duckdb.InternalException):
        return error
    return CatalogError(f"rows of {table} do not fit: {error}")


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.begin()
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):
            connection.rollback()
        raise
    connection.commit()

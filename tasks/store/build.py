"""The file that the catalog is built in: filled from journal entries, measured, checked, then published."""

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

import sql
from tasks.records import identity
from tasks.records.record import Record
from tasks.store.arrow import TABLES
from tasks.store.journal import NO_DOCUMENT

ENTRIES_AT_ONCE = 1000
"""How many journal entries are read in one transaction."""

ROWS_SHOWN = 5
"""How many offending rows of a failed check are reported."""

MEASURE = "commands/measure_document"
_WILD = re.compile(r"([*?\[])")


class CatalogError(Exception):
    """The catalog cannot be built, or cannot answer; the message says why in plain words."""


class UnusableBuildError(Exception):
    """The build file does not fit the journal or this code: it must be made anew."""


class FailedCheck(Record):
    """A check that found rows, and the first of them."""

    name: str
    rows: list[str]


def entries_of(journal: Path) -> dict[str, Path]:
    """Return every finished entry by its id, in the order they were begun.

    Entries without a document are listed first: they speak of document entries that were there before them, also
    while somebody else writes.
    """
    folders = [journal / NO_DOCUMENT]
    folders += [document for prefix in _visible(journal) if prefix.name != NO_DOCUMENT for document in _visible(prefix)]
    found = {entry.name: entry for folder in folders for entry in _visible(folder)}
    return dict(sorted(found.items()))


def is_complete(connection: duckdb.DuckDBPyConnection, entries: Mapping[str, Path]) -> bool:
    """Tell whether a catalog holds exactly these entries, in the shape that this code gives it."""
    return _applied(connection) == definitions() and _loaded(connection) == entries.keys()


def fill(connection: duckdb.DuckDBPyConnection, entries: Mapping[str, Path]) -> int:
    """Add the entries that the build file lacks, and measure their documents; return how many there were.

    UnusableBuildError if it holds entries that the journal lacks, or was made by other definitions. CatalogError for
    an entry that cannot be read. Each batch is a transaction, so that a kill at any time loses at most one.
    """
    _migrate(connection)
    loaded = _loaded(connection)
    if loaded - entries.keys():
        raise UnusableBuildError
    new = [entry_id for entry_id in entries if entry_id not in loaded]
    for first in range(0, len(new), ENTRIES_AT_ONCE):
        with _transaction(connection):
            _read({entry_id: entries[entry_id] for entry_id in new[first : first + ENTRIES_AT_ONCE]}, connection)
    with _transaction(connection):
        for command in ("commands/forget_measures", MEASURE, "commands/forget_changes"):
            run(connection, command)
    return len(new)


def failed_checks(connection: duckdb.DuckDBPyConnection) -> list[FailedCheck]:
    """Run every check and return those that found rows."""
    found = {name: connection.sql(sql.load(name)).limit(ROWS_SHOWN).fetchall() for name in sql.names("checks")}
    return [
        FailedCheck(name=name.removeprefix("checks/"), rows=[str(row) for row in rows])
        for name, rows in found.items()
        if rows
    ]


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


def _visible(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as children:
            return [folder / child.name for child in children if not child.name.startswith(".") and child.is_dir()]
    except FileNotFoundError:
        return []


def _migrate(connection: duckdb.DuckDBPyConnection) -> None:
    run(connection, "commands/create_schema_migrations")
    applied, wanted = _applied(connection), definitions()
    if not applied.items() <= wanted.items():
        raise UnusableBuildError
    with _transaction(connection):
        for name in (name for name in wanted if name not in applied):
            if name != MEASURE:
                run(connection, name)
            run(connection, "commands/record_migration", name=name, sha256=wanted[name])


def _applied(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(run(connection, "queries/schema_migrations"))


def _loaded(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {entry_id for (entry_id,) in run(connection, "queries/loaded_entries")}


def _read(entries: Mapping[str, Path], connection: duckdb.DuckDBPyConnection) -> None:
    for table, files in sorted(_files_by_table(entries).items()):
        try:
            run(connection, f"commands/load_{table}", files=[_literal(file) for file in files])
        except duckdb.Error as error:
            raise _explained(table, files, error) from error
    entry_ids = list(entries)
    run(connection, "commands/record_entries", entry_ids=entry_ids)
    run(connection, "commands/record_changed_documents", entry_ids=entry_ids)


def _files_by_table(entries: Mapping[str, Path]) -> dict[str, list[Path]]:
    files = defaultdict(list)
    for entry in entries.values():
        for file in sorted(file for file in entry.iterdir() if not file.name.startswith(".")):
            if file.suffix != ".parquet" or file.stem not in TABLES:
                raise CatalogError(f"{file} is not known to this version of etoki")
            files[file.stem].append(file)
    return files


def _literal(file: Path) -> str:
    """Spell a path so that DuckDB, which takes paths for patterns, finds this file only."""
    return _WILD.sub(r"[\1]", str(file))


def _explained(table: str, files: list[Path], error: duckdb.Error) -> Exception:
    """Tell an entry that cannot be read from a build file that cannot be written."""
    for file in files:
        try:
            pq.ParquetFile(file).read()
        except (OSError, ValueError) as reason:
            return CatalogError(f"{file} cannot be read: {reason}")
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

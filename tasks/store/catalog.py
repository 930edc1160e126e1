"""The catalog that SQL users open: built from the journal alone, checked, then published by a rename."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl
import pyarrow as pa

import sql
from tasks.records.record import Record
from tasks.store import build, publishing
from tasks.store.build import FailedCheck
from tasks.store.entries import entries_of
from tasks.store.errors import CatalogError, UnusableBuildError, as_the_system_says
from tasks.store.workspace import Workspace

MOST_BYTES = 1 << 30
"""An answer that takes more memory than this is refused."""

_OTHER_VERSION = "the catalog was made by another version of etoki; run `etoki catalog rebuild`"
_QUESTIONS = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
_CAGE = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
}


class LoadReport(Record):
    """What a load did: how many entries were new, and whether the catalog now shows the whole journal.

    It does not while a check fails; then it shows the last state that passed.
    """

    entries: int
    rebuilt: bool
    published: bool
    failed_checks: list[FailedCheck]
    seconds: float


class _Load(NamedTuple):
    entries: int
    rebuilt: bool
    failed_checks: list[FailedCheck]


def load(root: Path) -> LoadReport:
    """Bring the catalog of the workspace at ``root`` up to date with its journal.

    Waits for other loaders. A build file that is damaged, or does not fit, is made anew. CatalogError for an entry
    that cannot be read, OSError for a full disk; the published catalog stays as it was.
    """
    return _load(Workspace(root), anew=False)


def rebuild(root: Path) -> LoadReport:
    """Make the catalog anew from the journal alone."""
    return _load(Workspace(root), anew=True)


def read(root: Path, statement: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
    """Return the answer to ``sql/<statement>.sql``; a workspace without a catalog answers like an empty one."""
    with _catalog_or_empty(root) as connection:
        try:
            answer: pl.DataFrame = connection.sql(sql.load(statement), params=dict(parameters or {})).pl()
        except duckdb.CatalogException as error:
            raise CatalogError(f"{statement} cannot be answered: {_plain(error)}; {_OTHER_VERSION}") from error
        except duckdb.Error as error:
            raise CatalogError(f"{statement} cannot be answered: {_plain(error)}") from error
        return answer


def forgotten(root: Path) -> frozenset[str]:
    """Return the doc_ids that may no longer be used."""
    return frozenset(read(root, "queries/forgotten_documents")["doc_id"])


def query(root: Path, text: str, *, memory_limit: str = "1GB", timeout_seconds: float = 60.0) -> pa.Table:
    """Return the answer to one SQL question of a stranger; times are in UTC.

    The question can read the catalog and nothing else: no file, no setting, no extension, and it writes nothing.
    CatalogError for anything else, for bad SQL, and past the limits of memory and time.
    """
    with _opened(root, _CAGE | {"memory_limit": memory_limit}) as connection:
        for setting in ("commands/use_utc", "commands/lock_settings"):
            build.run(connection, setting)
        with _time_limit(connection, timeout_seconds):
            _refuse_commands(connection, text)
            return _answer(connection, text)


def _load(workspace: Workspace, *, anew: bool) -> LoadReport:
    started = time.monotonic()
    with _only_loader(workspace):
        entries = entries_of(workspace.journal.root)
        if not anew and _is_published(workspace, entries):
            done = _Load(entries=0, rebuilt=False, failed_checks=[])
        else:
            done = _built(workspace, entries, anew=anew)
    return LoadReport(**done._asdict(), published=not done.failed_checks, seconds=round(time.monotonic() - started, 3))


@contextmanager
def _only_loader(workspace: Workspace) -> Iterator[None]:
    workspace.state.mkdir(parents=True, exist_ok=True)
    with (workspace.state / "catalog.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_published(workspace: Workspace, entries: Mapping[str, str]) -> bool:
    try:
        with _opened(workspace.root, {}) as connection:
            return build.is_complete(connection, entries)
    except (CatalogError, duckdb.Error):
        return False


def _built(workspace: Workspace, entries: Mapping[str, str], *, anew: bool) -> _Load:
    file = workspace.state / "catalog.build.duckdb"
    if file.exists() and not anew:
        with suppress(UnusableBuildError, duckdb.Error):
            return _built_in(file, workspace, entries, rebuilt=False)
    publishing.remove(file)
    try:
        return _built_in(file, workspace, entries, rebuilt=True)
    except duckdb.Error as error:
        raise CatalogError(f"the catalog cannot be built: {_plain(error)}") from error


def _built_in(file: Path, workspace: Workspace, entries: Mapping[str, str], *, rebuilt: bool) -> _Load:
    with as_the_system_says(file), duckdb.connect(file) as connection:
        build.run(connection, "commands/hide_progress")
        new = build.fill(connection, entries)
        failed = build.failed_checks(connection)
        connection.checkpoint()
    if not failed:
        publishing.publish(file, workspace.catalog)
    return _Load(new, rebuilt, failed)


@contextmanager
def _catalog_or_empty(root: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    if Workspace(root).catalog.exists():
        with _opened(root, {}) as connection:
            yield connection
        return
    with duckdb.connect() as connection:
        build.make_schema(connection)
        yield connection


@contextmanager
def _opened(root: Path, config: Mapping[str, str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the catalog as it is now.

    Within one process DuckDB shares what is open under one path, even if the file has been replaced since: a link
    with a name of its own gets round that.
    """
    catalog = Workspace(root).catalog
    link = publishing.link_beside(catalog)
    try:
        with suppress(OSError):
            os.link(catalog, link)
        connection = duckdb.connect(link if link.exists() else catalog, read_only=True, config=dict(config))
    except duckdb.Error as error:
        raise CatalogError(f"the catalog of {root} cannot be opened: {_hindrance(catalog, error)}") from error
    finally:
        with suppress(OSError):
            link.unlink(missing_ok=True)
    with connection:
        build.run(connection, "commands/hide_progress")
        yield connection


def _hindrance(catalog: Path, error: duckdb.Error) -> str:
    if not catalog.exists():
        return "there is none yet"
    if "lock" in str(error):
        return (
            "another program has it open for writing; close it, or run `etoki catalog rebuild` to put a new one there"
        )
    return _plain(error)


@contextmanager
def _time_limit(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    over = threading.Event()

    def stop() -> None:
        over.set()
        connection.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        yield
    except (duckdb.Error, OSError) as error:  # the Arrow reader passes DuckDB's errors on as OSError
        raise CatalogError(f"no answer within {seconds:g} seconds" if over.is_set() else _plain(error)) from None
    finally:
        timer.cancel()


def _refuse_commands(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    statements = connection.extract_statements(text)
    if len(statements) != 1:
        raise CatalogError(f"ask one question at a time; this is {len(statements)}")
    if statements[0].type not in _QUESTIONS:
        raise CatalogError(f"the catalog answers questions; it takes no {statements[0].type.name.lower()}")


def _answer(connection: duckdb.DuckDBPyConnection, text: str) -> pa.Table:
    reader = connection.sql(text).to_arrow_reader()
    batches, size = [], 0
    for batch in reader:
        batches.append(batch)
        size += batch.nbytes
        if size > MOST_BYTES:
            raise CatalogError("the answer is too large; add a limit")
    return pa.Table.from_batches(batches, reader.schema)


def _plain(error: Exception) -> str:
    return str(error).split("\n\nLINE")[0].strip()

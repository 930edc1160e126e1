"""The catalog that SQL users open: built from the journal alone, checked, then published by a rename."""

import fcntl
import os
import shutil
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl
import pyarrow as pa

import sql
from tasks.records.record import Record
from tasks.store import build
from tasks.store.build import CatalogError, FailedCheck, UnusableBuildError
from tasks.store.workspace import Workspace

MOST_BYTES = 1 << 30
"""An answer that takes more memory than this is refused."""

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
    that cannot be read.
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
        entries = build.entries_of(workspace.journal.root)
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


def _is_published(workspace: Workspace, entries: Mapping[str, Path]) -> bool:
    try:
        with _opened(workspace.root, {}) as connection:
            return build.is_complete(connection, entries)
    except (CatalogError, duckdb.Error):
        return False


def _built(workspace: Workspace, entries: Mapping[str, Path], *, anew: bool) -> _Load:
    file = workspace.state / "catalog.build.duckdb"
    if file.exists() and not anew:
        with suppress(UnusableBuildError, duckdb.Error):
            return _built_in(file, workspace, entries, rebuilt=False)
    _remove(file)
    try:
        return _built_in(file, workspace, entries, rebuilt=True)
    except duckdb.Error as error:
        raise CatalogError(f"the catalog cannot be built: {_plain(error)}") from error


def _built_in(file: Path, workspace: Workspace, entries: Mapping[str, Path], *, rebuilt: bool) -> _Load:
    with duckdb.connect(file) as connection:
        new = build.fill(connection, entries)
        failed = build.failed_checks(connection)
        connection.checkpoint()
    if not failed:
        _publish(file, workspace.catalog)
    return _Load(new, rebuilt, failed)


def _publish(file: Path, catalog: Path) -> None:
    for leftover in catalog.parent.glob(f"{catalog.name}.new-*"):
        leftover.unlink()
    beside = catalog.with_name(f"{catalog.name}.new-{os.getpid()}")
    shutil.copyfile(file, beside)
    _sync(beside)
    beside.replace(catalog)
    # Whoever wrote into the file that was published before may have left a log, which does not belong to this one.
    catalog.with_name(f"{catalog.name}.wal").unlink(missing_ok=True)
    _sync(catalog.parent)


def _remove(file: Path) -> None:
    for path in (file, file.with_name(f"{file.name}.wal")):
        path.unlink(missing_ok=True)
    shutil.rmtree(file.with_name(f"{file.name}.tmp"), ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
    link = catalog.with_name(f"{catalog.name}.reader-{uuid.uuid4().hex}")
    try:
        with suppress(OSError):
            os.link(catalog, link)
        connection = duckdb.connect(link if link.exists() else catalog, read_only=True, config=dict(config))
    except duckdb.Error as error:
        reason = _plain(error) if catalog.exists() else "there is none yet"
        raise CatalogError(f"the catalog of {root} cannot be opened: {reason}") from error
    finally:
        with suppress(OSError):
            link.unlink(missing_ok=True)
    with connection:
        yield connection


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

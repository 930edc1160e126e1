"""The entries of a journal as the loader finds them, each file checked before any row is read."""

import os
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.store.arrow import TABLES, schema_of
from tasks.store.errors import CatalogError
from tasks.store.journal import NO_DOCUMENT
from tasks.store.seal import BrokenEntryError, files_in

IRREPLACEABLE = frozenset({"tombstones", "llm_calls", "exports", "export_items"})
"""Tables whose rows no run makes again."""

_ADDED_LATER = frozenset({"open_pages"})
"""Columns that may be missing although they are never null: the loader knows what earlier releases meant."""

_WILD = re.compile(r"([*?\[])")


def entries_of(journal: Path) -> dict[str, str]:
    """Return where every finished entry lies, by its id.

    Entries without a document are listed first: they speak of document entries that were there before them, also
    while somebody else writes. Paths are text, since there may be a million of them.
    """
    folders = [str(journal / NO_DOCUMENT)]
    for name, prefix in _visible(journal):
        if name != NO_DOCUMENT:
            folders += [document for _, document in _visible(prefix)]
    return dict(entry for folder in folders for entry in _visible(folder))


def files_by_table(entries: Iterable[str]) -> dict[str, list[Path]]:
    """Return the files of entries by the table that they hold rows of; CatalogError for one that was tampered with."""
    files = defaultdict(list)
    for entry in map(Path, entries):
        try:
            found = files_in(entry)
        except BrokenEntryError as error:
            raise CatalogError(f"{error}; {_remedy(entry, error.file)}") from error
        for file in found:
            if file.suffix != ".parquet" or file.stem not in TABLES:
                raise CatalogError(f"{file} is not known to this version of etoki; take it away, or use a later etoki")
            files[file.stem].append(file)
    return files


def literal(file: Path) -> str:
    """Spell a path so that DuckDB, which takes paths for patterns, finds this file only."""
    return _WILD.sub(r"[\1]", str(file))


def unreadable(table: str, files: Iterable[Path]) -> CatalogError | None:
    """Return what is wrong with the first file that cannot be read or has other columns; None if all are sound."""
    for file in files:
        fault = _fault(table, file)
        if fault:
            return CatalogError(f"{file} {fault}; {_remedy(file.parent, file)}")
    return None


def _visible(folder: str | Path) -> list[tuple[str, str]]:
    try:
        with os.scandir(folder) as children:
            return [(child.name, child.path) for child in children if child.name[0] != "." and child.is_dir()]
    except FileNotFoundError:
        return []


def _fault(table: str, file: Path) -> str | None:
    try:
        found = pq.ParquetFile(file).read().schema
    except (OSError, ValueError) as reason:
        return f"cannot be read: {reason}"
    for column in schema_of(TABLES[table]):
        if column.name not in found.names:
            if not column.nullable and column.name not in _ADDED_LATER:
                return f"has no column {column.name}"
        elif not _fits(found.field(column.name).type, column.type):
            return f"has a column {column.name} of {found.field(column.name).type}, not {column.type}"
    strange = set(found.names) - {*schema_of(TABLES[table]).names, "step_run_id"}
    return f"has a column {min(strange)}, which this version of etoki does not know" if strange else None


def _fits(found: pa.DataType, wanted: pa.DataType) -> bool:
    return bool(found == wanted or pa.types.is_null(found))


def _remedy(entry: Path, file: Path) -> str:
    tables = {path.stem for path in (*entry.iterdir(), file)}
    if tables & IRREPLACEABLE:
        return f"put the folder {entry} back from a backup: no run makes its rows again"
    return f"delete the folder {entry} and run again: what it held will be made again"

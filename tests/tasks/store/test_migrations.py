"""Catalogs and journals of other releases become what this one would have made."""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

import sql
from tasks.records.enums import Step
from tasks.store import build, catalog
from tasks.store.catalog import CatalogError
from tasks.store.entries import entries_of

pytestmark = pytest.mark.sql

NEWER = {
    "candidates": ["more_region_ids", "similarity"],
    "llm_calls": ["at", "process", "batch_id", "estimate_tokens_in"],
    "pages": ["layout", "lines_sha256"],
    "step_runs": ["open_pages"],
}
"""Columns that entries of earlier releases lack."""


def _rows(file: Path) -> dict[str, list[str]]:
    with duckdb.connect(file, read_only=True) as connection:
        found = connection.sql("select schema_name || '.' || table_name from duckdb_tables() order by all").fetchall()
        passing = {"main.schema_migrations", "history.passed_checks"}
        return {name: sorted(map(str, connection.table(name).fetchall())) for (name,) in found if name not in passing}


def _build_file(root: Path) -> Path:
    return root / "state" / "catalog.build.duckdb"


def _made_by(definitions: dict[str, str], root: Path) -> None:
    """Fill a build file as a release would have that had only these definitions."""
    _build_file(root).parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(_build_file(root)) as connection, pytest.MonkeyPatch.context() as earlier:
        earlier.setattr(build, "definitions", lambda: definitions)
        build.fill(connection, entries_of(root / "journal"))


def _without(*names: str) -> dict[str, str]:
    return {name: sha for name, sha in build.definitions().items() if name not in names}


def _as_rebuilt(root: Path) -> bool:
    loaded = _rows(root / "catalog.duckdb")
    catalog.rebuild(root)
    return loaded == _rows(root / "catalog.duckdb")


def test_views_that_a_release_did_not_have_are_added_in_place(scribe) -> None:
    scribe.whole()
    later = [name for name in build.definitions() if name.startswith(("schema/08", "schema/09"))]
    _made_by(_without(*later), scribe.root)
    report = catalog.load(scribe.root)
    assert (report.entries, report.rebuilt, report.published) == (0, False, True)
    assert _as_rebuilt(scribe.root)


@pytest.mark.parametrize("count", [1, 8])
def test_the_beginning_of_a_schema_without_rows_is_made_anew(scribe, count: int) -> None:
    scribe.whole()
    names = sql.names("schema")[:count]
    _build_file(scribe.root).parent.mkdir(parents=True)
    with duckdb.connect(_build_file(scribe.root)) as connection:
        build.run(connection, "commands/create_schema_migrations")
        for name in names:
            build.run(connection, name)
            build.run(connection, "commands/record_migration", name=name, sha256=build.definitions()[name])
    report = catalog.load(scribe.root)
    assert (report.entries, report.rebuilt, report.published) == (9, True, True)


def test_a_build_that_measured_otherwise_is_made_anew(scribe) -> None:
    scribe.whole()
    _made_by(_without(), scribe.root)
    with duckdb.connect(_build_file(scribe.root)) as connection:
        connection.execute("update document_metrics set captions = 7")
        connection.execute("delete from schema_migrations where name = $name", {"name": build.MEASURE})
    assert catalog.load(scribe.root).rebuilt
    assert catalog.query(scribe.root, "select captions from documents_quality").to_pylist() == [{"captions": 1}]


@pytest.mark.parametrize(
    "change",
    [
        "update schema_migrations set sha256 = 'x' where name = 'schema/043_current_figures'",
        "insert into schema_migrations values ('schema/999_smells', 'x', now())",
    ],
    ids=["another definition of a view", "a view of a later release"],
)
def test_a_build_of_another_release_is_made_anew(scribe, change: str) -> None:
    scribe.whole()
    catalog.load(scribe.root)
    for file in (_build_file(scribe.root), scribe.root / "catalog.duckdb"):
        with duckdb.connect(file) as connection:
            connection.execute(change)
    report = catalog.load(scribe.root)
    assert (report.rebuilt, report.published) == (True, True)


def test_a_question_that_an_older_catalog_cannot_answer_says_what_to_do(scribe) -> None:
    scribe.whole()
    catalog.load(scribe.root)
    with duckdb.connect(scribe.root / "catalog.duckdb") as connection:
        connection.execute("drop view documents_quality")
    with pytest.raises(CatalogError, match="another version of etoki; run `etoki catalog rebuild`"):
        catalog.read(scribe.root, "queries/documents_quality")


def _age(file: Path) -> None:
    """Make a file of an entry what an earlier release wrote: fewer columns, and no seal beside it."""
    rows = pq.ParquetFile(file).read()
    pq.write_table(rows.drop_columns([name for name in NEWER.get(file.stem, []) if name in rows.column_names]), file)
    (file.parent / ".sha256").unlink(missing_ok=True)


def test_entries_of_an_earlier_release_load_beside_new_ones(scribe) -> None:
    scribe.ask(scribe.whole("a.pdf"))
    for file in sorted(scribe.root.glob("journal/**/*.parquet")):
        _age(file)
    scribe.ask(scribe.whole("b.pdf"))
    assert catalog.load(scribe.root).published
    assert catalog.query(scribe.root, "from llm_calls where process is null").num_rows == 1
    shown = catalog.query(scribe.root, "select open_pages, count(*) as n from step_runs group by all").to_pylist()
    assert shown == [{"open_pages": 0, "n": 12}]
    assert catalog.query(scribe.root, "from candidates where more_region_ids is null").num_rows == 2
    assert _as_rebuilt(scribe.root)


def test_sums_do_not_depend_on_the_order_of_the_entries(scribe) -> None:
    seconds = [1.5413, 2.8574, 1.7334, 1.3774]  # their sum as doubles rounds up or down, as they are ordered
    steps = [Step.PROBE, Step.READ, Step.SEGMENT, Step.CROP]
    doc_id, taken = scribe.register(), {}
    for step, spent in zip(steps, seconds, strict=True):
        entry_id = taken[step] = scribe.tick()
        scribe.journal.append(doc_id, entry_id, {"step_runs": [scribe.run(entry_id, doc_id, step, seconds=spent)]})
    scribe.use(doc_id, taken, "flow-1")
    entries = entries_of(scribe.journal.root)
    measured = set()
    for first in taken.values():
        with duckdb.connect() as connection:
            build.fill(connection, {first: entries[first]})
            build.fill(connection, entries)
            measured |= set(connection.sql("select seconds from document_metrics").fetchall())
    assert measured == {(7.51,)}

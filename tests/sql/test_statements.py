"""How statements are written, whatever they ask."""

import re
from pathlib import Path

import duckdb
import pytest

import sql
from tasks.records.enums import Step
from tasks.store import build
from tasks.store.arrow import TABLES

FOLDERS = ("schema", "commands", "queries", "checks")
OF_SQLITE = ("ledger", "vectors")
"""What is asked of files of SQLite, not of the catalog."""
STATEMENTS = [name for folder in FOLDERS for name in sql.names(folder)]


@pytest.mark.parametrize("name", [*STATEMENTS, *(name for folder in OF_SQLITE for name in sql.names(folder))])
def test_begins_with_the_question_it_answers(name: str) -> None:
    assert re.match(r"-- [A-Z][^\n]*\?", sql.load(name))


def test_is_one_statement() -> None:
    with duckdb.connect() as connection:
        counts = {name: len(connection.extract_statements(sql.load(name))) for name in STATEMENTS}
    assert set(counts.values()) == {1}, counts


@pytest.mark.parametrize("name", STATEMENTS)
def test_takes_named_parameters_only(name: str) -> None:
    assert not re.search(r"\$\d|[(,=]\s*\?", sql.load(name))


def test_schema_files_are_numbered_each_once() -> None:
    numbers = [name.removeprefix("schema/")[:3] for name in sql.names("schema")]
    assert len(set(numbers)) == len(numbers)
    assert all(number.isdigit() for number in numbers)


def test_every_table_of_the_journal_has_a_command_that_loads_it() -> None:
    loads = {name.removeprefix("commands/load_") for name in sql.names("commands") if "/load_" in name}
    assert loads == set(TABLES)


def test_the_sizes_of_all_tables_of_the_journal_are_known() -> None:
    with duckdb.connect() as connection:
        build.make_schema(connection)
        sizes = dict(build.run(connection, "queries/history_sizes"))
    assert sizes == {f"history.{table}": 0 for table in TABLES}


def test_no_sql_file_lies_outside_of_the_known_folders() -> None:
    found = {path.parent.name for path in Path(sql.__file__).parent.rglob("*.sql")}
    assert found == {*FOLDERS, *OF_SQLITE}


def test_the_catalog_knows_the_order_of_the_steps() -> None:
    with duckdb.connect() as connection:
        build.make_schema(connection)
        ranks = [connection.execute("select step_rank($step)", {"step": str(step)}).fetchone()[0] for step in Step]
    assert None not in ranks
    assert ranks == sorted(ranks)

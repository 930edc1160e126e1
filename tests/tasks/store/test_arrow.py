from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from tasks.records.document import Source
from tasks.records.enums import Outcome, Role, SourceOutcome, Step
from tasks.records.figure import Candidate
from tasks.records.record import Box, Record
from tasks.records.sample import LlmCall
from tasks.records.step import Use
from tasks.store import build
from tasks.store.arrow import TABLES, schema_of, table_of
from tasks.store.journal import DOCUMENT_TABLES


def _candidate(**changed) -> Candidate:
    facts = {
        "pair_id": "p",
        "doc_id": "d",
        "figure_id": "f",
        "region_id": "r",
        "role": Role.CAPTION,
        "text": "図1",
        "p_match": 0.5,
        "features": {"b": 2.0, "a": 1.0},
    }
    return Candidate(**facts | changed)


def _use(at: datetime) -> Use:
    return Use(flow_run_id="f", doc_id="d", step=Step.READ, step_run_id="s", cached=True, at=at)


def test_words_numbers_and_maps_become_columns() -> None:
    row = table_of([_candidate()]).to_pylist()[0]
    assert row["role"] == "caption"
    assert row["p_match"] == 0.5
    assert row["outcome"] == Outcome.KEPT
    assert row["reason"] is None


def test_a_map_is_written_in_the_order_of_its_keys() -> None:
    same = [table_of([_candidate(features=features)]) for features in ({"b": 2.0, "a": 1.0}, {"a": 1.0, "b": 2.0})]
    assert same[0].equals(same[1])
    assert same[0].column("features").to_pylist() == [[("a", 1.0), ("b", 2.0)]]


def test_an_empty_map_stays_an_empty_map() -> None:
    assert table_of([_candidate(features={})]).column("features").to_pylist() == [[]]


def test_times_become_utc_microseconds() -> None:
    tokyo = timezone(timedelta(hours=9))
    table = table_of([_use(datetime(2026, 1, 1, 9, tzinfo=tokyo))])
    assert table.schema.field("at").type == pa.timestamp("us", "UTC")
    assert table.column("at").to_pylist() == [datetime(2026, 1, 1, tzinfo=UTC)]


def test_refuses_a_time_without_a_time_zone() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        table_of([_use(datetime(2026, 1, 1))])  # noqa: DTZ001


def test_money_keeps_nine_decimals() -> None:
    fields = dict.fromkeys(LlmCall.model_fields)
    said = ("call_key", "flow_run_id", "kind", "mode", "purpose", "model", "prompt_hash", "outcome")
    words = dict.fromkeys(said, "x")
    call = LlmCall(**fields | words | {"attempt": 1, "cost_usd": Decimal("0.00000000149")})
    assert table_of([call]).column("cost_usd").to_pylist() == [Decimal("0.000000001")]


def test_extra_columns_hold_one_value_in_every_row() -> None:
    table = table_of([_candidate(), _candidate(pair_id="q")], step_run_id="s")
    assert table.column("step_run_id").to_pylist() == ["s", "s"]


def test_refuses_an_empty_list() -> None:
    with pytest.raises(ValueError, match="no columns"):
        table_of([])


def test_refuses_a_record_that_no_column_can_hold() -> None:
    class Framed(Record):
        box: Box

    with pytest.raises(TypeError, match="box"):
        schema_of(Framed)


def test_only_optional_fields_may_be_null() -> None:
    schema = schema_of(Source)
    assert schema.field("doc_id").nullable
    assert not schema.field("uri").nullable


def test_a_missing_value_stays_missing() -> None:
    source = Source(
        source_id="s",
        uri="/a",
        name="a",
        doc_id=None,
        bytes=None,
        mtime=None,
        inode=None,
        licence=None,
        licence_source=None,
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        outcome=SourceOutcome.FAILED,
    )
    assert table_of([source]).column("mtime").to_pylist() == [None]


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        build.make_schema(connection)
        yield connection


@pytest.mark.parametrize("table", TABLES)
def test_a_record_and_the_journaled_rows_in_the_catalog_have_the_same_columns(empty, table: str) -> None:
    stored = empty.table(f"history.{table}").to_arrow_table().schema
    added = {"entry_id", "step_run_id"} if table in DOCUMENT_TABLES else {"entry_id"}
    written = schema_of(TABLES[table])
    assert set(stored.names) == set(written.names) | added
    assert {name: str(stored.field(name).type) for name in written.names} == {
        name: _as_duckdb_says(written.field(name).type) for name in written.names
    }


@pytest.mark.parametrize("table", TABLES)
def test_sql_users_see_every_field_of_a_record(empty, table: str) -> None:
    assert set(empty.table(table).columns) >= set(TABLES[table].model_fields)


def _as_duckdb_says(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        with duckdb.connect() as connection:
            return str(connection.sql("select now() as t").to_arrow_table().schema.field("t").type)
    if pa.types.is_list(kind):
        return "list<l: string>"
    if pa.types.is_map(kind):
        return "map<string, double>"
    return str(kind)

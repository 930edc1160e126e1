"""The columns of a Parquet export."""

import json

import pyarrow as pa

from tasks.formats.card import card
from tasks.formats.columns import COLUMNS, FEATURES, LINEAGE, SCHEMA, WRITTEN_HERE


def test_every_column_stands_in_what_datasets_reads():
    assert list(json.loads(FEATURES)["info"]["features"]) == SCHEMA.names == list(COLUMNS)


def test_datasets_decodes_the_images():
    features = json.loads(SCHEMA.metadata[b"huggingface"])["info"]["features"]
    assert features["images"] == [{"_type": "Image"}]
    assert SCHEMA.field("images").type == pa.list_(pa.struct([("bytes", pa.binary()), ("path", pa.string())]))


def test_types_have_the_names_that_datasets_knows():
    features = json.loads(FEATURES)["info"]["features"]
    assert features["p_match"] == {"dtype": "float64", "_type": "Value"}
    assert features["page"] == {"dtype": "int32", "_type": "Value"}
    assert features["cost_usd"] == {"dtype": "decimal128(18, 9)", "_type": "Value"}
    assert features["sources"] == [{"dtype": "string", "_type": "Value"}]
    assert features["messages"] == [{name: {"dtype": "string", "_type": "Value"} for name in ("role", "content")}]


def test_lineage_is_all_but_what_samples_bring():
    assert set(LINEAGE.names) == set(COLUMNS) - WRITTEN_HERE


def test_nothing_random_stands_in_a_row():
    spelled = str(SCHEMA)
    assert not [word for word in ("step_run_id", "flow_run_id", "host", "started_at", "uri") if word in spelled]


def test_the_card_explains_every_column_in_one_line():
    explained = [line.split(" | ")[0].removeprefix("| ") for line in card().splitlines() if line.startswith("| ")]
    assert explained == ["column", *COLUMNS]
    assert not [column for column in COLUMNS.values() if "|" in column.says or "\n" in column.says]


def test_the_card_leads_to_the_shards():
    assert "path: train-*.parquet" in card()
    assert card().startswith("---\nlanguage:\n- ja\n")

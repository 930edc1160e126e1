"""Parquet files with images and lineage."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.export import export_dataset
from tasks.formats.columns import LINEAGE, SCHEMA
from tasks.formats.parquet import Parquet
from tasks.formats.protocols import ExportError
from tasks.formats.shards import Limits
from tasks.records.sample import DatasetSample

KNOWN: dict[str, Any] = {
    "kind": "caption",
    "doc_id": "d",
    "name": "白書.pdf",
    "sources": ["白書.pdf"],
    "licence": "CC BY 4.0",
    "page": 3,
    "x0": 76.1,
    "cost_usd": Decimal("0.001230000"),
    "pair_ids": ["p"],
    "roles": ["caption"],
    "p_match": 0.9889,
    "parts": [{"figure_id": "f", "page": 3, "p_match": 0.9889}],
    "steps": [{"doc_id": "d", "step": "read", "engine": "pymupdf", "engine_version": "2.0"}],
}


def lineage(samples: list[DatasetSample], **changed: Any) -> pa.Table:
    return pa.Table.from_pylist([KNOWN | {"sample_id": given.sample_id} | changed for given in samples], LINEAGE)


def rows(folder: Path) -> list[dict[str, Any]]:
    return [row for path in sorted(folder.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]


def test_a_row_holds_the_conversation_and_the_images_themselves(store, sample, tmp_path):
    one, two = store.picture(1), store.picture(2)
    given = [sample("a", two, one)]
    export_dataset(given, store.__getitem__, tmp_path / "out", Parquet(lineage(given)))
    (row,) = rows(tmp_path / "out")
    assert row["messages"] == [
        {"role": "user", "content": "<image>\n<image>\n何の図ですか。"},
        {"role": "assistant", "content": "紙をすく手順"},
    ]
    assert row["images"] == [{"bytes": store[sha], "path": f"{sha}.png"} for sha in (two, one)]
    assert row["image_sha256s"] == [two, one]


def test_a_row_says_where_its_sample_comes_from(store, sample, tmp_path):
    given = [sample("a", store.picture(1))]
    export_dataset(given, store.__getitem__, tmp_path / "out", Parquet(lineage(given)))
    (row,) = rows(tmp_path / "out")
    parts, steps = row.pop("parts"), row.pop("steps")
    assert {name: row[name] for name in KNOWN if name in row} == {n: KNOWN[n] for n in KNOWN if n in row}
    assert (parts[0]["figure_id"], parts[0]["page"], parts[0]["pair_id"]) == ("f", 3, None)
    assert (steps[0]["step"], steps[0]["engine_version"], steps[0]["weights_sha256"]) == ("read", "2.0", None)


def test_each_row_has_its_own_lineage_whatever_the_order(store, sample, tmp_path):
    given = [sample(name, store.picture(seed)) for seed, name in enumerate("cabed")]
    known = [{"sample_id": given.sample_id, "name": f"{given.sample_id}.pdf"} for given in given[::-1]]
    form = Parquet(pa.Table.from_pylist(known, LINEAGE), Limits(group_rows=2, shard_rows=3))
    export_dataset(given, store.__getitem__, tmp_path / "out", form)
    written = rows(tmp_path / "out")
    assert [(row["sample_id"], row["name"]) for row in written] == [(name, f"{name}.pdf") for name in "abcde"]
    images = {one.sample_id: one.images for one in given}
    assert [row["image_sha256s"] for row in written] == [images[name] for name in "abcde"]


def test_images_close_a_row_group_and_a_file_before_rows_do(store, sample, tmp_path):
    given = [sample(str(number), store.picture(number, 40)) for number in range(6)]
    size = max(len(content) for content in store.values())
    form = Parquet(lineage(given), Limits(group_bytes=size, shard_bytes=2 * size))
    export_dataset(given, store.__getitem__, tmp_path / "out", form)
    files = [pq.ParquetFile(path) for path in sorted((tmp_path / "out").glob("*.parquet"))]
    assert [(file.metadata.num_rows, file.metadata.num_row_groups) for file in files] == [(2, 2)] * 3


def test_an_image_larger_than_a_file_may_be_has_one_of_its_own(store, sample, tmp_path):
    given = [sample("a", store.picture(1)), sample("b", store.picture(2, 60)), sample("c", store.picture(3))]
    form = Parquet(lineage(given), Limits(group_bytes=1000, shard_bytes=1000))
    export_dataset(given, store.__getitem__, tmp_path / "out", form)
    assert [pq.read_metadata(path).num_rows for path in sorted((tmp_path / "out").glob("*.parquet"))] == [1, 1, 1]


def test_the_limits_do_not_change_what_the_rows_say(store, sample, tmp_path):
    given = [sample(str(number), store.picture(number)) for number in range(7)]
    for name, limits in {"one": Limits(), "many": Limits(group_rows=1, shard_rows=2)}.items():
        export_dataset(given, store.__getitem__, tmp_path / name, Parquet(lineage(given), limits))
    assert rows(tmp_path / "one") == rows(tmp_path / "many")


def test_no_more_images_are_held_than_a_row_group_has(store, sample, tmp_path):
    given = [sample(str(number), store.picture(number, 100)) for number in range(6)]
    smallest = min(len(content) for content in store.values())
    on_disk: list[int] = []

    def get(sha: str) -> bytes:
        on_disk.append(sum(path.stat().st_size for path in tmp_path.rglob("*.unnamed")))
        return store[sha]

    export_dataset(given, get, tmp_path / "out", Parquet(lineage(given), Limits(group_rows=2)))
    # The last row group may still be in a buffer.
    assert [size // smallest // 2 >= place // 2 - 1 for place, size in enumerate(on_disk)] == [True] * 6
    assert on_disk[5] > 2 * smallest


def test_export_json_names_every_file(store, sample, tmp_path):
    given = [sample(str(number), store.picture(number)) for number in range(3)]
    export_dataset(given, store.__getitem__, tmp_path / "out", Parquet(lineage(given), Limits(2, shard_rows=2)))
    said = json.loads((tmp_path / "out" / "export.json").read_text())
    assert [(shard["file"], shard["rows"]) for shard in said["shards"]] == [
        ("train-00000-of-00002.parquet", 2),
        ("train-00001-of-00002.parquet", 1),
    ]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *(shard["file"] for shard in said["shards"]),
        "README.md",
        "export.json",
    }


def test_lineage_that_changed_is_written_again_under_the_same_digest(store, sample, tmp_path):
    given = [sample("a", store.picture(1))]
    before = export_dataset(given, store.__getitem__, tmp_path / "out", Parquet(lineage(given)))
    again = Parquet(lineage(given, licence="CC0"))
    after = export_dataset(given, store.__getitem__, tmp_path / "out", again)
    assert (after.reused, after.digest) == (False, before.digest)
    assert rows(tmp_path / "out")[0]["licence"] == "CC0"
    assert export_dataset(given, store.__getitem__, tmp_path / "out", again).reused


def test_a_card_that_was_edited_is_kept(store, sample, tmp_path):
    given = [sample("a", store.picture(1))]
    export_dataset(given, store.__getitem__, tmp_path / "out", Parquet(lineage(given)))
    (tmp_path / "out" / "README.md").write_text("ours")
    assert export_dataset(given, store.__getitem__, tmp_path / "out", Parquet(lineage(given))).reused
    assert (tmp_path / "out" / "README.md").read_text() == "ours"


def test_refuses_lineage_of_other_samples(store, sample, tmp_path):
    given = [sample("a", store.picture(1))]
    with pytest.raises(ExportError, match="catalog has changed"):
        export_dataset(given, store.__getitem__, tmp_path / "out", Parquet(lineage([sample("b")])))
    assert list(tmp_path.iterdir()) == []


def test_takes_lineage_as_polars_gives_it(store, sample, tmp_path):
    given = [sample("a", store.picture(1))]
    as_read = pl.DataFrame(pl.from_arrow(lineage(given))).to_arrow()
    assert as_read.schema != LINEAGE
    export_dataset(given, store.__getitem__, tmp_path / "out", Parquet(as_read))
    assert rows(tmp_path / "out")[0]["cost_usd"] == KNOWN["cost_usd"]


def test_an_empty_dataset_is_one_empty_file_with_all_columns(store, tmp_path):
    export_dataset([], store.__getitem__, tmp_path / "out", Parquet(lineage([])))
    table = pq.read_table(tmp_path / "out" / "train-00000-of-00001.parquet")
    assert (table.num_rows, table.schema.names) == (0, SCHEMA.names)

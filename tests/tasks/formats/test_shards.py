"""Files of bounded size."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.formats.protocols import DamagedError
from tasks.formats.shards import Group, Limits, lengths, shard_names, write_shards

SCHEMA = pa.schema([("n", pa.int64())])


def groups(*sizes: tuple[int, int]) -> list[Group]:
    return [Group(pa.table({"n": list(range(rows))}, SCHEMA), image_bytes) for rows, image_bytes in sizes]


def test_a_file_has_no_more_rows_than_it_may(tmp_path):
    write_shards(groups((2, 0), (2, 0), (1, 0), (2, 0)), tmp_path, SCHEMA, Limits(shard_rows=5))
    assert lengths(tmp_path) == {"train-00000-of-00002.parquet": 5, "train-00001-of-00002.parquet": 2}


def test_a_file_has_no_more_bytes_than_it_may(tmp_path):
    write_shards(groups((1, 6), (1, 4), (1, 1), (1, 30), (1, 1)), tmp_path, SCHEMA, Limits(shard_bytes=10))
    assert list(lengths(tmp_path).values()) == [2, 1, 1, 1]


def test_a_group_too_large_for_any_file_is_written_all_the_same(tmp_path):
    write_shards(groups((9, 99)), tmp_path, SCHEMA, Limits(shard_rows=5, shard_bytes=5))
    assert lengths(tmp_path) == {"train-00000-of-00001.parquet": 9}


def test_groups_stay_row_groups(tmp_path):
    write_shards(groups((3, 0), (1, 0)), tmp_path, SCHEMA, Limits())
    metadata = pq.read_metadata(tmp_path / "train-00000-of-00001.parquet")
    assert [metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)] == [3, 1]


def test_groups_are_asked_for_one_after_another(tmp_path):
    seen: list[int] = []

    def given():
        for place, group in enumerate(groups((1, 0), (1, 0), (1, 0))):
            seen.append(len(list(tmp_path.iterdir())) if place else 0)
            yield group

    write_shards(given(), tmp_path, SCHEMA, Limits(shard_rows=1))
    assert seen == [0, 1, 2]


def test_no_groups_make_one_empty_file(tmp_path):
    write_shards([], tmp_path, SCHEMA, Limits())
    assert lengths(tmp_path) == {"train-00000-of-00001.parquet": 0}


def test_a_failure_leaves_no_file_that_looks_finished(tmp_path):
    def failing():
        yield from groups((1, 0))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_shards(failing(), tmp_path, SCHEMA, Limits())
    assert list(tmp_path.glob("*.parquet")) == []


def test_names_sort_in_the_order_of_rows():
    assert shard_names(12) == sorted(shard_names(12))
    assert shard_names(2) == ["train-00000-of-00002.parquet", "train-00001-of-00002.parquet"]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 something else altogether PAR1"])
def test_a_file_that_is_no_parquet_is_damaged(tmp_path, content):
    (tmp_path / "a.parquet").write_bytes(content)
    with pytest.raises(DamagedError):
        lengths(tmp_path)

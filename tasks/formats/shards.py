"""Parquet files of bounded size, written row group by row group."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.formats.protocols import DamagedError


class Limits(NamedTuple):
    """Most rows and most bytes of images in a row group and in a file; a single row may exceed the bytes."""

    group_rows: int = 100
    group_bytes: int = 32 << 20
    shard_rows: int = 5_000
    shard_bytes: int = 512 << 20


LIMITS = Limits()


class Group(NamedTuple):
    """A row group, and the bytes of its images."""

    rows: pa.Table
    image_bytes: int


def write_shards(groups: Iterable[Group], folder: Path, schema: pa.Schema, limits: Limits) -> None:
    """Write the groups, in order, into ``train-00000-of-00003.parquet`` and so on; an empty file if there are none."""
    unnamed: list[Path] = []
    for number, members in groupby(_numbered(groups, limits), key=itemgetter(0)):
        unnamed.append(folder / f"{number}.unnamed")
        _write(unnamed[-1], (group for _, group in members), schema)
    if not unnamed:
        unnamed.append(folder / "0.unnamed")
        _write(unnamed[0], [], schema)
    # The names tell the number of files, which is known only now.
    for path, name in zip(unnamed, shard_names(len(unnamed)), strict=True):
        path.rename(folder / name)


def shard_names(count: int) -> list[str]:
    """Return the names of ``count`` shards, as ``datasets`` expects them of a split."""
    return [f"train-{number:05d}-of-{count:05d}.parquet" for number in range(count)]


def lengths(folder: Path) -> dict[str, int]:
    """Return how many rows each Parquet file of a folder says it has, sorted by name; DamagedError if one is none."""
    try:
        return {path.name: pq.read_metadata(path).num_rows for path in sorted(folder.glob("*.parquet"))}
    except (pa.ArrowInvalid, OSError) as error:
        raise DamagedError(str(error)) from error


def _numbered(groups: Iterable[Group], limits: Limits) -> Iterator[tuple[int, pa.Table]]:
    number = rows = size = 0
    for group in groups:
        rows += group.rows.num_rows
        size += group.image_bytes
        if rows > group.rows.num_rows and (rows > limits.shard_rows or size > limits.shard_bytes):
            number, rows, size = number + 1, group.rows.num_rows, group.image_bytes
        yield number, group.rows


def _write(path: Path, groups: Iterable[pa.Table], schema: pa.Schema) -> None:
    # Dictionaries gain nothing: images hardly repeat within a group, and zstd sees the words that do.
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=False) as writer:
        for group in groups:
            writer.write_table(group, row_group_size=group.num_rows)

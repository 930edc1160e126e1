"""Parquet files that hold the images themselves, and beside each sample where it comes from."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from tasks.formats.card import card
from tasks.formats.checksum import file_sha256
from tasks.formats.columns import FEATURES, LINEAGE, SCHEMA
from tasks.formats.conversation import turns
from tasks.formats.protocols import BlobsGet, ExportError, Summary
from tasks.formats.shards import LIMITS, Group, Limits, lengths, shard_names, write_shards
from tasks.records import identity
from tasks.records.record import Record
from tasks.records.sample import DatasetSample

CARD = "README.md"
"""It is the reader's to edit: no hash of it is kept."""


class Shard(Record):
    """One file, by its name."""

    file: str
    rows: int
    sha256: str


class ParquetSummary(Summary):
    """Also which lineage was written: it may change where the digest, of messages and pixels alone, does not."""

    lineage_sha256: str
    shards: list[Shard]


class _Row(NamedTuple):
    sample: DatasetSample
    images: list[bytes]

    @property
    def size(self) -> int:
        return sum(map(len, self.images))


class Parquet:
    """Writes shards of one row a sample, for which ``lineage`` has a row of ``columns.LINEAGE`` each."""

    name = "parquet"

    def __init__(self, lineage: pa.Table, limits: Limits = LIMITS) -> None:
        self._lineage = lineage.select(LINEAGE.names).cast(LINEAGE).sort_by("sample_id")
        self._limits = limits

    def write(self, samples: Sequence[DatasetSample], blobs_get: BlobsGet, folder: Path) -> None:
        """Write the card and the shards; no more than a row group's images are in memory at a time."""
        if self._lineage["sample_id"].to_pylist() != [sample.sample_id for sample in samples]:
            raise ExportError("the catalog has changed since the samples were read: export again")
        (folder / CARD).write_text(card(), encoding="utf-8", newline="\n")
        rows = (_Row(sample, [blobs_get(sha) for sha in sample.images]) for sample in samples)
        write_shards(self._groups(rows), folder, SCHEMA, self._limits)

    def summarise(self, head: Summary, folder: Path) -> ParquetSummary:
        """Add the hashes of lineage and shards."""
        shards = [
            Shard(file=name, rows=rows, sha256=file_sha256(folder / name)) for name, rows in lengths(folder).items()
        ]
        return ParquetSummary(**head.model_dump(), lineage_sha256=self._lineage_sha256(), shards=shards)

    def is_intact(self, samples: Sequence[DatasetSample], folder: Path) -> bool:
        """Tell whether the files are a complete row of shards of all the samples."""
        found = lengths(folder)
        return list(found) == shard_names(len(found)) and sum(found.values()) == len(samples)

    def shards(self, samples: Sequence[DatasetSample], folder: Path) -> Iterator[str]:  # noqa: ARG002
        """Yield the shard of each sample."""
        return chain.from_iterable(repeat(name, rows) for name, rows in lengths(folder).items())

    def _groups(self, rows: Iterable[_Row]) -> Iterator[Group]:
        written = 0
        for group in _grouped(rows, self._limits):
            lineage = self._lineage.slice(written, len(group))
            written += len(group)
            yield Group(_table(group, lineage), sum(row.size for row in group))

    def _lineage_sha256(self) -> str:
        batches = self._lineage.to_batches(max_chunksize=1_000)
        lines = (json.dumps(row, default=str, ensure_ascii=False) for batch in batches for row in batch.to_pylist())
        return identity.sha256("\n".join([FEATURES, *lines]).encode())


def _grouped(rows: Iterable[_Row], limits: Limits) -> Iterator[list[_Row]]:
    group: list[_Row] = []
    size = 0
    for row in rows:
        if group and (len(group) == limits.group_rows or size + row.size > limits.group_bytes):
            yield group
            group, size = [], 0
        group.append(row)
        size += row.size
    if group:
        yield group


def _table(rows: Sequence[_Row], lineage: pa.Table) -> pa.Table:
    ours = {
        "messages": [[turn.model_dump() for turn in turns(row.sample)] for row in rows],
        "images": [_images(row) for row in rows],
        "image_sha256s": [row.sample.images for row in rows],
    }
    made = {name: pa.array(values, SCHEMA.field(name).type) for name, values in ours.items()}
    known = {name: lineage[name] for name in lineage.column_names}
    return pa.table([(known | made)[name] for name in SCHEMA.names], schema=SCHEMA)


def _images(row: _Row) -> list[dict[str, bytes | str]]:
    named = zip(row.sample.images, row.images, strict=True)
    return [{"bytes": content, "path": f"{sha}.png"} for sha, content in named]

"""What a format is, and what all of them speak of."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from tasks.records.record import Record
from tasks.records.sample import DatasetSample

BlobsGet = Callable[[str], bytes]


class ExportError(Exception):
    """An image or a sample that cannot be published as it is; the message names it."""


class DamagedError(Exception):
    """A file of an export that is missing or cannot be read."""


class Summary(Record):
    """What ``export.json`` says: nothing of time or place, so that equal exports are equal files.

    A format adds the hashes of the files that it wrote.
    """

    format: str
    digest: str
    samples: int
    images: int


class Format(Protocol):
    """Lays samples, sorted by sample_id, out in a folder; ``export.json`` is not its business."""

    name: str

    def write(self, samples: Sequence[DatasetSample], blobs_get: BlobsGet, folder: Path) -> None:
        """Write every file, asking for each image at least once; ExportError for a sample that does not fit."""

    def summarise(self, head: Summary, folder: Path) -> Summary:
        """Return ``head`` with the hashes of the files as they lie there; DamagedError if they do not."""

    def is_intact(self, samples: Sequence[DatasetSample], folder: Path) -> bool:
        """Tell whether all is well that the summary does not cover; DamagedError for files that cannot be read."""

    def shards(self, samples: Sequence[DatasetSample], folder: Path) -> Iterator[str]:
        """Yield the name of the file that holds each sample."""

"""LLaVA's shape: a JSON list of conversations and a folder of images."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from tasks.formats.checksum import file_sha256
from tasks.formats.conversation import turns
from tasks.formats.images import image_path, images_intact, write_images
from tasks.formats.protocols import BlobsGet, Summary
from tasks.records.sample import DatasetSample

DATASET = "dataset.json"
_SPEAKERS = {"user": "human", "assistant": "gpt"}


class LlavaSummary(Summary):
    """The images' hashes are their names, so that only the list needs one."""

    dataset_sha256: str


class Llava:
    """Writes ``dataset.json`` and ``images/<sha256>.png``."""

    name = "llava"

    def write(self, samples: Sequence[DatasetSample], blobs_get: BlobsGet, folder: Path) -> None:
        """Write each image once and the list of conversations."""
        write_images(samples, blobs_get, folder)
        with (folder / DATASET).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_spelled(samples))

    def summarise(self, head: Summary, folder: Path) -> LlavaSummary:
        """Add the hash of the list."""
        return LlavaSummary(**head.model_dump(), dataset_sha256=file_sha256(folder / DATASET))

    def is_intact(self, samples: Sequence[DatasetSample], folder: Path) -> bool:
        """Tell whether the images of the samples lie there, unharmed, and no others."""
        return images_intact(samples, folder)

    def shards(self, samples: Sequence[DatasetSample], folder: Path) -> Iterator[str]:  # noqa: ARG002
        """Yield the list's name for each sample."""
        return (DATASET for _ in samples)


def _spelled(samples: Sequence[DatasetSample]) -> Iterator[str]:
    yield "["
    for place, sample in enumerate(samples):
        yield ",\n" if place else "\n"
        yield json.dumps(_conversation(sample), ensure_ascii=False)
    yield "\n]\n"


def _conversation(sample: DatasetSample) -> dict[str, object]:
    said = [{"from": _SPEAKERS[message.role], "value": message.content} for message in turns(sample)]
    paths = [image_path(sha) for sha in sample.images]
    return {"id": sample.sample_id, "image": paths[0] if len(paths) == 1 else paths, "conversations": said}

"""TRL's shape: JSON lines of messages whose content is a list of images and texts, and a folder of images.

After "Vision datasets" and "Preference" in ``docs/source/dataset_formats.md`` of TRL. The paths in ``images`` are
relative to the folder; ``datasets`` opens them after ``cast_column("images", [Image()])`` if that is the current one.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tasks.formats.conversation import pieces, turns
from tasks.formats.images import image_path, images_intact, write_images
from tasks.formats.lists import ListSummary, summarised, write_lines
from tasks.formats.preferences import Choice, choices
from tasks.formats.protocols import BlobsGet, Summary
from tasks.records.sample import DatasetPreference, DatasetSample

DATASET, PREFERENCES = "train.jsonl", "preferences.jsonl"


class Trl:
    """Writes ``train.jsonl``, and ``preferences.jsonl`` if there are any."""

    name = "trl"

    def __init__(self, preferences: Sequence[DatasetPreference] = ()) -> None:
        self._choices = choices(preferences)

    def write(self, samples: Sequence[DatasetSample], blobs_get: BlobsGet, folder: Path) -> None:
        """Write each image once and the lines."""
        write_images(samples, blobs_get, folder)
        write_lines(folder / DATASET, map(_entry, samples))
        if self._choices:
            write_lines(folder / PREFERENCES, map(_pair, self._choices))

    def summarise(self, head: Summary, folder: Path) -> ListSummary:
        """Add the hashes of the lines."""
        return summarised(head, folder, [DATASET, PREFERENCES] if self._choices else [DATASET], self._choices)

    def is_intact(self, samples: Sequence[DatasetSample], folder: Path) -> bool:
        """Tell whether the images of the samples lie there, unharmed, and no others."""
        return images_intact(samples, folder)

    def shards(self, samples: Sequence[DatasetSample], folder: Path) -> Iterator[str]:  # noqa: ARG002
        """Yield the list's name for each sample."""
        return (DATASET for _ in samples)


def _entry(sample: DatasetSample) -> dict[str, object]:
    return {
        "id": sample.sample_id,
        "messages": [_said(turn.role, turn.content) for turn in turns(sample)],
        "images": [image_path(sha) for sha in sample.images],
    }


def _pair(choice: Choice) -> dict[str, object]:
    return {
        "prompt": [_said(turn.role, turn.content) for turn in choice.prompt],
        "chosen": [_said("assistant", choice.chosen)],
        "rejected": [_said("assistant", choice.rejected)],
        "images": [image_path(sha) for sha in choice.images],
    }


def _said(role: str, content: str) -> dict[str, object]:
    parts = [{"type": "image"} if text is None else {"type": "text", "text": text} for text in pieces(content)]
    return {"role": role, "content": parts}

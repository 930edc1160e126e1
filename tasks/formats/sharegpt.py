"""ShareGPT's shape as LLaMA-Factory reads it: lists of conversations, a folder of images, ``dataset_info.json``.

After ``data/README.md`` of LLaMA-Factory, "Sharegpt Format" and "Multimodal", and its converter
``src/llamafactory/data/converter.py``: every ``<image>`` in a conversation stands for one of ``images``, whose paths
are relative to the folder that is given as ``dataset_dir``.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tasks.formats.conversation import MARK, turns
from tasks.formats.images import image_path, images_intact, write_images
from tasks.formats.lists import ListSummary, summarised, write_list
from tasks.formats.preferences import Choice, choices
from tasks.formats.protocols import BlobsGet, Summary
from tasks.records.sample import DatasetPreference, DatasetSample, Message

DATASET, PREFERENCES, INFO = "dataset.json", "preferences.json", "dataset_info.json"
_SPEAKERS = {"user": "human", "assistant": "gpt"}
_MARKS = re.compile("<(image|video|audio)>")
"""What LLaMA-Factory takes for the place of a picture, film or sound wherever it stands."""


_COLUMNS = {"messages": "conversations", "images": "images"}
_INFO = {
    "etoki": {"file_name": DATASET, "formatting": "sharegpt", "columns": _COLUMNS},
    "etoki_preferences": {
        "file_name": PREFERENCES,
        "formatting": "sharegpt",
        "ranking": True,
        "columns": _COLUMNS | {"chosen": "chosen", "rejected": "rejected"},
    },
}


class ShareGpt:
    """Writes ``dataset.json``, ``preferences.json`` if there are any, and what names them ``etoki…``."""

    name = "sharegpt"

    def __init__(self, preferences: Sequence[DatasetPreference] = ()) -> None:
        self._choices = choices(preferences)

    def write(self, samples: Sequence[DatasetSample], blobs_get: BlobsGet, folder: Path) -> None:
        """Write each image once and the lists."""
        write_images(samples, blobs_get, folder)
        write_list(folder / DATASET, map(_entry, samples))
        if self._choices:
            write_list(folder / PREFERENCES, map(_ranked, self._choices))
        info = json.dumps(_INFO if self._choices else {"etoki": _INFO["etoki"]}, indent=2) + "\n"
        (folder / INFO).write_text(info, encoding="utf-8", newline="\n")

    def summarise(self, head: Summary, folder: Path) -> ListSummary:
        """Add the hashes of the lists."""
        lists = [DATASET, PREFERENCES] if self._choices else [DATASET]
        return summarised(head, folder, [*lists, INFO], self._choices)

    def is_intact(self, samples: Sequence[DatasetSample], folder: Path) -> bool:
        """Tell whether the images of the samples lie there, unharmed, and no others."""
        return images_intact(samples, folder)

    def shards(self, samples: Sequence[DatasetSample], folder: Path) -> Iterator[str]:  # noqa: ARG002
        """Yield the list's name for each sample."""
        return (DATASET for _ in samples)


def _entry(sample: DatasetSample) -> dict[str, object]:
    return {
        "id": sample.sample_id,
        "conversations": [_said(turn) for turn in turns(sample)],
        "images": [image_path(sha) for sha in sample.images],
    }


def _ranked(choice: Choice) -> dict[str, object]:
    return {
        "conversations": [_said(turn) for turn in choice.prompt],
        "chosen": _answer(choice.chosen),
        "rejected": _answer(choice.rejected),
        "images": [image_path(sha) for sha in choice.images],
    }


def _said(turn: Message) -> dict[str, str]:
    return {"from": _SPEAKERS[turn.role], "value": _unmistakable(turn.content)}


def _answer(text: str) -> dict[str, str]:
    return {"from": "gpt", "value": _unmistakable(text)}


def _unmistakable(content: str) -> str:
    """Return a text with full-width brackets around what is no image but would be taken for one."""
    lines = content.splitlines(keepends=True)
    return "".join(line if line.splitlines()[0] == MARK else _MARKS.sub(r"＜\1＞", line) for line in lines)

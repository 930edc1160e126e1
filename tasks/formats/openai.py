"""OpenAI's shape: JSON lines of messages that hold the images themselves, in files that its API takes.

After the guides "Vision fine-tuning" (images are HTTP or data URLs, never paths, and only in messages of users; at most
50,000 examples a file), "Direct preference optimization" and the reference of ``POST /files`` (at most 512 MB a file).
Other services that fine-tune take the same lines.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from pathlib import Path

from tasks.formats.conversation import MARK, pieces, turns
from tasks.formats.lines import LIMITS, LineLimits, line_counts, write_shards
from tasks.formats.lists import ListSummary, summarised
from tasks.formats.preferences import Choice, choices
from tasks.formats.protocols import BlobsGet, Summary
from tasks.records.sample import DatasetPreference, DatasetSample

DATASET, PREFERENCES = "train", "preferences"


class OpenAi:
    """Writes ``train-00000-of-00001.jsonl`` and so on, and the like for preferences if there are any."""

    name = "openai"

    def __init__(self, preferences: Sequence[DatasetPreference] = (), limits: LineLimits = LIMITS) -> None:
        self._choices = choices(preferences)
        self._limits = limits

    def write(self, samples: Sequence[DatasetSample], blobs_get: BlobsGet, folder: Path) -> None:
        """Write the lines; no more than a sample's images are in memory at a time."""
        write_shards(folder, DATASET, (_entry(sample, blobs_get) for sample in samples), self._limits)
        if self._choices:
            write_shards(folder, PREFERENCES, (_pair(choice, blobs_get) for choice in self._choices), self._limits)

    def summarise(self, head: Summary, folder: Path) -> ListSummary:
        """Add the hashes of the files."""
        return summarised(head, folder, sorted(path.name for path in folder.glob("*.jsonl")), self._choices)

    def is_intact(self, samples: Sequence[DatasetSample], folder: Path) -> bool:
        """Tell whether the files hold all the samples."""
        return sum(line_counts(folder, DATASET).values()) == len(samples)

    def shards(self, samples: Sequence[DatasetSample], folder: Path) -> Iterator[str]:  # noqa: ARG002
        """Yield the file of each sample."""
        return chain.from_iterable(repeat(name, lines) for name, lines in line_counts(folder, DATASET).items())


def _entry(sample: DatasetSample, blobs_get: BlobsGet) -> dict[str, object]:
    urls = iter([_data_url(blobs_get(sha)) for sha in sample.images])
    return {"messages": [_said(turn.role, turn.content, urls) for turn in turns(sample)]}


def _pair(choice: Choice, blobs_get: BlobsGet) -> dict[str, object]:
    urls = iter([_data_url(blobs_get(sha)) for sha in choice.images])
    return {
        "input": {"messages": [_said(turn.role, turn.content, urls) for turn in choice.prompt]},
        "preferred_output": [{"role": "assistant", "content": choice.chosen}],
        "non_preferred_output": [{"role": "assistant", "content": choice.rejected}],
    }


def _said(role: str, content: str, urls: Iterator[str]) -> dict[str, object]:
    """Return a message; what has no image stays plain text, as answers must be."""
    if MARK not in content.splitlines():
        return {"role": role, "content": content}
    parts = [
        {"type": "image_url", "image_url": {"url": next(urls)}} if text is None else {"type": "text", "text": text}
        for text in pieces(content)
    ]
    return {"role": role, "content": parts}


def _data_url(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"

"""The turns of a sample, and the places of its images in them."""

import json
from collections.abc import Iterator
from itertools import groupby

from tasks.formats.protocols import ExportError
from tasks.records.sample import DatasetSample, Message

MARK = "<image>"


def turns(sample: DatasetSample) -> list[Message]:
    """Return the messages; ExportError unless as many lines are ``<image>`` as the sample has images."""
    messages = parsed(sample.messages)
    marks = sum(marks_in(message.content) for message in messages)
    if marks != len(sample.images):
        raise ExportError(f"sample {sample.sample_id} has {marks} {MARK} marks and {len(sample.images)} images")
    return messages


def parsed(messages: str) -> list[Message]:
    """Return the messages of their canonical JSON."""
    return [Message(**message) for message in json.loads(messages)]


def marks_in(content: str) -> int:
    """Return how many images a message shows."""
    return content.splitlines().count(MARK)


def pieces(content: str) -> Iterator[str | None]:
    """Yield the texts of a message, and None in the place of each image; a text loses the line breaks around it."""
    for is_mark, lines in groupby(content.splitlines(keepends=True), key=lambda line: line.splitlines()[0] == MARK):
        if is_mark:
            yield from (None for _ in lines)
        elif text := "".join(lines).strip("\r\n"):
            yield text

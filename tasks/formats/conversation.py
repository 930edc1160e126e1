"""The turns of a sample, and the places of its images in them."""

import json

from tasks.formats.protocols import ExportError
from tasks.records.sample import DatasetSample, Message

MARK = "<image>"


def turns(sample: DatasetSample) -> list[Message]:
    """Return the messages; ExportError unless as many lines are ``<image>`` as the sample has images."""
    messages = [Message(**message) for message in json.loads(sample.messages)]
    marks = sum(message.content.splitlines().count(MARK) for message in messages)
    if marks != len(sample.images):
        raise ExportError(f"sample {sample.sample_id} has {marks} {MARK} marks and {len(sample.images)} images")
    return messages

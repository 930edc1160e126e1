"""Curate's verdicts, training samples, and where they were published."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from tasks.records.enums import FigureKind, Outcome, Reason, Role
from tasks.records.record import Record


class Verdict(Record):
    """Curate's decision on a pair in a flow run."""

    flow_run_id: str
    pair_id: str
    accepted: bool
    rule: str | None = None
    reason: Reason | None = None
    score: float | None = None
    threshold: float | None = None


class Sample(Record):
    """One training sample.

    ``messages`` is canonical JSON: a list of ``{"role": "user" | "assistant", "content": str}``, where ``<image>`` on a
    line of its own stands for the sample's next image, in the order of its parts. ``call_key`` is the first request
    that a model was asked for it.
    """

    sample_id: str
    flow_run_id: str
    kind: str
    mode: str
    messages: str
    generator: str
    model: str | None = None
    prompt_hash: str | None = None
    call_key: str | None = None
    outcome: Outcome = Outcome.KEPT
    rule: str | None = None
    reason: Reason | None = None
    score: float | None = None
    threshold: float | None = None


class SamplePart(Record):
    """One figure, with the text that was used of it, in a sample."""

    sample_id: str
    flow_run_id: str
    position: int
    figure_id: str
    pair_id: str | None = None
    region_id: str | None = None
    role: Role | None = None


class SampleCheck(Record):
    """One rule's verdict on one sample."""

    sample_id: str
    flow_run_id: str
    rule: str
    passed: bool
    score: float | None = None
    detail: str | None = None


class Preference(Record):
    """A chosen and a rejected answer to the same question."""

    chosen_sample_id: str
    rejected_sample_id: str
    flow_run_id: str
    rule: str


class Export(Record):
    """A published dataset."""

    export_id: str
    flow_run_id: str
    format: str
    digest: str
    path: str
    samples: int
    images: int
    at: datetime


class ExportItem(Record):
    """Where a sample lies in an export."""

    export_id: str
    flow_run_id: str
    shard: str
    key: str
    sample_id: str
    image_sha256: str


class LlmCall(Record):
    """One attempt at one request to a model.

    ``cost_usd`` of a call whose usage is not known (``tokens_in`` null: it failed, or was lost) is the worst case that
    was reserved for it; null where the price is not known. ``process`` is who asked, as ``host:pid:born``; ``answer``
    the stored answer as it came.
    """

    call_key: str
    attempt: int
    flow_run_id: str
    sample_id: str | None
    doc_id: str | None
    kind: str
    mode: str
    purpose: str
    model: str
    prompt_hash: str
    image_sha256: str | None
    tokens_in: int | None
    tokens_out: int | None
    estimate_usd: Decimal | None
    cost_usd: Decimal | None
    price_table: str | None
    seconds: float | None
    finish_reason: str | None
    response_id: str | None
    outcome: str
    error: str | None
    at: datetime | None = None
    process: str | None = None
    batch_id: str | None = None
    answer: str | None = None
    estimate_tokens_in: int | None = None


class EvidenceText(Record):
    """A text that belongs to a figure, and the pair that says so."""

    pair_id: str
    region_id: str
    role: Role
    text: str


class Evidence(Record):
    """All that a sample about one figure may be grounded in."""

    figure_id: str
    doc_id: str
    image_sha256: str
    kind: FigureKind | None
    texts: list[EvidenceText]
    text_inside: str | None
    width_px: int | None = None
    height_px: int | None = None


class Message(Record):
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    content: str


class Draft(Record):
    """A sample as an engine wrote it, before it has an id."""

    kind: str
    mode: str
    messages: list[Message]
    pair_ids: list[str]
    prompt_hash: str


class DatasetSample(Record):
    """A sample as it is published: canonical JSON of its messages, and the blobs of its images in their order."""

    sample_id: str
    messages: str
    images: list[str]


class DatasetPreference(Record):
    """Two samples about the same images, as canonical JSON of their messages; the chosen one is in the dataset."""

    chosen_sample_id: str
    rejected_sample_id: str
    rule: str
    chosen: str
    rejected: str
    images: list[str]

"""Executions of steps and the small pointers that travel between tasks."""

from datetime import datetime

from tasks.records.enums import EngineKind, Reason, RunOutcome, Step
from tasks.records.record import Record


class EngineRef(Record):
    """What identifies a backend: it enters cache keys and provenance."""

    kind: EngineKind | None = None
    name: str
    version: str | None = None
    weights_sha256: str | None = None


class StepResult(Record):
    """A pointer into the journal: all that a task returns, under 1 kB.

    ``output_hash`` covers the rows and blobs that the execution made, without ids of executions, times or places;
    it is the next step's ``input_hash``. ``trail`` names the executions that led here, this one included, in DAG
    order. ``open_pages`` counts pages that failed and will be tried again: such a result is used, but not final.
    """

    doc_id: str
    step: Step
    step_run_id: str
    cache_key: str | None
    output_hash: str
    outcome: RunOutcome
    reason: Reason | None = None
    trail: tuple[str, ...]
    open_pages: int = 0


class StepRun(Record):
    """One execution of a step on a document."""

    step_run_id: str
    doc_id: str
    cache_key: str | None
    step: Step
    step_version: int
    engine: str | None
    engine_version: str | None
    weights_sha256: str | None
    params: str | None
    params_hash: str | None
    input_hash: str | None
    output_hash: str | None
    blobs: list[str]
    open_pages: int = 0
    outcome: RunOutcome
    reason: Reason | None = None
    error: str | None = None
    attempt: int
    started_at: datetime
    seconds: float
    cpu_seconds: float | None
    peak_mb: float | None
    host: str
    code_version: str


class Use(Record):
    """Which execution a flow run took; ``cached`` if it did not run again for it."""

    flow_run_id: str
    doc_id: str
    step: Step
    step_run_id: str
    cached: bool
    at: datetime

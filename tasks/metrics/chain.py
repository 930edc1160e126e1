"""The steps one after another, without Prefect: what a benchmark measures is the steps."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tasks.crop import CropSpec, crop
from tasks.pair import PairSpec, pair
from tasks.probe import ProbeSpec, probe
from tasks.read import ReadSpec, read
from tasks.records.enums import RunOutcome, Step
from tasks.records.keys import record_id
from tasks.records.record import Record
from tasks.records.step import StepResult
from tasks.register import register_source, registered
from tasks.runtime.errors import StepFailedError
from tasks.runtime.settings import Settings
from tasks.segment import SegmentSpec, segment
from tasks.sources.listing import inspect_source
from tasks.store.workspace import Workspace
from tasks.transcribe import TranscribeSpec, transcribe

STEPS: Sequence[tuple[Any, Record]] = (
    (probe, ProbeSpec()),
    (read, ReadSpec()),
    (segment, SegmentSpec()),
    (crop, CropSpec()),
    (transcribe, TranscribeSpec()),
    (pair, PairSpec()),
)


def register_path(path: Path, settings: Settings) -> StepResult | None:
    """Register a file; None if it brings no document."""
    workspace = Workspace(settings.workspace)
    source = register_source(path, inspect_source(path, None), workspace, ())
    return registered(workspace, source.doc_id) if source.doc_id else None


def extract_directly(registration: StepResult, settings: Settings) -> StepResult:
    """Send a document through the steps and return the last result, be it a rejection or a failure."""
    result = registration
    for task, spec in STEPS:
        try:
            result = task.fn(result, spec, settings)
        except StepFailedError as failure:
            return failure.result
        if result.outcome is RunOutcome.REJECTED:
            break
    return result


def rows_of(result: StepResult, table: str, kind: type[Record], settings: Settings) -> list[Any]:
    """Return the rows of a table that the executions behind a result wrote, each record as the last of them did."""
    journal = Workspace(settings.workspace).journal
    rows = (row for entry_id in result.trail for row in journal.rows(result.doc_id, entry_id, table, kind))
    return list({record_id(row): row for row in rows}.values())


def reached_the_end(result: StepResult) -> bool:
    """Tell whether a document went through all steps."""
    return result.step is Step.PAIR and result.outcome is RunOutcome.OK

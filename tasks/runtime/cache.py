"""The one cache key, and the task that a step becomes around its body."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from tasks import engines
from tasks.records import identity
from tasks.records.enums import EngineKind, RunOutcome, Step
from tasks.records.step import EngineRef, StepResult
from tasks.runtime import worker
from tasks.runtime.errors import TransientError, is_healed_by_time
from tasks.runtime.execution import Body, Execution
from tasks.runtime.retry import RETRY
from tasks.runtime.settings import Settings
from tasks.store.workspace import Workspace

PYMUPDF = "pymupdf"


class StepPolicy(NamedTuple):
    """What the key of a step is made of, beside its parameters and its input."""

    step: Step
    version: int
    kind: EngineKind | None

    def engine(self, spec: BaseModel) -> EngineRef:
        """Return the backend that the spec asks for; PyMuPDF where it asks for none."""
        name = getattr(spec, self.kind) if self.kind else engines.NONE
        if self.kind is None or name == engines.NONE:
            return EngineRef(name=PYMUPDF, version=engines.version_of(PYMUPDF))
        return engines.fingerprint(self.kind, name)

    def key(self, spec: BaseModel, given: StepResult) -> str:
        """Return `step / step_version / engine / params_hash / input_hash`: no path, host, clock or attempt."""
        engine = self.engine(spec)
        fingerprint = [engine.name, engine.version, engine.weights_sha256, engines.version_of(PYMUPDF)]
        parts = [fingerprint, identity.params_hash(spec), given.output_hash]
        return f"{self.step}/{self.version}/{identity.sha256(identity.canonical(parts))}"


POLICIES: dict[Step, StepPolicy] = {}
"""The policy of every step that is a cached task, filled as the step files are imported."""


def cached_as(step: Step, *, version: int, engine: EngineKind | None = None) -> Callable[[Body], Any]:
    """Make a body the task ``(given, spec, settings) -> StepResult``: cached, retried, journaled.

    A rejected input is handed on unchanged, without a row. In a worker process the body stays as it is.
    """
    policy = StepPolicy(step, version, engine)

    def decorate(body: Body) -> Any:
        if worker.is_worker():
            return body
        POLICIES[step] = policy
        return _task(policy, body)

    return decorate


def _task(policy: StepPolicy, body: Body) -> Any:
    from prefect import task  # noqa: PLC0415 (its import takes seconds: worker processes do without)

    def shell(given: StepResult, spec: Any, settings: Settings) -> StepResult:
        if given.outcome is RunOutcome.REJECTED:
            return given
        execution = Execution(given, policy.step, policy.key(spec, given), settings)
        try:
            return execution.perform(body, spec, policy.engine(spec), policy.version)
        except OSError as error:  # the row itself could not be written
            if is_healed_by_time(error):
                raise TransientError(f"{policy.step} of {given.doc_id[:12]}: {error}") from error
            raise

    shell.__name__ = shell.__qualname__ = policy.step
    shell.__doc__ = body.__doc__
    shell.__module__ = body.__module__
    return task(
        name=policy.step,
        cache_key_fn=_key_of(policy),
        persist_result=True,
        result_serializer="json",
        cache_result_in_memory=False,
        **RETRY,
    )(shell)


def _key_of(policy: StepPolicy) -> Callable[[Any, Mapping[str, Any]], str]:
    def key(_context: Any, parameters: Mapping[str, Any]) -> str:
        given: StepResult = parameters["given"]
        workspace = Workspace(parameters["settings"].workspace)
        cache_key = policy.key(parameters["spec"], given)
        drop_stale(workspace, cache_key)
        return cache_key

    return key


def drop_stale(workspace: Workspace, cache_key: str) -> None:
    """Delete Prefect's result under a key if it is not final, or the journal or blobs it points to are gone."""
    path = workspace.results / cache_key
    result = _stored(path)
    if result is not None and not is_final(workspace, result):
        path.unlink(missing_ok=True)


def is_final(workspace: Workspace, result: StepResult) -> bool:
    """Tell whether a pointer may stand for its execution: done, its entries and blobs there, no page to try again."""
    if result.outcome is RunOutcome.FAILED or result.open_pages:
        return False
    journal, doc_id = workspace.journal, result.doc_id
    if not all(journal.has(doc_id, entry_id) for entry_id in result.trail):
        return False
    return all(workspace.blobs.has(sha) for sha in journal.blobs(doc_id, result.step_run_id))


def _stored(path: Path) -> StepResult | None:
    from prefect.results import ResultRecord  # type: ignore[attr-defined]  # noqa: PLC0415 (as above)

    if not path.is_file():
        return None
    try:
        stored: Any = ResultRecord.deserialize(path.read_bytes()).result
    except ValueError:
        path.unlink(missing_ok=True)
        return None
    return stored if isinstance(stored, StepResult) else None

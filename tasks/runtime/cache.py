"""The one cache key, and the task that a step becomes around its body."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from tasks import engines
from tasks.records import identity
from tasks.records.enums import EngineKind, RunOutcome, Step
from tasks.records.step import EngineRef, StepResult, StepRun
from tasks.runtime import worker
from tasks.runtime.errors import TransientError, is_healed_by_time
from tasks.runtime.execution import Body, Execution, pointer_to
from tasks.runtime.retry import RETRY
from tasks.runtime.settings import Settings
from tasks.runtime.turns import turn_on
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


def engines_of(specs: Mapping[Step, BaseModel]) -> set[tuple[EngineKind, str]]:
    """Return the engines that specs ask for, by kind and name."""
    return {(kind, getattr(spec, kind)) for step, spec in specs.items() if (kind := POLICIES[step].kind)}


def check_engines(specs: Mapping[Step, BaseModel]) -> None:
    """Refuse what asks for an engine that is not ready: NotReadyError, before any work."""
    engines.require(sorted(engines_of(specs)))


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

    def shell(given: StepResult, spec: Any, settings: Settings, *, again: bool = False) -> StepResult:
        if given.outcome is RunOutcome.REJECTED:
            return given
        try:
            return _in_turn(policy, body, given, spec, settings, again=again)
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


def _in_turn(
    policy: StepPolicy, body: Body, given: StepResult, spec: Any, settings: Settings, *, again: bool
) -> StepResult:
    """Execute a step, unless another run did so while this one waited for its turn; ``again``, whatever was before."""
    workspace, cache_key = Workspace(settings.workspace), policy.key(spec, given)
    before = frozenset(workspace.journal.entries(given.doc_id)) if again else frozenset[str]()
    with turn_on(workspace, given.doc_id):
        return _made(workspace, given, cache_key, before) or Execution(given, policy.step, cache_key, settings).perform(
            body, spec, policy.engine(spec), policy.version
        )


def _made(workspace: Workspace, given: StepResult, cache_key: str, before: frozenset[str]) -> StepResult | None:
    """Return what an execution under the key made, other than those before."""
    journal, doc_id = workspace.journal, given.doc_id
    new = (entry_id for entry_id in reversed(journal.entries(doc_id)) if entry_id not in before)
    runs = (run for entry_id in new for run in journal.rows(doc_id, entry_id, "step_runs", StepRun))
    found = next((run for run in runs if run.cache_key == cache_key and is_kept(workspace, run)), None)
    return pointer_to(found, given.trail) if found else None


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
    journal, doc_id = workspace.journal, result.doc_id
    if not all(journal.has(doc_id, entry_id) for entry_id in result.trail):
        return False
    runs = journal.rows(doc_id, result.step_run_id, "step_runs", StepRun)
    return is_done(result) and all(is_kept(workspace, run) for run in runs)


def is_done(run: StepResult | StepRun) -> bool:
    """Tell whether an execution ended for good: it did not fail, and no page of it is to be tried again."""
    return run.outcome is not RunOutcome.FAILED and not run.open_pages


def is_kept(workspace: Workspace, run: StepRun) -> bool:
    """Tell whether an execution ended for good and its entry and the blobs that it names are still there."""
    return (
        is_done(run)
        and workspace.journal.has(run.doc_id, run.step_run_id)
        and all(workspace.blobs.has(sha) for sha in run.blobs)
    )


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

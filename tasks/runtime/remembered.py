"""The parameters that documents were last run with, so that a rerun asks for the same."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tasks.records.enums import Step
from tasks.runtime.errors import UsageError
from tasks.store.workspace import Workspace


def requests_for(workspace: Workspace, documents: Sequence[str], again_from: str | None) -> list[dict[str, Any]]:
    """Return extract requests for the documents, those with equal parameters together."""
    if again_from is not None and again_from not in set(Step) - {Step.REGISTER}:
        steps = ", ".join(step for step in Step if step is not Step.REGISTER)
        raise UsageError(f"no step {again_from!r}; the steps are {steps}")
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for doc_id in documents:
        groups[json.dumps(last_parameters(workspace, doc_id), sort_keys=True)].append(doc_id)
    return [{**json.loads(specs), "documents": ids, "again_from": again_from} for specs, ids in groups.items()]


def last_parameters(workspace: Workspace, doc_id: str) -> dict[Step, Any]:
    """Return each step's latest parameters for a document; steps that never ran are left to their defaults."""
    runs = [run for run in workspace.journal.step_runs(doc_id) if run.params is not None]
    return {run.step: json.loads(run.params or "{}") for run in runs}

"""The parameters that documents were last run with, so that a rerun asks for the same."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tasks.records.enums import EngineKind, Step
from tasks.records.step import StepRun


def last_parameters(runs: Iterable[StepRun]) -> dict[Step, Any]:
    """Return each step's latest parameters, of executions in their order; steps that never ran are left out."""
    return {
        run.step: json.loads(run.params) for run in runs if run.params is not None and run.step is not Step.REGISTER
    }


def engines_in(parameters: Iterable[Mapping[str, Any]]) -> set[tuple[EngineKind, str]]:
    """Return the engines that parameters of steps name, by kind and name."""
    return {(kind, one[kind]) for one in parameters for kind in EngineKind if kind in one}

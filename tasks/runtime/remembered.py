"""The parameters that documents were last run with, so that a rerun asks for the same."""

import json
from collections.abc import Iterable
from typing import Any

from tasks.records.enums import Step
from tasks.records.step import StepRun


def last_parameters(runs: Iterable[StepRun]) -> dict[Step, Any]:
    """Return each step's latest parameters, of executions in their order; steps that never ran are left out."""
    return {
        run.step: json.loads(run.params) for run in runs if run.params is not None and run.step is not Step.REGISTER
    }

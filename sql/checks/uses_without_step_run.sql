-- Which executions that the catalog shows left no row? What an earlier flow run took may be gone.
select
    current_runs.flow_run_id,
    current_runs.doc_id,
    current_runs.step,
    current_runs.step_run_id
from current_runs
anti join step_runs
    on
        current_runs.step_run_id = step_runs.step_run_id
        and current_runs.doc_id = step_runs.doc_id
        and current_runs.step = step_runs.step;

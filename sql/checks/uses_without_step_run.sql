-- Which executions did a flow run take that left no row?
select
    uses.flow_run_id,
    uses.doc_id,
    uses.step,
    uses.step_run_id
from uses
anti join step_runs
    on
        uses.step_run_id = step_runs.step_run_id
        and uses.doc_id = step_runs.doc_id
        and uses.step = step_runs.step;

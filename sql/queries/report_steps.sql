-- What made a document's rows, step by step?
select
    current_runs.step,
    step_runs.step_version,
    step_runs.engine,
    step_runs.engine_version,
    step_runs.weights_sha256,
    step_runs.outcome,
    step_runs.reason,
    step_runs.error,
    step_runs.attempt,
    step_runs.started_at,
    step_runs.seconds,
    step_runs.cpu_seconds,
    step_runs.peak_mb,
    step_runs.params,
    step_runs.code_version,
    step_runs.step_run_id
from current_runs
inner join step_runs
    on current_runs.step_run_id = step_runs.step_run_id
where current_runs.doc_id = $doc_id
order by
    current_runs.step_rank asc,
    current_runs.step asc;

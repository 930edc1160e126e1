-- What did each step cost, over the documents as they stand?
select
    current_runs.step,
    count(*) as runs,
    sum(step_runs.seconds) as seconds,
    sum(step_runs.cpu_seconds) as cpu_seconds,
    max(step_runs.peak_mb) as peak_mb
from current_runs
inner join step_runs
    on current_runs.step_run_id = step_runs.step_run_id
group by current_runs.step
order by
    min(current_runs.step_rank) asc,
    current_runs.step asc;

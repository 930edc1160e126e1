-- With which parameters were steps last run on the documents $doc_ids?
with asked as (
    select unnest($doc_ids::varchar[]) as doc_id
),

latest as (
    select
        step_runs.doc_id,
        step_runs.step,
        arg_max(step_runs.params, step_runs.step_run_id) as params
    from step_runs
    semi join asked
        on step_runs.doc_id = asked.doc_id
    group by
        step_runs.doc_id,
        step_runs.step
)

select distinct params
from latest
where params is not null
order by params;

-- How did every execution on the documents $doc_ids end, from the first to the last?
with asked as (
    select unnest($doc_ids::varchar[]) as doc_id
)

select step_runs.*
from step_runs
semi join asked
    on step_runs.doc_id = asked.doc_id
order by
    step_runs.doc_id,
    step_runs.step_run_id;

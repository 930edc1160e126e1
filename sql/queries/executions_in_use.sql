-- Which executions make up what the catalog shows of the documents $doc_ids?
with asked as (
    select unnest($doc_ids::varchar[]) as doc_id
)

select
    current_runs.doc_id,
    list(current_runs.step_run_id order by current_runs.step_rank) as step_run_ids
from current_runs
semi join asked
    on current_runs.doc_id = asked.doc_id
where current_runs.step != 'register'
group by current_runs.doc_id;

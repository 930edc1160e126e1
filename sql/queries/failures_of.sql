-- Which of the documents $doc_ids failed or were turned away, at which step, why, and with what error?
with asked as (
    select unnest($doc_ids::varchar[]) as doc_id
),

stops as (
    select
        current_runs.doc_id,
        arg_min(current_runs.step, current_runs.step_rank) as step,
        arg_min(step_runs.error, current_runs.step_rank) as error
    from current_runs
    inner join step_runs
        on current_runs.step_run_id = step_runs.step_run_id
    where step_runs.outcome != 'ok'
    group by current_runs.doc_id
),

page_stops as (
    select
        pages.doc_id,
        arg_min(current_runs.step, pages.page) as step,
        concat('pages ', string_agg(pages.page::varchar, ', ' order by pages.page)) as error
    from pages
    inner join current_runs
        on pages.step_run_id = current_runs.step_run_id
    where pages.outcome = 'failed'
    group by pages.doc_id
)

select
    documents.doc_id,
    documents.name,
    documents.status,
    coalesce(stops.step, page_stops.step) as step,
    documents.reason,
    coalesce(stops.error, page_stops.error) as error,
    coalesce(documents.reason in ('hangs', 'too-big', 'crashes'), false) as given_up
from documents
semi join asked
    on documents.doc_id = asked.doc_id
left join stops
    on documents.doc_id = stops.doc_id
left join page_stops
    on documents.doc_id = page_stops.doc_id
where documents.status in ('failed', 'rejected')
order by
    documents.status asc,
    documents.name asc,
    documents.doc_id asc;

-- Which documents failed, at which step, and with what error?
with failures as (
    select
        current_runs.doc_id,
        arg_min(current_runs.step, current_runs.step_rank) as step,
        arg_min(step_runs.error, current_runs.step_rank) as error,
        max(step_runs.attempt) as attempt
    from current_runs
    inner join step_runs
        on current_runs.step_run_id = step_runs.step_run_id
    where step_runs.outcome = 'failed'
    group by current_runs.doc_id
),

failed_pages as (
    select
        pages.doc_id,
        arg_min(current_runs.step, pages.page) as step,
        list(pages.page order by pages.page) as pages
    from pages
    inner join current_runs
        on pages.step_run_id = current_runs.step_run_id
    where pages.outcome = 'failed'
    group by pages.doc_id
)

select
    documents.doc_id,
    documents.name,
    documents.reason,
    coalesce(failures.step, failed_pages.step) as step,
    failed_pages.pages,
    failures.attempt,
    failures.error
from documents
left join failures
    on documents.doc_id = failures.doc_id
left join failed_pages
    on documents.doc_id = failed_pages.doc_id
where documents.status = 'failed'
order by
    documents.name,
    documents.doc_id;

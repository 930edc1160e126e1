-- Which pages did probe hand on that read says nothing of?
with read_runs as (
    select
        current_runs.doc_id,
        current_runs.step_run_id
    from current_runs
    inner join step_runs
        on current_runs.step_run_id = step_runs.step_run_id
    where current_runs.step = 'read' and step_runs.outcome = 'ok'
)

select
    page_decisions.doc_id,
    page_decisions.page
from page_decisions
inner join read_runs
    on page_decisions.doc_id = read_runs.doc_id
left join history.pages as pages_read
    on
        read_runs.step_run_id = pages_read.step_run_id
        and page_decisions.page = pages_read.page
where
    page_decisions.step = 'probe'
    and page_decisions.outcome = 'kept'
    and pages_read.page is null;

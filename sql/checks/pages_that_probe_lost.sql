-- Which documents have more or fewer pages than probe decided on?
select
    documents.doc_id,
    documents.pages,
    count(pages.page) as decided
from documents
inner join current_runs
    on
        documents.doc_id = current_runs.doc_id
        and current_runs.step = 'probe'
inner join step_runs
    on current_runs.step_run_id = step_runs.step_run_id
left join history.pages as pages
    on current_runs.step_run_id = pages.step_run_id
where step_runs.outcome = 'ok'
group by
    documents.doc_id,
    documents.pages
having documents.pages is distinct from count(pages.page);

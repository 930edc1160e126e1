-- What did each current step decide on each page that was still in play?
create view page_decisions as
with page_rows as (
    select
        pages.doc_id,
        pages.page,
        current_runs.step,
        current_runs.step_rank,
        pages.outcome,
        pages.rule,
        pages.reason,
        lag(pages.outcome, 1, 'kept') over (
            partition by pages.doc_id, pages.page
            order by current_runs.step_rank
        ) as outcome_before
    from history.pages as pages
    inner join current_runs
        on pages.step_run_id = current_runs.step_run_id
)

select
    doc_id,
    page,
    step,
    step_rank,
    outcome,
    rule,
    reason
from page_rows
where outcome_before = 'kept';

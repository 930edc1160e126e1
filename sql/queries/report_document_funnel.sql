-- How many of a document came into each step, in DAG order, and what became of them?
with decisions as (
    select
        page_decisions.doc_id,
        page_decisions.step,
        'page' as unit,
        page_decisions.outcome,
        page_decisions.reason
    from page_decisions
    union all
    select
        figures.doc_id,
        current_runs.step,
        'figure' as unit,
        figures.outcome,
        figures.reason
    from history.figures as figures
    inner join current_runs
        on figures.step_run_id = current_runs.step_run_id
    union all
    select
        candidates.doc_id,
        current_runs.step,
        'candidate' as unit,
        candidates.outcome,
        candidates.reason
    from candidates
    inner join current_runs
        on candidates.step_run_id = current_runs.step_run_id
    union all
    select
        regions.doc_id,
        current_runs.step,
        'region' as unit,
        regions.outcome,
        regions.reason
    from regions
    inner join current_runs
        on regions.step_run_id = current_runs.step_run_id
    union all
    select
        doc_id,
        'curate' as step,
        'pair' as unit,
        if(accepted, 'kept', 'rejected') as outcome,
        accepted_reason as reason
    from pairs
    where accepted is not null
)

select
    step,
    unit,
    outcome,
    reason,
    count(*) as n
from decisions
where doc_id = $doc_id
group by
    step,
    unit,
    outcome,
    reason
order by
    coalesce(step_rank(step), 100) asc,
    step asc,
    list_position(['page', 'region', 'figure', 'candidate', 'pair'], unit) asc,
    list_position(['kept', 'merged', 'rejected', 'failed'], outcome) asc,
    n desc,
    reason asc;

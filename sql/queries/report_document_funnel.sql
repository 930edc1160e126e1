-- How many of a document came into each step, in DAG order, and what became of them?
select
    step,
    unit,
    outcome,
    reason,
    count(*) as n
from decisions
where
    doc_id = $doc_id
    and unit in ('page', 'region', 'figure', 'candidate', 'pair')
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

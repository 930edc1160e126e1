-- How many came into each step, in DAG order, and what became of them?
select
    step,
    unit,
    outcome,
    reason,
    n
from funnel
order by
    coalesce(step_rank(step), 100 + list_position(['curate', 'instruct'], step)) asc,
    list_position(['source', 'document', 'page', 'region', 'figure', 'candidate', 'pair', 'sample'], unit) asc,
    list_position(['in', 'kept', 'merged', 'rejected', 'failed'], outcome) asc,
    n desc,
    reason asc;

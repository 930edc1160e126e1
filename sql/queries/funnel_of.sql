-- How many of the documents $doc_ids came into each step, in DAG order, and what became of them?
with asked as (
    select unnest($doc_ids::varchar[]) as doc_id
)

select
    decisions.step,
    decisions.unit,
    decisions.outcome,
    decisions.reason,
    count(*) as n
from decisions
semi join asked
    on decisions.doc_id = asked.doc_id
group by
    decisions.step,
    decisions.unit,
    decisions.outcome,
    decisions.reason
order by
    coalesce(step_rank(decisions.step), 100 + list_position(['curate', 'instruct'], decisions.step)) asc,
    list_position(
        ['source', 'document', 'page', 'region', 'figure', 'candidate', 'pair', 'sample'], decisions.unit
    ) asc,
    list_position(['kept', 'merged', 'rejected', 'failed'], decisions.outcome) asc,
    n desc,
    decisions.reason asc;

-- Which texts might belong to which figure, and how likely is it?
create view candidates as
select
    candidates.pair_id,
    candidates.doc_id,
    candidates.step_run_id,
    candidates.figure_id,
    candidates.region_id,
    candidates.role,
    candidates.text,
    candidates.p_match,
    candidates.features,
    candidates.similarity,
    candidates.more_region_ids,
    candidates.outcome,
    candidates.rule,
    candidates.reason,
    candidates.score,
    candidates.threshold
from history.candidates as candidates
inner join current_runs
    on candidates.step_run_id = current_runs.step_run_id
qualify row_number() over (
    partition by candidates.doc_id, candidates.pair_id
    order by current_runs.step_rank desc
) = 1;

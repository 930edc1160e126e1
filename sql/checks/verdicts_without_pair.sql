-- Which pairs did curate accept, when it last judged, that were never kept?
with latest_flow_run as (
    select arg_max(flow_run_id, entry_id) as flow_run_id
    from history.verdicts
)

select
    verdicts.flow_run_id,
    verdicts.pair_id
from verdicts
semi join latest_flow_run
    on verdicts.flow_run_id = latest_flow_run.flow_run_id
anti join history.candidates as candidates
    on
        verdicts.pair_id = candidates.pair_id
        and candidates.outcome = 'kept'
where verdicts.accepted;

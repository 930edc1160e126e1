-- Which verdicts accept a pair that was never kept?
select
    verdicts.flow_run_id,
    verdicts.pair_id
from verdicts
anti join history.candidates as candidates
    on
        verdicts.pair_id = candidates.pair_id
        and candidates.outcome = 'kept'
where verdicts.accepted;

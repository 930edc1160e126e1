-- What did curate decide on each pair when it last saw it?
select
    flow_run_id,
    pair_id,
    accepted,
    rule,
    reason,
    score,
    threshold
from latest_verdicts
order by pair_id;

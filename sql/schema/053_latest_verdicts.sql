-- What did curate decide on each pair when it last saw it?
create view latest_verdicts as
select
    flow_run_id,
    pair_id,
    accepted,
    rule,
    reason,
    score,
    threshold
from history.verdicts
qualify row_number() over (
    partition by pair_id
    order by entry_id desc
) = 1;

-- What did curate decide on each pair in each flow run?
create view verdicts as
select
    flow_run_id,
    pair_id,
    accepted,
    rule,
    reason,
    score,
    threshold
from history.verdicts;

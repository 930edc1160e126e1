-- Which answer was preferred to which?
create view preferences as
select
    chosen_sample_id,
    rejected_sample_id,
    flow_run_id,
    rule
from history.preferences
qualify row_number() over (
    partition by chosen_sample_id, rejected_sample_id
    order by entry_id desc
) = 1;

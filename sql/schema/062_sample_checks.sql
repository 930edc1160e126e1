-- Which rules did each sample pass when it was last checked?
create view sample_checks as
select
    sample_id,
    flow_run_id,
    rule,
    passed,
    score,
    detail
from history.sample_checks
qualify row_number() over (
    partition by sample_id, rule
    order by entry_id desc
) = 1;

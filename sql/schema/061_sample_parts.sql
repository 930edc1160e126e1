-- Which figures and texts is each sample made of?
create view sample_parts as
select
    sample_id,
    flow_run_id,
    position,
    figure_id,
    pair_id,
    region_id,
    role
from history.sample_parts
qualify row_number() over (
    partition by sample_id, position, figure_id, pair_id, region_id
    order by entry_id desc
) = 1;

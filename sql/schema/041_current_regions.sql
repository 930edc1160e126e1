-- Which boxes lie on each page?
create view regions as
select
    regions.region_id,
    regions.doc_id,
    regions.step_run_id,
    regions.page,
    regions.x0,
    regions.y0,
    regions.x1,
    regions.y1,
    regions.kind,
    regions.reading_order,
    regions.text,
    regions.direction,
    regions.size,
    regions.bold,
    regions.source,
    regions.merged_into,
    regions.outcome,
    regions.rule,
    regions.reason,
    regions.score,
    regions.threshold
from history.regions as regions
inner join current_runs
    on regions.step_run_id = current_runs.step_run_id
qualify row_number() over (
    partition by regions.doc_id, regions.region_id
    order by current_runs.step_rank desc
) = 1;

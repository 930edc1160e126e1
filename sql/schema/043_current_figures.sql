-- Which figures were found, merged or turned away?
create view figures as
select
    figures.figure_id,
    figures.doc_id,
    figures.step_run_id,
    figures.page,
    figures.x0,
    figures.y0,
    figures.x1,
    figures.y1,
    figures.region_id,
    figures.kind,
    figures.image_sha256,
    figures.width_px,
    figures.height_px,
    figures.phash,
    figures.text_inside,
    figures.merged_into,
    figures.outcome,
    figures.rule,
    figures.reason,
    figures.score,
    figures.threshold
from history.figures as figures
inner join current_runs
    on figures.step_run_id = current_runs.step_run_id
qualify row_number() over (
    partition by figures.doc_id, figures.figure_id
    order by current_runs.step_rank desc
) = 1;

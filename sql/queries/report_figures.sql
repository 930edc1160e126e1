-- Which figures, numbered through the document, lie on the pages $first to $last, also those merged into others?
with numbered as (
    select
        figure_id,
        row_number() over (
            order by
                page,
                y0,
                x0,
                figure_id
        ) as number
    from figures
    where doc_id = $doc_id and outcome = 'kept'
)

select
    figures.figure_id,
    numbered.number,
    figures.page,
    figures.x0,
    figures.y0,
    figures.x1,
    figures.y1,
    figures.kind,
    figures.image_sha256,
    figures.width_px,
    figures.height_px,
    figures.text_inside,
    figures.merged_into,
    figures.outcome,
    figures.step_run_id,
    current_runs.step,
    regions.source
from figures
inner join current_runs
    on figures.step_run_id = current_runs.step_run_id
left join numbered
    on figures.figure_id = numbered.figure_id
left join regions
    on
        figures.doc_id = regions.doc_id
        and figures.region_id = regions.region_id
where
    figures.doc_id = $doc_id
    and figures.outcome in ('kept', 'merged')
    and figures.page between $first and $last
order by
    numbered.number,
    figures.figure_id;

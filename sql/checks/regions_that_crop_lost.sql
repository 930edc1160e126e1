-- Which picture regions did segment hand on, on pages still kept, that crop says nothing of?
select
    regions.doc_id,
    regions.region_id
from regions
inner join pages
    on
        regions.doc_id = pages.doc_id
        and regions.page = pages.page
        and pages.outcome = 'kept'
inner join current_runs
    on
        regions.doc_id = current_runs.doc_id
        and current_runs.step = 'crop'
inner join step_runs
    on current_runs.step_run_id = step_runs.step_run_id
left join history.figures as figures
    on
        current_runs.step_run_id = figures.step_run_id
        and regions.region_id = figures.region_id
where
    step_runs.outcome = 'ok'
    and regions.kind = 'figure'
    and regions.outcome = 'kept'
    and figures.figure_id is null;

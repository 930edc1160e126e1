-- Which ids stand for more than one thing?
select
    'page' as what,
    concat(pages.step_run_id, ':', pages.page) as id,
    count(*) as n
from history.pages
semi join current_runs
    on pages.step_run_id = current_runs.step_run_id
group by
    pages.step_run_id,
    pages.page
having count(*) > 1
union all
select
    'region' as what,
    regions.region_id as id,
    count(*) as n
from history.regions
semi join current_runs
    on regions.step_run_id = current_runs.step_run_id
group by
    regions.step_run_id,
    regions.region_id
having count(*) > 1
union all
select
    'figure' as what,
    figures.figure_id as id,
    count(*) as n
from history.figures
semi join current_runs
    on figures.step_run_id = current_runs.step_run_id
group by
    figures.step_run_id,
    figures.figure_id
having count(*) > 1
union all
select
    'candidate' as what,
    candidates.pair_id as id,
    count(*) as n
from history.candidates
semi join current_runs
    on candidates.step_run_id = current_runs.step_run_id
group by
    candidates.step_run_id,
    candidates.pair_id
having count(*) > 1
union all
select
    'region' as what,
    region_id as id,
    count(*) as n
from regions
group by region_id
having count(*) > 1
union all
select
    'figure' as what,
    figure_id as id,
    count(*) as n
from figures
group by figure_id
having count(*) > 1
union all
select
    'candidate' as what,
    pair_id as id,
    count(*) as n
from candidates
group by pair_id
having count(*) > 1
union all
select
    'step run' as what,
    step_run_id as id,
    count(*) as n
from history.step_runs
group by step_run_id
having count(*) > 1
union all
select
    'current run' as what,
    step_run_id as id,
    count(*) as n
from current_runs
group by step_run_id
having count(*) > 1
union all
select
    'document' as what,
    doc_id as id,
    count(*) as n
from documents
group by doc_id
having count(*) > 1;

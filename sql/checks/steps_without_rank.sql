-- Which steps does the catalog not know the order of?
select distinct step
from history.step_runs
where step_rank(step) is null;

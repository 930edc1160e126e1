-- What was turned away without a reason, or kept with one?
select
    'source' as what,
    source_id as id,
    outcome,
    reason
from sources
where
    (outcome = 'rejected' and reason is null)
    or (outcome = 'registered' and reason is not null)
union all
select
    'step run' as what,
    step_run_id as id,
    outcome,
    reason
from step_runs
where
    (outcome = 'rejected' and reason is null)
    or (outcome = 'ok' and reason is not null)
union all
select
    'page' as what,
    concat(doc_id, ':', page) as id,
    outcome,
    reason
from pages
where
    (outcome = 'rejected' and reason is null)
    or (outcome = 'kept' and reason is not null)
union all
select
    'region' as what,
    region_id as id,
    outcome,
    reason
from regions
where
    (outcome = 'rejected' and reason is null)
    or (outcome = 'kept' and reason is not null)
union all
select
    'figure' as what,
    figure_id as id,
    outcome,
    reason
from figures
where
    (outcome = 'rejected' and reason is null)
    or (outcome = 'kept' and reason is not null)
union all
select
    'candidate' as what,
    pair_id as id,
    outcome,
    reason
from candidates
where
    (outcome = 'rejected' and reason is null)
    or (outcome = 'kept' and reason is not null)
union all
select
    'verdict' as what,
    pair_id as id,
    if(accepted, 'kept', 'rejected') as outcome,
    reason
from verdicts
where accepted = (reason is not null)
union all
select
    'sample' as what,
    sample_id as id,
    outcome,
    reason
from samples
where
    (outcome = 'rejected' and reason is null)
    or (outcome = 'kept' and reason is not null);

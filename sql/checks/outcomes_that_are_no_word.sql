-- What ended in a way that the vocabulary has no word for?
select
    'source' as what,
    source_id as id,
    outcome
from sources
where outcome not in ('registered', 'duplicate', 'rejected', 'failed')
union all
select
    'step run' as what,
    step_run_id as id,
    outcome
from step_runs
where outcome not in ('ok', 'rejected', 'failed')
union all
select
    'page' as what,
    concat(doc_id, ':', page) as id,
    outcome
from pages
where outcome not in ('kept', 'rejected', 'failed')
union all
select
    'region' as what,
    region_id as id,
    outcome
from regions
where outcome not in ('kept', 'rejected', 'merged')
union all
select
    'figure' as what,
    figure_id as id,
    outcome
from figures
where outcome not in ('kept', 'rejected', 'merged')
union all
select
    'candidate' as what,
    pair_id as id,
    outcome
from candidates
where outcome not in ('kept', 'rejected', 'merged')
union all
select
    'sample' as what,
    sample_id as id,
    outcome
from samples
where outcome not in ('kept', 'rejected', 'merged')
union all
select
    'llm call' as what,
    concat(call_key, ':', attempt) as id,
    outcome
from llm_calls
where outcome not in ('open', 'stored', 'lost', 'failed');

-- What was turned away, where, at which step, by which rule, and why?
create view rejections as
select
    'source' as what,
    source_id as id,
    doc_id,
    null::bigint as page,
    null::double as x0,
    null::double as y0,
    null::double as x1,
    null::double as y1,
    'register' as step,
    null::varchar as rule,
    reason,
    null::double as score,
    null::double as threshold
from sources
where outcome in ('rejected', 'failed')
union all by name
select
    'document' as what,
    documents.doc_id as id,
    documents.doc_id,
    arg_min(current_runs.step, current_runs.step_rank) filter (
        where step_runs.outcome in ('rejected', 'failed')
    ) as step,
    documents.reason
from documents
left join current_runs
    on documents.doc_id = current_runs.doc_id
left join step_runs
    on current_runs.step_run_id = step_runs.step_run_id
where documents.status in ('rejected', 'failed')
group by
    documents.doc_id,
    documents.reason
union all by name
select
    'page' as what,
    concat(pages.doc_id, ':', pages.page) as id,
    pages.doc_id,
    pages.page,
    0.0 as x0,
    0.0 as y0,
    pages.width as x1,
    pages.height as y1,
    current_runs.step,
    pages.rule,
    pages.reason,
    pages.score,
    pages.threshold
from pages
inner join current_runs
    on pages.step_run_id = current_runs.step_run_id
where pages.outcome in ('rejected', 'failed')
union all by name
select
    'region' as what,
    regions.region_id as id,
    regions.doc_id,
    regions.page,
    regions.x0,
    regions.y0,
    regions.x1,
    regions.y1,
    current_runs.step,
    regions.rule,
    regions.reason,
    regions.score,
    regions.threshold
from regions
inner join current_runs
    on regions.step_run_id = current_runs.step_run_id
where regions.outcome = 'rejected'
union all by name
select
    'figure' as what,
    figures.figure_id as id,
    figures.doc_id,
    figures.page,
    figures.x0,
    figures.y0,
    figures.x1,
    figures.y1,
    current_runs.step,
    figures.rule,
    figures.reason,
    figures.score,
    figures.threshold
from figures
inner join current_runs
    on figures.step_run_id = current_runs.step_run_id
where figures.outcome = 'rejected'
union all by name
select
    'candidate' as what,
    candidates.pair_id as id,
    candidates.doc_id,
    text_places.page,
    text_places.x0,
    text_places.y0,
    text_places.x1,
    text_places.y1,
    current_runs.step,
    candidates.rule,
    candidates.reason,
    candidates.score,
    candidates.threshold
from candidates
inner join current_runs
    on candidates.step_run_id = current_runs.step_run_id
left join text_places
    on
        candidates.doc_id = text_places.doc_id
        and candidates.pair_id = text_places.pair_id
where candidates.outcome = 'rejected'
union all by name
select
    'pair' as what,
    pairs.pair_id as id,
    pairs.doc_id,
    pairs.page,
    pairs.x0,
    pairs.y0,
    pairs.x1,
    pairs.y1,
    'curate' as step,
    latest_verdicts.rule,
    latest_verdicts.reason,
    latest_verdicts.score,
    latest_verdicts.threshold
from pairs
inner join latest_verdicts
    on pairs.pair_id = latest_verdicts.pair_id
where not latest_verdicts.accepted
union all by name
select
    'sample' as what,
    live_samples.sample_id as id,
    min(figures.doc_id) as doc_id,
    min(figures.page) as page,
    'instruct' as step,
    live_samples.rule,
    live_samples.reason,
    live_samples.score,
    live_samples.threshold
from live_samples
inner join sample_parts
    on live_samples.sample_id = sample_parts.sample_id
inner join figures
    on sample_parts.figure_id = figures.figure_id
where live_samples.outcome = 'rejected'
group by
    live_samples.sample_id,
    live_samples.rule,
    live_samples.reason,
    live_samples.score,
    live_samples.threshold;

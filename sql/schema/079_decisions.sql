-- What was decided on each thing at each step, in each unit, and why? One row a decision.
create view decisions as
with figure_texts as (
    select
        figure_id,
        bool_or(outcome = 'kept') as has_text,
        arg_max(reason, row(p_match, pair_id)) as reason
    from candidates
    group by figure_id
),

sample_documents as (
    select
        sample_parts.sample_id,
        min(figures.doc_id) as doc_id
    from sample_parts
    inner join figures
        on sample_parts.figure_id = figures.figure_id
    group by sample_parts.sample_id
)

select
    doc_id,
    'register' as step,
    'source' as unit,
    case outcome
        when 'registered' then 'kept'
        when 'duplicate' then 'merged'
        else outcome
    end as outcome,
    reason
from sources
union all
select
    current_runs.doc_id,
    current_runs.step,
    'document' as unit,
    if(step_runs.outcome = 'ok', 'kept', step_runs.outcome) as outcome,
    step_runs.reason
from current_runs
inner join step_runs
    on current_runs.step_run_id = step_runs.step_run_id
union all
select
    doc_id,
    step,
    'page' as unit,
    outcome,
    reason
from page_decisions
union all
select
    regions.doc_id,
    current_runs.step,
    'region' as unit,
    regions.outcome,
    regions.reason
from regions
inner join current_runs
    on regions.step_run_id = current_runs.step_run_id
union all
select
    figures.doc_id,
    current_runs.step,
    'figure' as unit,
    figures.outcome,
    figures.reason
from history.figures as figures
inner join current_runs
    on figures.step_run_id = current_runs.step_run_id
union all
select
    figures.doc_id,
    'pair' as step,
    'figure' as unit,
    if(figure_texts.has_text, 'kept', 'rejected') as outcome,
    if(figure_texts.has_text, null, coalesce(figure_texts.reason, 'no-cue')) as reason
from figures
inner join current_runs
    on
        figures.doc_id = current_runs.doc_id
        and current_runs.step = 'pair'
inner join step_runs
    on current_runs.step_run_id = step_runs.step_run_id
left join figure_texts
    on figures.figure_id = figure_texts.figure_id
where figures.outcome = 'kept' and step_runs.outcome = 'ok'
union all
select
    doc_id,
    'pair' as step,
    'candidate' as unit,
    outcome,
    reason
from candidates
union all
select
    doc_id,
    'curate' as step,
    'pair' as unit,
    if(accepted, 'kept', 'rejected') as outcome,
    accepted_reason as reason
from pairs
where accepted is not null
union all
select
    sample_documents.doc_id,
    'instruct' as step,
    'sample' as unit,
    live_samples.outcome,
    live_samples.reason
from live_samples
left join sample_documents
    on live_samples.sample_id = sample_documents.sample_id;

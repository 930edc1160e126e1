-- How many came into each step, in each unit, and how many were kept, turned away (why?), merged or failed?
-- Rows with outcome `in` are the sum of the others.
create view funnel as
with figure_texts as (
    select
        figure_id,
        bool_or(outcome = 'kept') as has_text,
        arg_max(reason, p_match) as reason
    from candidates
    group by figure_id
),

decisions as (
    select
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
        current_runs.step,
        'document' as unit,
        if(step_runs.outcome = 'ok', 'kept', step_runs.outcome) as outcome,
        step_runs.reason
    from current_runs
    inner join step_runs
        on current_runs.step_run_id = step_runs.step_run_id
    union all
    select
        step,
        'page' as unit,
        outcome,
        reason
    from page_decisions
    union all
    select
        current_runs.step,
        'region' as unit,
        regions.outcome,
        regions.reason
    from regions
    inner join current_runs
        on regions.step_run_id = current_runs.step_run_id
    union all
    select
        current_runs.step,
        'figure' as unit,
        figures.outcome,
        figures.reason
    from history.figures as figures
    inner join current_runs
        on figures.step_run_id = current_runs.step_run_id
    union all
    select
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
        'pair' as step,
        'candidate' as unit,
        outcome,
        reason
    from candidates
    union all
    select
        'curate' as step,
        'pair' as unit,
        if(accepted, 'kept', 'rejected') as outcome,
        accepted_reason as reason
    from pairs
    where accepted is not null
    union all
    select
        'instruct' as step,
        'sample' as unit,
        outcome,
        reason
    from live_samples
)

select
    step,
    unit,
    if(grouping(outcome) = 1, 'in', outcome) as outcome,
    reason,
    count(*) as n
from decisions
group by grouping sets ((step, unit), (step, unit, outcome, reason));

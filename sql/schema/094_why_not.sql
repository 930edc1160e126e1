-- What was turned away, what does it say, for which figure was it, and by which rule, score and threshold?
-- Figures that were cut out but for which no text was found are turned away by pair.
create view why_not as
with bare_figures as (
    select
        figures.doc_id,
        figures.figure_id,
        arg_max(candidates.reason, row(candidates.p_match, candidates.pair_id)) as reason,
        arg_max(candidates.rule, row(candidates.p_match, candidates.pair_id)) as rule,
        arg_max(candidates.score, row(candidates.p_match, candidates.pair_id)) as score,
        arg_max(candidates.threshold, row(candidates.p_match, candidates.pair_id)) as threshold
    from figures
    inner join current_runs
        on
            figures.doc_id = current_runs.doc_id
            and current_runs.step = 'pair'
    inner join step_runs
        on current_runs.step_run_id = step_runs.step_run_id
    left join candidates
        on
            figures.doc_id = candidates.doc_id
            and figures.figure_id = candidates.figure_id
    where figures.outcome = 'kept' and step_runs.outcome = 'ok'
    group by
        figures.doc_id,
        figures.figure_id
    having count(*) filter (where candidates.outcome = 'kept') = 0
),

refused as (
    select *
    from rejections
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
        'pair' as step,
        bare_figures.rule,
        coalesce(bare_figures.reason, 'no-cue') as reason,
        bare_figures.score,
        bare_figures.threshold
    from bare_figures
    inner join figures
        on
            bare_figures.doc_id = figures.doc_id
            and bare_figures.figure_id = figures.figure_id
),

sample_figures as (
    select
        sample_id,
        min(figure_id) as figure_id
    from sample_parts
    group by sample_id
),

sample_answers as (
    select
        live_samples.sample_id,
        sample_figures.figure_id,
        case
            when json_valid(live_samples.messages) then live_samples.messages ->> '$[#-1].content'
        end as text
    from live_samples
    inner join sample_figures
        on live_samples.sample_id = sample_figures.sample_id
    where live_samples.outcome = 'rejected'
),

errors as (
    select
        current_runs.doc_id,
        arg_min(step_runs.error, current_runs.step_rank) filter (where step_runs.error is not null) as error
    from current_runs
    inner join step_runs
        on current_runs.step_run_id = step_runs.step_run_id
    where step_runs.outcome in ('rejected', 'failed')
    group by current_runs.doc_id
)

select
    refused.what,
    refused.id,
    refused.doc_id,
    document_names.name,
    refused.page,
    refused.x0,
    refused.y0,
    refused.x1,
    refused.y1,
    refused.step,
    refused.rule,
    refused.reason,
    refused.score,
    refused.threshold,
    candidates.role,
    coalesce(candidates.text, regions.text, sample_answers.text) as text,
    candidates.p_match,
    candidates.similarity,
    targets.figure_id,
    targets.kind as figure_kind,
    targets.page as figure_page,
    targets.x0 as figure_x0,
    targets.y0 as figure_y0,
    targets.x1 as figure_x1,
    targets.y1 as figure_y1,
    sources.uri,
    errors.error
from refused
left join document_names
    on refused.doc_id = document_names.doc_id
left join candidates
    on
        refused.what in ('candidate', 'pair')
        and refused.doc_id = candidates.doc_id
        and refused.id = candidates.pair_id
left join regions
    on
        refused.what = 'region'
        and refused.doc_id = regions.doc_id
        and refused.id = regions.region_id
left join sample_answers
    on
        refused.what = 'sample'
        and refused.id = sample_answers.sample_id
left join figures as targets
    on
        refused.doc_id = targets.doc_id
        and coalesce(
            candidates.figure_id,
            sample_answers.figure_id,
            case when refused.what = 'figure' then refused.id end
        ) = targets.figure_id
left join sources
    on
        refused.what = 'source'
        and refused.id = sources.source_id
left join errors
    on
        refused.what = 'document'
        and refused.doc_id = errors.doc_id;

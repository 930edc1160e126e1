-- Which samples were written of the figures on the pages $first to $last, by what, and at what cost?
with parts as (
    select distinct
        sample_parts.sample_id,
        sample_parts.figure_id
    from sample_parts
    inner join figures
        on sample_parts.figure_id = figures.figure_id
    where
        figures.doc_id = $doc_id
        and figures.page between $first and $last
),

costs as (
    select
        sample_id,
        sum(cost_usd)::double as cost_usd
    from llm_calls
    group by sample_id
)

select
    parts.figure_id,
    live_samples.sample_id,
    live_samples.kind,
    live_samples.mode,
    live_samples.messages,
    live_samples.generator,
    live_samples.model,
    live_samples.prompt_hash,
    live_samples.outcome,
    live_samples.rule,
    live_samples.reason,
    costs.cost_usd
from parts
inner join live_samples
    on parts.sample_id = live_samples.sample_id
left join costs
    on parts.sample_id = costs.sample_id
order by
    parts.figure_id,
    live_samples.kind,
    live_samples.sample_id;

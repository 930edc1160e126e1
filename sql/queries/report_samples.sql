-- Which samples were written of the figures on the pages $first to $last, by what, at what cost, and what was found?
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

checks as (
    select
        sample_checks.sample_id,
        list(
            struct_pack(
                rule := sample_checks.rule,
                passed := sample_checks.passed,
                score := sample_checks.score,
                detail := sample_checks.detail
            )
            order by sample_checks.rule
        ) as checks
    from sample_checks
    semi join parts
        on sample_checks.sample_id = parts.sample_id
    group by sample_checks.sample_id
),

versions as (
    select
        parts.sample_id,
        min(preferences.rejected_sample_id) as before_id
    from parts
    inner join preferences
        on parts.sample_id = preferences.chosen_sample_id
    group by parts.sample_id
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
    live_samples.score,
    live_samples.threshold,
    sample_costs.cost_usd::double as cost_usd,
    checks.checks,
    versions.before_id
from parts
inner join live_samples
    on parts.sample_id = live_samples.sample_id
left join sample_costs
    on parts.sample_id = sample_costs.sample_id
left join checks
    on parts.sample_id = checks.sample_id
left join versions
    on parts.sample_id = versions.sample_id
order by
    parts.figure_id asc,
    live_samples.model asc nulls first,
    live_samples.kind asc,
    live_samples.mode asc,
    live_samples.outcome asc,
    live_samples.sample_id asc;

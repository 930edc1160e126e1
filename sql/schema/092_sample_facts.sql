-- What did each sample cost, call by call, which rules did it pass, and where was it published? One row a sample.
-- Also what it was before, or became after, it was revised.
create view sample_facts as
with calls as (
    select
        sample_id,
        list(
            struct_pack(
                purpose := purpose,
                attempt := attempt,
                outcome := outcome,
                model := model,
                tokens_in := tokens_in,
                tokens_out := tokens_out,
                estimate_usd := estimate_usd,
                cost_usd := cost_usd,
                seconds := seconds,
                finish_reason := finish_reason,
                error := error,
                batch_id := batch_id,
                asked_at := "at",
                prompt_hash := prompt_hash,
                call_key := call_key
            )
            order by
                "at" asc,
                list_position(['compose', 'repair', 'guard', 'blind', 'critique', 'revise'], purpose) asc,
                call_key asc,
                attempt asc
        ) as calls
    from sample_calls
    group by sample_id
),

versions as (
    select
        chosen_sample_id as sample_id,
        rejected_sample_id as other_id,
        'before' as version,
        rule
    from preferences
    union all
    select
        rejected_sample_id as sample_id,
        chosen_sample_id as other_id,
        'after' as version,
        rule
    from preferences
),

revisions as (
    select
        versions.sample_id,
        list(
            struct_pack(
                version := versions.version,
                sample_id := versions.other_id,
                rule := versions.rule,
                messages := others.messages
            )
            order by versions.version desc, versions.other_id asc
        ) as revisions
    from versions
    inner join samples as others
        on versions.other_id = others.sample_id
    group by versions.sample_id
),

checks as (
    select
        sample_id,
        list(
            struct_pack(rule := rule, passed := passed, score := score, detail := detail)
            order by rule
        ) as checks
    from sample_checks
    group by sample_id
),

published as (
    select
        items.sample_id,
        list_sort(
            list(distinct struct_pack(
                published_at := exports."at",
                export_id := exports.export_id,
                format := exports.format,
                path := exports.path,
                shard := items.shard,
                key := items.key,
                digest := exports.digest
            ))
        ) as exports
    from history.export_items as items
    inner join exports
        on items.export_id = exports.export_id
    group by items.sample_id
)

select
    samples.sample_id,
    sample_costs.estimate_usd,
    sample_costs.cost_usd,
    calls.calls,
    checks.checks,
    revisions.revisions,
    published.exports
from samples
left join sample_costs
    on samples.sample_id = sample_costs.sample_id
left join calls
    on samples.sample_id = calls.sample_id
left join checks
    on samples.sample_id = checks.sample_id
left join revisions
    on samples.sample_id = revisions.sample_id
left join published
    on samples.sample_id = published.sample_id;

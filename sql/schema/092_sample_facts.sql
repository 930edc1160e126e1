-- What did each sample cost, which rules did it pass, and where was it published? One row a sample.
create view sample_facts as
with costs as (
    select
        sample_id,
        sum(cost_usd)::decimal(18, 9) as cost_usd
    from llm_calls
    where sample_id is not null
    group by sample_id
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
    costs.cost_usd,
    checks.checks,
    published.exports
from samples
left join costs
    on samples.sample_id = costs.sample_id
left join checks
    on samples.sample_id = checks.sample_id
left join published
    on samples.sample_id = published.sample_id;

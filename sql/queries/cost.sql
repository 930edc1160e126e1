-- What did the calls of models cost, by $by: run, model, kind or document, or all together?
-- Estimates are those of the calls that ended. What is assumed is the worst case of calls whose usage is not known.
with calls as (
    select
        *,
        outcome != 'open' as ended,
        (tokens_in is null or tokens_out is null)::int as guessed,
        case $by
            when 'run' then flow_run_id
            when 'model' then model
            when 'kind' then kind
            when 'document' then doc_id
        end as part
    from llm_calls
),

totals as (
    select
        part,
        min("at") as since,
        count(*) as calls,
        count(*) filter (where outcome = 'stored') as stored,
        count(*) filter (where outcome = 'failed') as failed,
        count(*) filter (where outcome = 'lost') as lost,
        count(*) filter (where outcome = 'open') as open,
        sum(tokens_in)::bigint as tokens_in,
        sum(tokens_out)::bigint as tokens_out,
        sum(estimate_usd) filter (where ended)::decimal(18, 9) as estimate_usd,
        sum(cost_usd) filter (where ended)::decimal(18, 9) as cost_usd,
        sum(cost_usd * guessed) filter (where ended)::decimal(18, 9) as assumed_usd,
        count(*) filter (where ended and cost_usd is null) as unpriced
    from calls
    group by part
),

sample_documents as (
    select
        sample_parts.sample_id,
        min(figures.doc_id) as doc_id
    from sample_parts
    inner join history.figures as figures
        on sample_parts.figure_id = figures.figure_id
    group by sample_parts.sample_id
),

kept_samples as (
    select
        case $by
            when 'run' then samples.flow_run_id
            when 'model' then samples.model
            when 'kind' then samples.kind
            when 'document' then sample_documents.doc_id
        end as part,
        count(*) as kept
    from samples
    left join sample_documents
        on samples.sample_id = sample_documents.sample_id
    where samples.model is not null and samples.outcome = 'kept'
    group by part
)

select
    totals.part,
    document_names.name,
    totals.since,
    totals.calls,
    totals.stored,
    totals.failed,
    totals.lost,
    totals.open,
    totals.tokens_in,
    totals.tokens_out,
    totals.estimate_usd,
    totals.cost_usd,
    totals.assumed_usd,
    totals.unpriced,
    coalesce(kept_samples.kept, 0) as kept,
    (totals.cost_usd::double / nullif(kept_samples.kept, 0))::decimal(18, 9) as usd_per_kept
from totals
left join kept_samples
    on totals.part is not distinct from kept_samples.part
left join document_names
    on
        $by = 'document'
        and totals.part = document_names.doc_id
order by
    if($by = 'run', totals.since, null) asc nulls first,
    totals.cost_usd desc nulls last,
    totals.calls desc,
    totals.part asc nulls last;

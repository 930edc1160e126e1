-- How do the modes $modes compare, on the figures that samples were written of in each of them?
-- A row a mode, and one for each of its kinds. A sample that was revised counts once, as what it became.
with asked as (
    select
        live_samples.sample_id,
        live_samples.kind,
        live_samples.mode,
        live_samples.messages,
        live_samples.outcome,
        live_samples.reason,
        min(sample_parts.figure_id) as figure_id
    from live_samples
    inner join sample_parts
        on live_samples.sample_id = sample_parts.sample_id
    where list_contains($modes, live_samples.mode)
    group by all
),

common_figures as (
    select figure_id
    from asked
    group by figure_id
    having count(distinct mode) = len(list_distinct($modes))
),

compared as (
    select asked.*
    from asked
    semi join common_figures
        on asked.figure_id = common_figures.figure_id
),

lengths as (
    select
        compared.sample_id,
        sum(length(turns.turn ->> 'content')) as chars
    from compared
    cross join unnest(compared.messages::json[]) as turns (turn)
    where compared.outcome = 'kept' and turns.turn ->> 'role' = 'assistant'
    group by compared.sample_id
),

costs as (
    select
        llm_calls.sample_id,
        count(*) as calls,
        sum(llm_calls.tokens_in) as tokens_in,
        sum(llm_calls.tokens_out) as tokens_out,
        sum(llm_calls.cost_usd) as cost_usd
    from llm_calls
    group by llm_calls.sample_id
),

reason_counts as (
    select
        mode,
        kind,
        reason,
        count(*) as n
    from compared
    where outcome = 'rejected' and reason != 'revised'
    group by grouping sets ((mode, reason), (mode, kind, reason))
),

reasons as (
    select
        mode,
        kind,
        list(struct_pack(reason := reason, n := n) order by n desc, reason asc) as reasons
    from reason_counts
    group by
        mode,
        kind
),

totals as (
    select
        compared.mode,
        compared.kind,
        count(distinct compared.figure_id) as figures,
        count(*) filter (where compared.reason is distinct from 'revised') as samples,
        count(*) filter (where compared.outcome = 'kept') as kept,
        count(*) filter (where compared.reason = 'revised') as revised,
        avg(lengths.chars) as answer_chars,
        sum(costs.calls)::bigint as calls,
        sum(costs.tokens_in)::bigint as tokens_in,
        sum(costs.tokens_out)::bigint as tokens_out,
        sum(costs.cost_usd)::decimal(18, 9) as cost_usd
    from compared
    left join lengths
        on compared.sample_id = lengths.sample_id
    left join costs
        on compared.sample_id = costs.sample_id
    group by grouping sets ((compared.mode), (compared.mode, compared.kind))
)

select
    totals.mode,
    totals.kind,
    totals.figures,
    totals.samples,
    totals.kept,
    totals.revised,
    totals.kept / nullif(totals.samples, 0) as acceptance,
    reasons.reasons,
    totals.answer_chars,
    totals.calls,
    totals.tokens_in,
    totals.tokens_out,
    totals.cost_usd,
    (totals.cost_usd::double / nullif(totals.kept, 0))::decimal(18, 9) as usd_per_kept
from totals
left join reasons
    on
        totals.mode = reasons.mode
        and totals.kind is not distinct from reasons.kind
order by
    list_position($modes, totals.mode) asc,
    totals.kind asc nulls first;

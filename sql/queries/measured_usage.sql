-- What do calls of each model take in truth: tokens, against the estimate, and how many samples need such a call?
-- The share is of the samples that the model was asked to compose.
with calls as (
    select
        model,
        kind,
        purpose,
        count(*) as calls,
        avg(tokens_in) as tokens_in,
        avg(tokens_out) as tokens_out,
        avg(tokens_in / nullif(estimate_tokens_in, 0)) as over_estimate,
        count(distinct coalesce(sample_id, call_key)) as samples
    from llm_calls
    where outcome = 'stored' and tokens_in is not null and tokens_out is not null
    group by
        model,
        kind,
        purpose
),

composed as (
    select
        model,
        kind,
        samples
    from calls
    where purpose = 'compose'
)

select
    calls.model,
    calls.kind,
    calls.purpose,
    calls.calls,
    calls.tokens_in,
    calls.tokens_out,
    calls.over_estimate,
    least(1.0, calls.samples / composed.samples) as share
from calls
left join composed
    on
        calls.model = composed.model
        and calls.kind = composed.kind
order by
    calls.model,
    calls.kind,
    calls.purpose;

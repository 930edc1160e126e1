-- How many tokens were the requests to each model expected to be, and how many were they? The latest $most of each.
select
    model,
    estimate_tokens_in,
    tokens_in
from llm_calls
where
    outcome = 'stored'
    and estimate_tokens_in is not null
    and tokens_in is not null
qualify row_number() over (
    partition by model
    order by "at" desc, call_key asc
) <= $most;

-- Which calls of a model cost or took less than nothing, or were the attempt before the first?
select
    call_key,
    attempt,
    tokens_in,
    tokens_out,
    cost_usd,
    seconds
from llm_calls
where
    attempt < 1
    or tokens_in < 0
    or tokens_out < 0
    or estimate_usd < 0
    or cost_usd < 0
    or seconds < 0;

-- Which calls of a model were stored without an answer?
select
    call_key,
    attempt,
    model,
    purpose
from llm_calls
where outcome = 'stored' and answer is null;

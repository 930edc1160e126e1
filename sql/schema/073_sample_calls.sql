-- Which calls of a model did each sample take? A sample that came of a revision took those of what it was before, too.
create view sample_calls as
with asked_for as (
    select distinct
        sample_id,
        sample_id as asked_as
    from llm_calls
    where sample_id is not null
    union
    select
        chosen_sample_id as sample_id,
        rejected_sample_id as asked_as
    from preferences
)

select
    asked_for.sample_id,
    llm_calls.sample_id as asked_as,
    llm_calls.call_key,
    llm_calls.attempt,
    llm_calls.purpose,
    llm_calls.model,
    llm_calls.prompt_hash,
    llm_calls.tokens_in,
    llm_calls.tokens_out,
    llm_calls.estimate_usd,
    llm_calls.cost_usd,
    llm_calls.seconds,
    llm_calls.finish_reason,
    llm_calls.outcome,
    llm_calls.error,
    llm_calls."at",
    llm_calls.batch_id
from asked_for
inner join llm_calls
    on asked_for.asked_as = llm_calls.sample_id;

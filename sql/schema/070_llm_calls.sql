-- Which requests were made to a model, how did each attempt end, and what did it cost?
-- Where tokens are null, the usage is not known (the call failed, or was lost), and its cost is its worst case.
create view llm_calls as
select
    call_key,
    attempt,
    flow_run_id,
    sample_id,
    doc_id,
    kind,
    mode,
    purpose,
    model,
    prompt_hash,
    image_sha256,
    tokens_in,
    tokens_out,
    estimate_usd,
    cost_usd,
    price_table,
    seconds,
    finish_reason,
    response_id,
    outcome,
    error,
    "at",
    process,
    batch_id,
    answer,
    estimate_tokens_in
from history.llm_calls
qualify row_number() over (
    partition by call_key, attempt
    order by entry_id desc
) = 1;

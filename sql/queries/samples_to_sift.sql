-- Which live samples of models passed every rule but perhaps the one that compares them with each other?
select
    sample_id,
    flow_run_id,
    kind,
    mode,
    messages,
    generator,
    model,
    prompt_hash,
    call_key,
    outcome,
    rule,
    reason,
    score,
    threshold
from live_samples
where
    model is not null
    and (outcome = 'kept' or reason = 'near-duplicate')
order by sample_id;

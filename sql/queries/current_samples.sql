-- Which samples does the dataset hold now?
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
from current_samples
order by sample_id;

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
    outcome,
    rule,
    reason,
    score,
    threshold
from current_samples
order by sample_id;

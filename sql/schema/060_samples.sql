-- Which training samples were ever written? Each once, as it was last written.
create view samples as
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
from history.samples
qualify row_number() over (
    partition by sample_id
    order by entry_id desc
) = 1;

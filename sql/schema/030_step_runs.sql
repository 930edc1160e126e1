-- When was each step executed on each document, with what, and how did it end?
create view step_runs as
select
    step_run_id,
    doc_id,
    cache_key,
    step,
    step_version,
    engine,
    engine_version,
    weights_sha256,
    params,
    params_hash,
    input_hash,
    output_hash,
    blobs,
    open_pages,
    outcome,
    reason,
    error,
    attempt,
    started_at,
    seconds,
    cpu_seconds,
    peak_mb,
    host,
    code_version
from history.step_runs;

-- How is an attempt handed over to a batch, and to the process that looks after it?
update calls
set
    batch_id = $batch_id,
    process = $process,
    call = $call,
    entry_id = null
where
    call_key = $call_key
    and attempt = $attempt
    and outcome = 'open';

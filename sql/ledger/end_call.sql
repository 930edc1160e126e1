-- How is an attempt written down that came to its end? One that ended already stays as it is.
update calls
set
    outcome = $outcome,
    cost = $cost,
    call = $call,
    entry_id = null
where
    call_key = $call_key
    and attempt = $attempt
    and outcome = 'open'
returning worst;

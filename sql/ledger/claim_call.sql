-- Which entry of the journal holds this attempt, as long as nothing else is known of it by now?
update calls
set entry_id = $entry_id
where
    call_key = $call_key
    and attempt = $attempt
    and outcome = $outcome
    and coalesce(batch_id, '') = coalesce($batch_id, '');

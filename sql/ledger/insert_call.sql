-- How is an attempt written down, before it is made?
insert into calls (call_key, attempt, outcome, process, batch_id, worst, cost, entry_id, call)
values ($call_key, $attempt, $outcome, $process, $batch_id, $worst, $cost, $entry_id, $call);

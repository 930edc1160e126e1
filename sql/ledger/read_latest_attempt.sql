-- What became of the last attempt at $call_key?
select
    attempt,
    outcome,
    process,
    batch_id,
    worst,
    call
from calls
where call_key = $call_key
order by attempt desc
limit 1;

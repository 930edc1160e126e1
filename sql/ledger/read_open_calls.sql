-- Which attempts are under way, and whose are they?
select
    call_key,
    attempt,
    process,
    batch_id,
    worst,
    call
from calls
where outcome = 'open';

-- Which attempts that ended, or lie in a batch, does the journal not know yet? At most $most of them.
select
    call_key,
    attempt,
    call
from calls
where
    entry_id is null
    and (outcome != 'open' or batch_id is not null)
order by
    call_key,
    attempt
limit $most;

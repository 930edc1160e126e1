-- Which attempts at requests to models does the journal know, and from which entries? The ledger is made of them.
select *
from history.llm_calls
qualify
    row_number() over (
        partition by call_key, attempt
        order by entry_id desc
    ) = 1
order by
    call_key,
    attempt;

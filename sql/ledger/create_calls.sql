-- Which attempts at requests to models were begun, by whom, and what became of each? Money is in billionths of a USD.
create table if not exists calls (
    call_key text not null,
    attempt integer not null,
    outcome text not null,
    process text not null,
    batch_id text,
    worst integer,
    cost integer,
    entry_id text,
    call text not null,
    primary key (call_key, attempt)
) strict, without rowid;

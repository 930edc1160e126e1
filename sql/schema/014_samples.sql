-- Which training samples were written in which flow run? Every row ever journaled.
create table history.samples (
    entry_id varchar not null,
    sample_id varchar not null,
    flow_run_id varchar not null,
    kind varchar not null,
    mode varchar not null,
    messages varchar not null,
    generator varchar not null,
    model varchar,
    prompt_hash varchar,
    outcome varchar not null,
    rule varchar,
    reason varchar,
    score double,
    threshold double,
    call_key varchar
);

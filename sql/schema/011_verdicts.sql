-- Which pairs did curate accept in which flow run? Every row ever journaled.
create table history.verdicts (
    entry_id varchar not null,
    flow_run_id varchar not null,
    pair_id varchar not null,
    accepted boolean not null,
    rule varchar,
    reason varchar,
    score double,
    threshold double
);

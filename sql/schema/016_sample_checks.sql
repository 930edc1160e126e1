-- Which rules did a sample pass? Every row ever journaled.
create table history.sample_checks (
    entry_id varchar not null,
    sample_id varchar not null,
    flow_run_id varchar not null,
    rule varchar not null,
    passed boolean not null,
    score double,
    detail varchar
);

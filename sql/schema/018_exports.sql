-- Which datasets were published? Every row ever journaled.
create table history.exports (
    entry_id varchar not null,
    export_id varchar not null,
    flow_run_id varchar not null,
    format varchar not null,
    digest varchar not null,
    path varchar not null,
    samples bigint not null,
    images bigint not null,
    "at" timestamptz not null
);

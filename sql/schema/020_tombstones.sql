-- Which bytes or URLs must never come back? Every row ever journaled.
create table history.tombstones (
    entry_id varchar not null,
    doc_id varchar,
    uri varchar,
    reason varchar not null,
    "at" timestamptz not null,
    flow_run_id varchar not null
);

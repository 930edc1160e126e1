-- Which paths were asked for, and what came of each? Every row ever journaled.
create table history.sources (
    entry_id varchar not null,
    step_run_id varchar not null,
    source_id varchar not null,
    uri varchar not null,
    name varchar not null,
    doc_id varchar,
    bytes bigint,
    mtime timestamptz,
    inode bigint,
    licence varchar,
    licence_source varchar,
    fetched_at timestamptz not null,
    outcome varchar not null,
    reason varchar
);

-- Which distinct byte strings came, and what does each say of itself? Every row ever journaled.
create table history.documents (
    entry_id varchar not null,
    step_run_id varchar not null,
    doc_id varchar not null,
    name varchar not null,
    bytes bigint not null,
    pages bigint,
    title varchar,
    producer varchar,
    direction varchar
);

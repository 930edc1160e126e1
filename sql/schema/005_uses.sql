-- Which execution of a step did a flow run take? Every row ever journaled.
create table history.uses (
    entry_id varchar not null,
    flow_run_id varchar not null,
    doc_id varchar not null,
    step varchar not null,
    step_run_id varchar not null,
    cached boolean not null,
    "at" timestamptz not null
);

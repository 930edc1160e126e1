-- Which figures and texts is a sample made of? Every row ever journaled.
create table history.sample_parts (
    entry_id varchar not null,
    sample_id varchar not null,
    flow_run_id varchar not null,
    position bigint not null,
    figure_id varchar not null,
    pair_id varchar,
    region_id varchar,
    role varchar
);

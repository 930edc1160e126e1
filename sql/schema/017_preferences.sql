-- Which answer was preferred to which? Every row ever journaled.
create table history.preferences (
    entry_id varchar not null,
    chosen_sample_id varchar not null,
    rejected_sample_id varchar not null,
    flow_run_id varchar not null,
    rule varchar not null
);

-- Where does each sample lie in an export? Every row ever journaled.
create table history.export_items (
    entry_id varchar not null,
    export_id varchar not null,
    flow_run_id varchar not null,
    shard varchar not null,
    key varchar not null,
    sample_id varchar not null,
    image_sha256 varchar not null
);

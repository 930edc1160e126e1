-- Where does each sample lie in each published dataset?
create view export_items as
select
    export_id,
    flow_run_id,
    shard,
    key,
    sample_id,
    image_sha256
from history.export_items
qualify row_number() over (
    partition by export_id, shard, key, sample_id, image_sha256
    order by entry_id desc
) = 1;

-- Which published items belong to no export, or, in the last export, to a sample that never was?
with latest_export as (
    select arg_max(export_id, entry_id) as export_id
    from history.exports
)

select
    export_items.export_id,
    export_items.sample_id
from export_items
left join exports
    on export_items.export_id = exports.export_id
left join latest_export
    on export_items.export_id = latest_export.export_id
left join samples
    on export_items.sample_id = samples.sample_id
where
    exports.export_id is null
    or (latest_export.export_id is not null and samples.sample_id is null);

-- Which published items belong to no export, or to a sample that never was?
select
    export_items.export_id,
    export_items.sample_id
from export_items
left join exports
    on export_items.export_id = exports.export_id
left join samples
    on export_items.sample_id = samples.sample_id
where exports.export_id is null or samples.sample_id is null;

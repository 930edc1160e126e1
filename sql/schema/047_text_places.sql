-- Where does the text of each candidate stand? A list stands around all its items.
create view text_places as
select
    parts.doc_id,
    parts.pair_id,
    min(regions.page) as page,
    min(regions.x0) as x0,
    min(regions.y0) as y0,
    max(regions.x1) as x1,
    max(regions.y1) as y1
from (
    select
        doc_id,
        pair_id,
        unnest(list_prepend(region_id, coalesce(more_region_ids, []))) as region_id
    from candidates
) as parts
inner join regions
    on
        parts.doc_id = regions.doc_id
        and parts.region_id = regions.region_id
group by
    parts.doc_id,
    parts.pair_id;

-- Where does the text of each candidate stand? A list stands around all its items.
create view text_places as
select
    text_regions.doc_id,
    text_regions.pair_id,
    min(regions.page) as page,
    min(regions.x0) as x0,
    min(regions.y0) as y0,
    max(regions.x1) as x1,
    max(regions.y1) as y1
from text_regions
inner join regions
    on
        text_regions.doc_id = regions.doc_id
        and text_regions.region_id = regions.region_id
group by
    text_regions.doc_id,
    text_regions.pair_id;

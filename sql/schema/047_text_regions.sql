-- Which regions is the text of each candidate made of? A list has one for each of its items.
create view text_regions as
select
    doc_id,
    pair_id,
    figure_id,
    unnest(list_prepend(region_id, coalesce(more_region_ids, []))) as region_id
from candidates;

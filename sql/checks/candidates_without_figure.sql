-- Which candidates belong to no kept figure, or to a text that is not there?
select
    candidates.doc_id,
    candidates.pair_id,
    candidates.figure_id,
    candidates.region_id
from (
    select
        doc_id,
        pair_id,
        figure_id,
        unnest(list_prepend(region_id, coalesce(more_region_ids, []))) as region_id
    from candidates
) as candidates
left join figures
    on
        candidates.doc_id = figures.doc_id
        and candidates.figure_id = figures.figure_id
        and figures.outcome = 'kept'
left join regions
    on
        candidates.doc_id = regions.doc_id
        and candidates.region_id = regions.region_id
where figures.figure_id is null or regions.region_id is null;

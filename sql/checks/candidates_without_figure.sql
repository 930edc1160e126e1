-- Which candidates belong to no kept figure, or to a text that is not there?
select
    text_regions.doc_id,
    text_regions.pair_id,
    text_regions.figure_id,
    text_regions.region_id
from text_regions
left join figures
    on
        text_regions.doc_id = figures.doc_id
        and text_regions.figure_id = figures.figure_id
        and figures.outcome = 'kept'
left join regions
    on
        text_regions.doc_id = regions.doc_id
        and text_regions.region_id = regions.region_id
where figures.figure_id is null or regions.region_id is null;

-- Which figures were cut from a region that is not there or not on their page?
select
    figures.doc_id,
    figures.figure_id,
    figures.region_id
from figures
left join regions
    on
        figures.doc_id = regions.doc_id
        and figures.region_id = regions.region_id
        and figures.page = regions.page
where regions.region_id is null;

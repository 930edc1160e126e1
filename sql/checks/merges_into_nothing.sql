-- Which rows were merged into nothing, into themselves, or name a target without being merged?
select
    'region' as what,
    regions.region_id as id,
    regions.merged_into
from regions
left join regions as wholes
    on
        regions.doc_id = wholes.doc_id
        and regions.merged_into = wholes.region_id
where
    (regions.outcome = 'merged') != (regions.merged_into is not null)
    or (regions.merged_into is not null and wholes.region_id is null)
    or regions.merged_into = regions.region_id
union all
select
    'figure' as what,
    figures.figure_id as id,
    figures.merged_into
from figures
left join figures as wholes
    on
        figures.doc_id = wholes.doc_id
        and figures.merged_into = wholes.figure_id
where
    (figures.outcome = 'merged') != (figures.merged_into is not null)
    or (figures.merged_into is not null and wholes.figure_id is null)
    or figures.merged_into = figures.figure_id;

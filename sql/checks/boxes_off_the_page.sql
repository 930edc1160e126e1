-- Which kept boxes are empty, or lie more than a point outside of their page?
select
    'region' as what,
    regions.region_id as id,
    regions.x0,
    regions.y0,
    regions.x1,
    regions.y1
from regions
left join pages
    on
        regions.doc_id = pages.doc_id
        and regions.page = pages.page
where
    regions.outcome = 'kept'
    and (
        pages.page is null
        or regions.x0 >= regions.x1
        or regions.y0 >= regions.y1
        or regions.x0 < -1
        or regions.y0 < -1
        or regions.x1 > pages.width + 1
        or regions.y1 > pages.height + 1
    )
union all
select
    'figure' as what,
    figures.figure_id as id,
    figures.x0,
    figures.y0,
    figures.x1,
    figures.y1
from figures
left join pages
    on
        figures.doc_id = pages.doc_id
        and figures.page = pages.page
where
    figures.outcome = 'kept'
    and (
        pages.page is null
        or figures.x0 >= figures.x1
        or figures.y0 >= figures.y1
        or figures.x0 < -1
        or figures.y0 < -1
        or figures.x1 > pages.width + 1
        or figures.y1 > pages.height + 1
    );

-- Which pages does a document have, and how many figures does each hold?
select
    pages.page,
    pages.outcome,
    pages.reason,
    count(figures.figure_id) as figures
from pages
left join figures
    on
        pages.doc_id = figures.doc_id
        and pages.page = figures.page
        and figures.outcome = 'kept'
where pages.doc_id = $doc_id
group by
    pages.page,
    pages.outcome,
    pages.reason
order by pages.page;

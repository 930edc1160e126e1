-- Which pages were turned away by a step and kept by a later one?
select
    pages.doc_id,
    pages.page,
    page_decisions.step,
    page_decisions.outcome
from page_decisions
inner join pages
    on
        page_decisions.doc_id = pages.doc_id
        and page_decisions.page = pages.page
where page_decisions.outcome != 'kept' and pages.outcome = 'kept';

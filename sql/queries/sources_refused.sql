-- Which sources brought no document, and why?
select
    uri,
    outcome,
    reason
from sources
where doc_id is null
order by uri;

-- How good is each document, the ones that deserve a look first?
select *
from documents_quality
order by
    list_position(['failed', 'rejected', 'registered', 'done'], status) asc,
    coalesce(len(warnings), 0) desc,
    name asc,
    doc_id asc;

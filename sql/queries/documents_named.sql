-- What came of the documents $doc_ids, the ones that deserve a look first?
select
    name,
    pages,
    figures,
    captions,
    status,
    reason,
    round(seconds, 1) as seconds
from documents_quality
where doc_id in (select unnest($doc_ids::varchar[]))
order by
    list_position(['failed', 'rejected', 'registered', 'done'], status) asc,
    name asc,
    doc_id asc;

-- What came of the documents $doc_ids?
select
    name,
    pages,
    figures,
    captions,
    status,
    reason,
    round(seconds, 1) as seconds
from documents_quality
where list_contains($doc_ids, doc_id)
order by
    name,
    doc_id;

-- What are the documents $doc_ids called?
with asked as (
    select unnest($doc_ids::varchar[]) as doc_id
)

select
    document_names.doc_id,
    document_names.name
from document_names
semi join asked
    on document_names.doc_id = asked.doc_id;

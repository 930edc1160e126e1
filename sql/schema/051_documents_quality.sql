-- How good is each document, and which of its numbers deserve a look?
create view documents_quality as
select
    documents.doc_id,
    documents.name,
    documents.status,
    documents.reason,
    document_metrics.* exclude (doc_id)
from documents
left join document_metrics
    on documents.doc_id = document_metrics.doc_id;

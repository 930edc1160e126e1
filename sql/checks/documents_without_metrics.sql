-- Which documents were not measured, and which measures are of no document?
select
    documents.doc_id,
    document_metrics.doc_id as measured_doc_id
from documents
full join document_metrics
    on documents.doc_id = document_metrics.doc_id
where documents.doc_id is null or document_metrics.doc_id is null;

-- Which documents' numbers are out of date?
delete from document_metrics
where doc_id in (select changed_documents.doc_id from history.changed_documents as changed_documents);

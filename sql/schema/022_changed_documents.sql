-- Which documents must be measured before the catalog is published?
create table history.changed_documents (
    doc_id varchar not null
);

-- Which documents still wait to be measured? None, once this has run.
delete from history.changed_documents;

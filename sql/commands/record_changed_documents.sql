-- Which documents do the entries just read say something of?
insert into history.changed_documents (doc_id)
select doc_id
from history.uses
where entry_id in (select unnest($entry_ids::varchar[]))
union
select doc_id
from history.documents
where entry_id in (select unnest($entry_ids::varchar[]))
union
select doc_id
from history.step_runs
where entry_id in (select unnest($entry_ids::varchar[]));

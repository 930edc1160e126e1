-- Which documents may no longer be used? Those whose bytes, or all of whose sources, have a tombstone.
create view forgotten_documents as
select doc_id
from history.tombstones
where doc_id is not null
union
select sources.doc_id
from sources
left join history.tombstones as tombstones
    on sources.uri = tombstones.uri
where sources.doc_id is not null
group by sources.doc_id
having count(*) = count(tombstones.uri);

-- Which sources with the name, path or URI $text brought no document that there is, and why?
select
    sources.uri,
    sources.outcome,
    sources.reason,
    sources.fetched_at
from sources
left join documents
    on sources.doc_id = documents.doc_id
where
    documents.doc_id is null
    and (sources.uri = $text or sources.name = $text or suffix(sources.uri, concat('/', $text)))
order by sources.uri;

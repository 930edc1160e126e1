-- Which documents does $text mean: a name, a path or URI, or the beginning of a doc_id?
select distinct
    documents.doc_id,
    documents.name
from documents
left join sources
    on documents.doc_id = sources.doc_id
where
    documents.name = $text
    or sources.name = $text
    or sources.uri = $text
    or suffix(sources.uri, concat('/', $text))
    or (length($text) >= 4 and starts_with(documents.doc_id, lower($text)))
order by
    documents.name,
    documents.doc_id;

-- What is each document and how good is it, under which licence, from which file, and how does it end?
with licences as (
    select
        doc_id,
        list(uri order by fetched_at, uri) as uris,
        arg_min(licence, row(fetched_at, uri)) as licence
    from sources
    where doc_id is not null and outcome in ('registered', 'duplicate')
    group by doc_id
)

select
    documents.title,
    documents.producer,
    documents.bytes,
    documents.direction,
    licences.uris,
    licences.licence,
    documents_quality.*
from documents_quality
inner join documents
    on documents_quality.doc_id = documents.doc_id
left join licences
    on documents_quality.doc_id = licences.doc_id
order by
    documents_quality.name,
    documents_quality.doc_id;

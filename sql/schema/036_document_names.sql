-- What is each document called? The file name of its first source; else what was registered.
create view document_names as
with first_sources as (
    select
        doc_id,
        arg_min(name, row(fetched_at, uri)) as name
    from sources
    where doc_id is not null
    group by doc_id
),

first_registrations as (
    select
        doc_id,
        arg_min(name, entry_id) as name
    from history.documents
    group by doc_id
)

select
    first_registrations.doc_id,
    coalesce(first_sources.name, first_registrations.name) as name
from first_registrations
left join first_sources
    on first_registrations.doc_id = first_sources.doc_id;

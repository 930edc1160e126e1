-- From which files did each document come, first seen first, and under which licence?
create view document_origins as
select
    doc_id,
    list(
        struct_pack(
            uri := uri,
            licence := licence,
            licence_source := licence_source,
            fetched_at := fetched_at
        )
        order by
            fetched_at asc,
            uri asc
    ) as sources,
    arg_min(licence, row(fetched_at, uri)) as licence,
    arg_min(licence_source, row(fetched_at, uri)) filter (where licence is not null) as licence_source
from sources
where doc_id is not null and outcome in ('registered', 'duplicate')
group by doc_id;

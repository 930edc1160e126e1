-- What came of each source when it was last looked at, so that an unchanged one need not be hashed again?
with latest_sources as (
    select
        source_id,
        uri,
        name,
        doc_id,
        bytes,
        mtime,
        inode,
        licence,
        licence_source,
        fetched_at,
        outcome,
        reason
    from history.sources
    qualify row_number() over (
        partition by source_id
        order by fetched_at desc, entry_id desc
    ) = 1
)

select *
from latest_sources
order by
    fetched_at,
    source_id;

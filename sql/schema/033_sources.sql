-- Which paths were asked for, and what came of each when it was first seen?
create view sources as
select
    source_id,
    uri,
    name,
    doc_id,
    step_run_id,
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
    order by fetched_at, entry_id
) = 1;

-- Which bytes or URLs must never come back?
select
    doc_id,
    uri,
    reason,
    "at"
from tombstones
order by
    "at",
    doc_id,
    uri;

-- Which bytes or URLs must never come back?
create view tombstones as
select
    doc_id,
    uri,
    reason,
    "at",
    flow_run_id
from history.tombstones;

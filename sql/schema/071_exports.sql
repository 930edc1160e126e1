-- Which datasets were published? Each once, as it was last published.
create view exports as
select
    export_id,
    flow_run_id,
    format,
    digest,
    path,
    samples,
    images,
    "at"
from history.exports
qualify row_number() over (
    partition by export_id
    order by entry_id desc
) = 1;

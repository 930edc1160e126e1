-- Which execution of each step did each flow run take?
create view uses as
select
    flow_run_id,
    doc_id,
    step,
    step_run_id,
    cached,
    "at"
from history.uses;

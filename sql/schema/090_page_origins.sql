-- Which engine worked on each page at each step, in which execution? One row a page, its steps in DAG order.
create view page_origins as
select
    page_steps.doc_id,
    page_steps.page,
    list_sort(
        list(struct_pack(
            step_rank := page_steps.step_rank,
            step := page_steps.step,
            step_version := step_runs.step_version,
            engine := page_steps.engine,
            engine_version := page_steps.engine_version,
            weights_sha256 := page_steps.weights_sha256,
            step_run_id := page_steps.step_run_id,
            code_version := page_steps.code_version
        ))
    ) as steps
from page_steps
inner join step_runs
    on page_steps.step_run_id = step_runs.step_run_id
group by
    page_steps.doc_id,
    page_steps.page;

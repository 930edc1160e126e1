-- Which engine worked on a page at each step? One that was asked for did not, where the file itself tells enough.
create view page_steps as
with runs as (
    select
        pages.doc_id,
        pages.page,
        current_runs.step,
        current_runs.step_rank,
        current_runs.step_run_id,
        (current_runs.step = 'read' and pages.text_source is distinct from 'ocr')
        or (current_runs.step = 'segment' and pages.layout is null) as spared
    from pages
    inner join current_runs
        on pages.doc_id = current_runs.doc_id
),

probes as (
    select
        current_runs.doc_id,
        step_runs.engine,
        step_runs.engine_version,
        step_runs.weights_sha256
    from current_runs
    inner join step_runs
        on current_runs.step_run_id = step_runs.step_run_id
    where current_runs.step = 'probe'
)

select
    runs.doc_id,
    runs.page,
    runs.step,
    runs.step_rank,
    runs.step_run_id,
    step_runs.code_version,
    case when runs.spared then probes.engine else step_runs.engine end as engine,
    case when runs.spared then probes.engine_version else step_runs.engine_version end as engine_version,
    case when runs.spared then probes.weights_sha256 else step_runs.weights_sha256 end as weights_sha256
from runs
inner join step_runs
    on runs.step_run_id = step_runs.step_run_id
left join probes
    on runs.doc_id = probes.doc_id;

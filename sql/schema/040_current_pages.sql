-- What is each page, after the last step that had something to say of it?
create view pages as
select
    pages.doc_id,
    pages.step_run_id,
    pages.page,
    pages.width,
    pages.height,
    pages.rotation,
    pages.direction,
    pages.text_source,
    pages.text_layer_score,
    pages.text_layer_reason,
    pages.ocr_confidence,
    pages.chars,
    pages.lines_sha256,
    pages.layout,
    pages.outcome,
    pages.rule,
    pages.reason,
    pages.score,
    pages.threshold
from history.pages as pages
inner join current_runs
    on pages.step_run_id = current_runs.step_run_id
qualify row_number() over (
    partition by pages.doc_id, pages.page
    order by current_runs.step_rank desc
) = 1;

-- How well does OCR agree with each page's sound text layer?
create view audits as
select
    audits.doc_id,
    audits.step_run_id,
    audits.page,
    audits.cer,
    audits.cleval
from history.audits as audits
inner join current_runs
    on audits.step_run_id = current_runs.step_run_id
qualify row_number() over (
    partition by audits.doc_id, audits.page
    order by current_runs.step_rank desc
) = 1;

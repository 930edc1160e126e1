-- Which rows speak of a document that was never registered?
select
    'step_runs' as what,
    step_runs.doc_id,
    step_runs.step_run_id
from history.step_runs as step_runs
anti join history.documents as documents
    on step_runs.doc_id = documents.doc_id
union all
select
    'uses' as what,
    uses.doc_id,
    uses.step_run_id
from history.uses as uses
anti join history.documents as documents
    on uses.doc_id = documents.doc_id
union all
select
    'pages' as what,
    pages.doc_id,
    pages.step_run_id
from history.pages as pages
anti join history.documents as documents
    on pages.doc_id = documents.doc_id;

-- How does a document stand, and at which step did it end, if it ended early?
with ends as (
    select
        current_runs.doc_id,
        arg_max(current_runs.step, current_runs.step_rank) as last_step,
        arg_min(current_runs.step, current_runs.step_rank) filter (where step_runs.outcome = 'failed') as failed_step,
        arg_min(current_runs.step, current_runs.step_rank) filter (
            where step_runs.outcome = 'rejected'
        ) as rejected_step,
        arg_min(step_runs.error, current_runs.step_rank) filter (where step_runs.outcome = 'failed') as error,
        max(step_runs.attempt) filter (where step_runs.outcome = 'failed') as attempts
    from current_runs
    inner join step_runs
        on current_runs.step_run_id = step_runs.step_run_id
    where current_runs.doc_id = $doc_id
    group by current_runs.doc_id
),

counts as (
    select
        pairs.doc_id,
        count(*) as pairs,
        count(*) filter (where pairs.accepted) as accepted
    from pairs
    where pairs.doc_id = $doc_id
    group by pairs.doc_id
),

kept_pages as (
    select
        doc_id,
        count(*) filter (where outcome = 'kept') as pages_kept,
        list(page order by page) filter (where outcome = 'failed') as failed_pages
    from pages
    where doc_id = $doc_id
    group by doc_id
)

select
    documents.doc_id,
    documents.name,
    documents.status,
    documents.reason,
    documents.pages,
    kept_pages.pages_kept,
    kept_pages.failed_pages,
    document_metrics.figures,
    coalesce(counts.pairs, 0) as pairs,
    coalesce(counts.accepted, 0) as accepted,
    document_origins.sources,
    document_origins.licence,
    document_origins.licence_source,
    ends.last_step,
    coalesce(ends.failed_step, ends.rejected_step) as step,
    ends.error,
    ends.attempts
from documents
left join document_metrics
    on documents.doc_id = document_metrics.doc_id
left join kept_pages
    on documents.doc_id = kept_pages.doc_id
left join counts
    on documents.doc_id = counts.doc_id
left join document_origins
    on documents.doc_id = document_origins.doc_id
left join ends
    on documents.doc_id = ends.doc_id
where documents.doc_id = $doc_id;

-- Which documents are there, and which are done, rejected, failed, or only registered yet?
create view documents as
with registrations as (
    select
        doc_id,
        max(bytes) as bytes
    from history.documents
    group by doc_id
),

descriptions as (
    select
        documents.doc_id,
        arg_max(documents.pages, current_runs.step_rank) as pages,
        arg_max(documents.title, current_runs.step_rank) as title,
        arg_max(documents.producer, current_runs.step_rank) as producer,
        arg_max(documents.direction, current_runs.step_rank) as direction
    from history.documents as documents
    inner join current_runs
        on documents.step_run_id = current_runs.step_run_id
    group by documents.doc_id
),

run_ends as (
    select
        current_runs.doc_id,
        bool_or(step_runs.outcome = 'failed') as any_failed,
        bool_or(step_runs.outcome = 'rejected') as any_rejected,
        bool_or(current_runs.step = 'pair' and step_runs.outcome = 'ok') as reached_the_end,
        arg_max(step_runs.reason, current_runs.step_rank) filter (
            where step_runs.outcome = 'failed'
        ) as failure,
        arg_min(step_runs.reason, current_runs.step_rank) filter (
            where step_runs.outcome = 'rejected'
        ) as refusal
    from current_runs
    inner join step_runs
        on current_runs.step_run_id = step_runs.step_run_id
    group by current_runs.doc_id
),

page_ends as (
    select
        doc_id,
        count(*) as n,
        count(*) filter (where outcome = 'kept') as kept,
        count(*) filter (where outcome = 'failed') as failed,
        arg_min(reason, page) filter (where outcome = 'failed') as failure,
        coalesce(
            arg_max(direction, row(chars, -page)) filter (where outcome = 'kept' and chars is not null),
            arg_min(direction, page)
        ) as direction
    from pages
    group by doc_id
),

page_reasons as (
    select
        doc_id,
        reason,
        count(*) as n
    from pages
    where outcome = 'rejected' and reason != 'not-selected'
    group by
        doc_id,
        reason
),

commonest_page_reasons as (
    select
        doc_id,
        arg_min(reason, row(-n, reason)) as reason
    from page_reasons
    group by doc_id
),

judged as (
    select
        registrations.doc_id,
        registrations.bytes,
        descriptions.pages,
        descriptions.title,
        descriptions.producer,
        coalesce(descriptions.direction, page_ends.direction) as direction,
        case
            when forgotten_documents.doc_id is not null then 'rejected'
            when run_ends.any_failed or page_ends.failed > 0 then 'failed'
            when run_ends.any_rejected then 'rejected'
            when page_ends.kept > 0 and run_ends.reached_the_end then 'done'
            when page_ends.n > 0 and page_ends.kept = 0 then 'rejected'
            when run_ends.reached_the_end then 'rejected'
            else 'registered'
        end as status,
        case when forgotten_documents.doc_id is not null then 'tombstoned' end as ban,
        coalesce(run_ends.failure, page_ends.failure, 'error') as failure,
        coalesce(run_ends.refusal, commonest_page_reasons.reason, 'not-selected') as refusal
    from registrations
    left join descriptions
        on registrations.doc_id = descriptions.doc_id
    left join run_ends
        on registrations.doc_id = run_ends.doc_id
    left join page_ends
        on registrations.doc_id = page_ends.doc_id
    left join commonest_page_reasons
        on registrations.doc_id = commonest_page_reasons.doc_id
    left join forgotten_documents
        on registrations.doc_id = forgotten_documents.doc_id
)

select
    judged.doc_id,
    document_names.name,
    judged.bytes,
    judged.pages,
    judged.title,
    judged.producer,
    judged.direction,
    judged.status,
    case judged.status
        when 'failed' then judged.failure
        when 'rejected' then coalesce(judged.ban, judged.refusal)
    end as reason
from judged
inner join document_names
    on judged.doc_id = document_names.doc_id;

-- Which texts belong to which figures, and which of these pairs were accepted?
create view pairs as
select
    candidates.pair_id,
    candidates.figure_id,
    candidates.doc_id,
    document_names.name,
    figures.page,
    figures.x0,
    figures.y0,
    figures.x1,
    figures.y1,
    figures.image_sha256,
    candidates.region_id,
    candidates.role,
    candidates.text,
    candidates.p_match,
    candidates.similarity,
    latest_verdicts.accepted,
    latest_verdicts.reason as accepted_reason
from candidates
inner join figures
    on candidates.figure_id = figures.figure_id
inner join document_names
    on candidates.doc_id = document_names.doc_id
left join latest_verdicts
    on candidates.pair_id = latest_verdicts.pair_id
where candidates.outcome = 'kept';

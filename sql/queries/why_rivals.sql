-- Which texts were weighed for the figures $figure_ids, and for which other figures were their texts $region_ids?
select
    candidates.pair_id,
    candidates.figure_id,
    candidates.region_id,
    candidates.role,
    candidates.text,
    candidates.p_match,
    candidates.outcome,
    candidates.reason,
    figures.kind as figure_kind,
    figures.page
from candidates
inner join figures
    on
        candidates.doc_id = figures.doc_id
        and candidates.figure_id = figures.figure_id
where
    candidates.doc_id = $doc_id
    and (list_contains($figure_ids, candidates.figure_id) or list_contains($region_ids, candidates.region_id))
order by
    candidates.p_match desc,
    candidates.pair_id asc;

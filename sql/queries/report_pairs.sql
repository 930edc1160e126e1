-- Which pairs are the ones from the $first to the $last, counted document by document?
select
    pairs.figure_id,
    pairs.doc_id,
    pairs.name,
    pairs.page,
    pairs.role,
    figures.kind,
    pairs.text,
    pairs.p_match,
    case
        when pairs.accepted then 'accepted'
        when pairs.accepted is null then 'not judged'
        else coalesce(pairs.accepted_reason, 'rejected')
    end as status
from pairs
inner join figures
    on
        pairs.doc_id = figures.doc_id
        and pairs.figure_id = figures.figure_id
qualify
    row_number() over (
        order by
            pairs.name,
            pairs.doc_id,
            pairs.page,
            pairs.y0,
            pairs.x0,
            pairs.figure_id,
            pairs.role,
            pairs.pair_id
    ) between $first and $last
order by
    pairs.name,
    pairs.doc_id,
    pairs.page,
    pairs.y0,
    pairs.x0,
    pairs.figure_id,
    pairs.role,
    pairs.pair_id;

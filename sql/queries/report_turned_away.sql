-- What was turned away on the pages $first to $last of a document, at which step, and why?
with texts as (
    select
        pair_id as id,
        figure_id,
        text
    from candidates
    where doc_id = $doc_id
    union all
    select
        region_id as id,
        null::varchar as figure_id,
        text
    from regions
    where doc_id = $doc_id and outcome = 'rejected'
)

select
    rejections.what,
    rejections.page,
    rejections.x0,
    rejections.y0,
    rejections.x1,
    rejections.y1,
    rejections.step,
    rejections.rule,
    rejections.reason,
    rejections.score,
    rejections.threshold,
    texts.figure_id,
    texts.text
from rejections
left join texts
    on rejections.id = texts.id
where
    rejections.doc_id = $doc_id
    and rejections.page between $first and $last
order by
    rejections.page asc,
    list_position(['page', 'region', 'figure', 'pair', 'sample', 'candidate'], rejections.what) asc,
    rejections.y0 asc,
    rejections.x0 asc,
    rejections.id asc;
